// Has the clients of a world go on at another process: all that came of them is read and stored, and told to
// them, before that one is told what is known of each.
import { pause } from '../../../shared/time/time-limit.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { Connection } from './connection.ts'

/** How long clients may take to come to a stop, in ms: those who do not come again. */
const STOP_MS = 1_000
/** The same where the process ends: there is no other way on for them. */
const ENDING_STOP_MS = 3_000
/** So often it is looked whether they have, in ms. */
const LOOK_MS = 2

/** Where worlds go. */
export interface WorldMove {
  /** Where the next process is reached; null: it is the one that leads, once there is one. */
  readonly to: string | null
  /** Only clients whose socket came in at another process go along: this one ends. */
  readonly isEnding?: boolean
  /** How long clients may take to come to a stop, in ms. */
  readonly withinMs?: number
  /** Ends what happens there; called once nobody can ask for anything more. */
  readonly end: () => Promise<void>
}

interface MoveParts extends WorldMove {
  /** All that came is on the disk, and told. */
  readonly stored: () => Promise<void>
}

type MovingConnection = Pick<Connection, 'stop' | 'isAtRest' | 'holdOutcomes' | 'move'>

export async function moveAll(
  connections: readonly MovingConnection[],
  clock: ServerClock,
  { to, end, stored, isEnding = false, withinMs = isEnding ? ENDING_STOP_MS : STOP_MS }: MoveParts,
): Promise<void> {
  const stopping = connections.filter((connection) => connection.stop(isEnding))
  const until = clock.monotonic() + withinMs
  while (stopping.some(({ isAtRest }) => !isAtRest) && clock.monotonic() < until) await pause(clock, LOOK_MS)
  for (const connection of stopping) connection.holdOutcomes()
  await end()
  await stored()
  for (const connection of stopping) connection.move(to)
}
