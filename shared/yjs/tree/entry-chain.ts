// All writings of one key of a map, one behind the other, and what updates write that may stand there, too.
import * as Y from 'yjs'
import type { IdRange, ItemId } from '../id-ranges.ts'
import { readUpdate } from '../update-reader.ts'

/** The writings of a key, the current one first; none: it was never written. Deleted ones may be joined. */
export function entryChain(map: Y.Map<unknown>, key: string): readonly IdRange[] {
  const chain: IdRange[] = []
  for (let item = map._map.get(key) ?? null; item !== null; item = item.left)
    chain.push({ client: item.id.client, clock: item.id.clock, length: item.length })
  return chain
}

/** The item that holds a map; null: it is a root. */
export const itemOf = (map: Y.Map<unknown>): ItemId | null => map._item?.id ?? null

/** A writing in an update that may be one of a key. */
export interface WrittenEntry {
  readonly id: ItemId
  /** What it replaced, as far as its writer knew; or, where that was nothing, the map and the key. */
  readonly behind: ItemId | null
  readonly map: ItemId | string | null
  readonly key: string | null
  /** As JSON; absent: it is no plain value. */
  readonly value?: unknown
}

/** Nothing where the update cannot be read. */
export function entriesIn(update: Uint8Array): readonly WrittenEntry[] {
  if (readUpdate(update, 'clocks') === null) return []
  return Y.decodeUpdate(update).structs.flatMap((struct): WrittenEntry[] => {
    // What stands under a key is before nothing.
    if (!(struct instanceof Y.Item) || struct.rightOrigin !== null) return []
    const { id, origin, content, parentSub } = struct
    // Where nothing stood before, the decoder names the parent; its type says something else.
    const parent: unknown = struct.parent
    const map = parent instanceof Y.ID || typeof parent === 'string' ? parent : null
    const value = content instanceof Y.ContentAny ? { value: content.arr.at(-1) } : {}
    return [{ id, behind: origin, map, key: parentSub, ...value }]
  })
}
