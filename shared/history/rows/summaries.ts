// From a row to its summary, by applying it to the scene as it was before. The scene may be one that collects
// what was deleted: an item that a row deletes is still there before the row is applied.
import type * as Y from 'yjs'
import { applyCutting } from '../../yjs/apply-cutting.ts'
import type { IdRange } from '../../yjs/id-ranges.ts'
import { addedBy, everyDeletedBy, rangesAddedBy } from '../../yjs/transaction-items.ts'
import { bounded, type RowSummary, type ThingId } from './row-summary.ts'
import { lettersIn, thingOf } from './thing-of-item.ts'

/** Applies a row to the scene before it. Takes as long as applying takes, and as the row is large. */
export function summaryOf(scene: Y.Doc, row: Uint8Array): RowSummary {
  const things = new Set<ThingId>()
  const added: IdRange[] = []
  let [written, deleted] = [0, 0]
  applyRow(scene, row, (transaction) => {
    added.push(...rangesAddedBy(transaction))
    for (const item of addedBy(transaction)) {
      written += lettersIn(item)
      const thing = thingOf(scene, item)
      if (thing !== null) things.add(thing)
    }
    for (const item of everyDeletedBy(transaction)) {
      deleted += lettersIn(item)
      const thing = thingOf(scene, item)
      if (thing !== null) things.add(thing)
    }
  })
  return bounded({ letters: [written, deleted], things, hasMore: false, added })
}

/** Applies a row, and shows its transaction before Yjs collects what it deleted. */
export function applyRow(scene: Y.Doc, row: Uint8Array, look: (transaction: Y.Transaction) => void): void {
  scene.on('afterTransaction', look)
  try {
    applyCutting(scene, row)
  } finally {
    scene.off('afterTransaction', look)
  }
}
