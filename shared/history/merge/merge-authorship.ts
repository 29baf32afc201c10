// What a merge wrote into its parent, for a revert of it. Letters and values of the merge that another revert
// put back count as the merge's own, though the revert's row holds them.
import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import type { IdRange } from '../../yjs/id-ranges.ts'
import { type Authorship, IdSet } from '../../yjs/id-set.ts'
import { entriesOf, keysWrittenBy, type MapEntry } from '../../yjs/map-entries.ts'
import { restoredIn } from '../../yjs/texts/text-items.ts'
import { readUpdate } from '../../yjs/update-reader.ts'

/** A row of the parent's log: of the merge that is reverted, of a revert, or any other. */
export interface MergeOrOther {
  readonly update: Uint8Array
  readonly is: 'merge' | 'revert' | 'other'
}

/** `parent` holds all of these rows, and collected nothing. */
export function mergeAuthorship(parent: Y.Doc, rows: readonly MergeOrOther[]): Authorship {
  const added = new IdSet()
  const deleted = new IdSet()
  const deletedByOthers = new IdSet()
  for (const { update, is } of rows) {
    const reading = readUpdate(update, 'clocks')
    for (const range of reading?.deleted ?? []) (is === 'merge' ? deleted : deletedByOthers).add(range)
    if (is === 'other') continue
    for (const { client, clock, end } of reading?.sections ?? []) {
      const range = { client, clock, length: end - clock }
      if (is === 'merge') added.add(range)
      else
        for (const again of [...againIn(parent, range, added), ...valuesAgain(parent, range, added)])
          added.add(again)
    }
  }
  return { added, deleted, deletedByOthers }
}

/** The letters of a range that stand for letters of a set. */
function againIn(parent: Y.Doc, range: IdRange, set: IdSet): readonly IdRange[] {
  return [...restoredIn(parent, range)].flatMap(({ from, to }) =>
    [...set.parts(from)].flatMap(({ clock, length, isIn }) =>
      isIn ? [{ client: to.client, clock: to.clock + clock - from.clock, length }] : [],
    ),
  )
}

/** The values of a range that stand for values of a set, and those between, which they took back. */
function valuesAgain(parent: Y.Doc, range: IdRange, set: IdSet): readonly IdRange[] {
  return [...keysWrittenBy(parent, range)].flatMap(({ map, key }) => {
    const entries = [...entriesOf(map, key)]
    const again = entries.findIndex((entry) => isIn(range, entry))
    const first = entries.findIndex((entry, at) => at > again && isSameValue(entry, entries[again]))
    const stood = entries[first]
    if (stood === undefined || !set.has(stood)) return []
    return entries.slice(again, first).map(({ client, clock }) => ({ client, clock, length: 1 }))
  })
}

const isIn = (range: IdRange, { client, clock }: MapEntry): boolean =>
  client === range.client && clock >= range.clock && clock < range.clock + range.length

/** Maps and pages are another one each time. */
function isSameValue(one: MapEntry, other: MapEntry | undefined): boolean {
  const [a, b] = [one.said, other?.said ?? null]
  if (a === null || b === null || a instanceof Y.AbstractType || b instanceof Y.AbstractType) return false
  return equalityDeep(a.value, b.value)
}
