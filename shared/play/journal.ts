// What is to be written into live, gathered until the tick is over: of what is written twice only the last remains, so a
// thing that is moved a hundred times in a tick costs one entry.
import type * as Y from 'yjs'
import type { LiveWriter } from '../world/live-write.ts'

export interface Journal {
  /** Takes note of a write; one with the same key takes its place. */
  readonly put: (key: string, write: (writer: LiveWriter) => unknown) => void
  readonly isEmpty: () => boolean
  /** Writes all of it in one transaction. */
  readonly flush: () => void
}

export function createJournal(live: Y.Doc, writer: LiveWriter): Journal {
  let writes = new Map<string, (writer: LiveWriter) => unknown>()
  return {
    put: (key, write) => writes.set(key, write),
    isEmpty: () => writes.size === 0,
    flush() {
      if (writes.size === 0) return
      const gathered = writes
      writes = new Map()
      live.transact(() => {
        for (const write of gathered.values()) write(writer)
      })
    },
  }
}
