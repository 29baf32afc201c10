// The lease of a world, as those who write in it have it: its rooms and its owner share it.
import type { WorldKey } from './world-record.ts'

export interface HeldLease {
  readonly epoch: number
  /** It may belong to somebody else by now. */
  isOver(): boolean
  /**
   * The store refused a write under it: nobody here relies on it any more, and the next one is asked for
   * anew.
   */
  refused(): void
  /**
   * Nobody here relies on it any more, and the store refuses whatever was sent under it and is not written
   * yet. It resolves when both are so, or when the process that had it cannot be sure of anything any more.
   * The world stays with this process.
   */
  revoke(): Promise<void>
  /** It is given back when all who took it have released it. */
  release(): Promise<void>
}

export interface WorldLeases {
  /**
   * Takes a lease, or joins those who have it here; null while another process has it. Rejects with a
   * StoreFault. `onLost` is called once at most: it may be another one's from now on.
   */
  take(world: WorldKey, onLost: () => void): Promise<HeldLease | null>
}

/** What is written under a lease; without one, where one process has the store for itself. */
export interface UnderLease {
  readonly epoch?: number
}
