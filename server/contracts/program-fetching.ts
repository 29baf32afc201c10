// How programs ask addresses outside, for the code that runs worlds.
import type { WebOutcome, WebRequest } from '../../shared/behavior/web-request.ts'
import type { WorldRecord } from './world-record.ts'

/** Asks an address for a program of a world. The signal: nobody waits any more. */
export type ProgramFetching = (
  world: WorldRecord,
  request: WebRequest,
  signal: AbortSignal,
) => Promise<WebOutcome>
