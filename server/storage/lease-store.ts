// A store's part about who owns which world. No clock is asked here: the store compares numbers alone. How
// long a process has been silent is judged by those who watch it (see owner/leases/failure-detector.ts).
import type { WorldKey } from '../contracts/world-record.ts'

declare const process: unique symbol
/**
 * Names a process for as long as it is among the others. A name is never used again, so that nobody takes a
 * process for the one that it was before.
 */
export type ProcessId = string & { readonly [process]: 'ProcessId' }

/** A process, and how often it has said that it lives. */
export interface ProcessBeat {
  readonly process: ProcessId
  /** Rises by one at a time; it says nothing about clocks. */
  readonly beat: number
}

export interface LeaseStore {
  /**
   * From now on this process is among the others, with a beat of 0, and owns nothing. Does nothing when it is
   * already.
   */
  join(process: ProcessId): Promise<void>
  /**
   * Raises the beat of a process, and answers it; rejects with an Expelled when it is not among the others.
   */
  beat(process: ProcessId): Promise<number>
  /** By id. On one machine all are gone when a store is opened, and every lease with them. */
  processes(): Promise<ProcessBeat[]>
  /**
   * Ends a process whose beat is still `seen`, in one transaction: it is gone, its worlds are free, and the
   * epoch of each is raised by one, so that the store refuses all that it still sends. True also when it was
   * gone before. False, and nothing is changed, when the beat has moved on. A process ends itself in this
   * way, too.
   */
  expel(process: ProcessId, seen: number): Promise<boolean>
  /**
   * Takes the lease of a world; the answer is its epoch. Null while another process has it, unless that is
   * `from`. One that the process has already keeps its epoch, unless that is `from`; others get the next. It
   * lasts until it is released, its process is expelled, or `replaceLogs` ends it. Rejects with an Expelled
   * when the process is not among the others.
   */
  lease(world: WorldKey, process: ProcessId, from?: ProcessId | null): Promise<number | null>
  /** Gives a lease back; does nothing when it is not the current one. */
  release(world: WorldKey, epoch: number): Promise<void>
}
