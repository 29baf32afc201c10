// Counts the work of Yjs, as a machine of any speed has it.
import { vi } from 'vitest'
import * as Y from 'yjs'

let looked = 0

class CountingSet<T> extends Set<T> {
  override add(value: T): this {
    if (value instanceof Y.Item) looked += 1
    return super.add(value)
  }
}

/** How many items Yjs looks at to place what an update brings: it notes each of them in two sets. */
export function lookedAt(work: () => void): number {
  looked = 0
  vi.stubGlobal('Set', CountingSet)
  try {
    work()
  } finally {
    vi.unstubAllGlobals()
  }
  return looked / 2
}

/** The same of work in turns; nothing else of this thread may go on meanwhile. */
export async function lookedAtInTurns(work: () => Promise<void>): Promise<number> {
  looked = 0
  vi.stubGlobal('Set', CountingSet)
  try {
    await work()
  } finally {
    vi.unstubAllGlobals()
  }
  return looked / 2
}
