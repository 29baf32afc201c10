// The writes for live, gathered until the tick is over: of two writes of one value only the last remains, so
// a thing that is moved a hundred times in a tick costs one entry.
import type * as Y from 'yjs'
import type { LiveWriter } from '../../world/live/live-writer.ts'

/** All events within a tick, in ms, become one update. After a pause the first does not wait. */
export const TICK_MS = 50

/**
 * How much is written in a tick: each value takes some 50 us to write, to store, to tell and to show. Further
 * requests of programs wait for the next tick, or a hundred programs would hold up all worlds for seconds.
 */
const VALUES_MAX = 500
/**
 * Writes that belong together go into one tick, such as one program's answer to one event; but not more than
 * so many.
 */
const TOGETHER_MAX = 2_000

export interface PendingWrites {
  /** Takes note of a write of so many values, one if not said; one with the same key takes its place. */
  readonly put: (key: string, write: (writer: LiveWriter) => unknown, values?: number) => void
  readonly isEmpty: () => boolean
  /** Whether as much is gathered as a tick writes; and whether that much that no reason counts. */
  readonly isFull: () => boolean
  readonly isOverfull: () => boolean
  /** Writes all of it in one transaction. */
  readonly flush: () => void
}

export function createPendingWrites(live: Y.Doc, writer: LiveWriter): PendingWrites {
  let writes = new Map<string, (writer: LiveWriter) => unknown>()
  let gathered = 0
  return {
    put(key, write, values = 1) {
      const before = writes.size
      writes.set(key, write)
      if (writes.size > before) gathered += values
    },
    isEmpty: () => writes.size === 0,
    isFull: () => gathered >= VALUES_MAX,
    isOverfull: () => gathered >= TOGETHER_MAX,
    flush() {
      if (writes.size === 0) return
      const due = writes
      writes = new Map()
      gathered = 0
      live.transact(() => {
        for (const write of due.values()) write(writer)
      })
    },
  }
}
