// Which ids of a range are in a type's list, and whether they still stand there.
import * as Y from 'yjs'
import type { IdRange, ItemId } from '../id-ranges.ts'
import type { SharedType } from '../item-places.ts'

/** A part of a range: it stands in the list, it was deleted there, or it is not in it. */
interface ListRange extends IdRange {
  readonly is: 'alive' | 'dead' | 'absent'
  /** What stands right before it in the list; null at its beginning, and where it is absent. */
  readonly before: ItemId | null
}

/** The parts of a range, in order, as a list has them. */
export function* rangesIn(type: SharedType | null, range: IdRange): Iterable<ListRange> {
  const { client, length } = range
  const end = range.clock + length
  const store = type?.doc?.store
  const structs = store?.clients.get(client) ?? []
  const known = store === undefined ? 0 : Math.min(end, Y.getState(store, client))
  let { clock } = range
  for (let at = clock < known ? Y.findIndexSS(structs, clock) : 0; clock < known; at++) {
    const struct = structs[at]
    if (struct === undefined) break
    const next = Math.min(known, struct.id.clock + struct.length)
    const part = { client, clock, length: next - clock }
    if (!(struct instanceof Y.Item) || struct.parent !== type || struct.parentSub !== null) {
      yield { ...part, is: 'absent', before: null }
    } else {
      const isFirst = clock === struct.id.clock
      const before = isFirst ? (struct.left?.lastId ?? null) : { client, clock: clock - 1 }
      yield { ...part, is: struct.deleted ? 'dead' : 'alive', before }
    }
    clock = next
  }
  if (clock < end) yield { client, clock, length: end - clock, is: 'absent', before: null }
}

/** What stands right behind an id in a type's list, shown or not; null: nothing. Behind null the first. */
export function nextInList(type: SharedType | null, id: ItemId | null): ItemId | null {
  const first = type?._start ?? null
  if (type?.doc == null || id === null) return first && { client: first.id.client, clock: first.id.clock }
  const item = Y.getItem(type.doc.store, Y.createID(id.client, id.clock))
  if (id.clock < item.lastId.clock) return { client: id.client, clock: id.clock + 1 }
  const next = item.right
  return next && { client: next.id.client, clock: next.id.clock }
}
