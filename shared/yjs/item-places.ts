// Where the items and the shared types of a document stand.
import * as Y from 'yjs'
import type { ItemId } from './id-ranges.ts'

/** An item of a document. Only this folder looks into one. */
export type Item = Y.Item

export type SharedType = Y.AbstractType<Y.YEvent<Y.AbstractType<unknown>>>

/** In which type, and under which key; null in a list or a text. */
interface ItemPlace {
  readonly parent: unknown
  readonly key: string | null
}

export const placeOfItem = ({ parent, parentSub }: Item): ItemPlace => ({ parent, key: parentSub })

/** Where a type stands; null for a root, and for one that was deleted. */
export function placeOf({ _item: item }: Pick<SharedType, '_item'>): ItemPlace | null {
  return item === null || item.deleted ? null : placeOfItem(item)
}

/** The keys that lead from a root to an item, also where something on the way was deleted. */
interface ItemPath {
  readonly root: unknown
  /** The item's own key is the last one. Neither letters of a text nor elements of a list have one. */
  readonly keys: readonly string[]
}

export function pathTo(item: Item): ItemPath {
  const keys: string[] = []
  for (let at: Item = item; ;) {
    if (at.parentSub !== null) keys.unshift(at.parentSub)
    const { parent } = at
    const outer = parent instanceof Y.AbstractType ? parent._item : null
    if (outer === null) return { root: parent, keys }
    at = outer
  }
}

/** The name of a root type; null where it is none of this document. */
export function rootOf(doc: Y.Doc, root: unknown): string | null {
  for (const [name, type] of doc.share) if (type === root) return name
  return null
}

/** The item of the type that an item stands in; null where that is a root. */
export const holderOf = ({ parent }: Item): ItemId | null =>
  parent instanceof Y.AbstractType ? (parent._item?.id ?? null) : null

/** How many types a type is in; 0 for a root. */
export function depthOf(type: Pick<SharedType, '_item'>): number {
  let depth = 0
  for (let item = type._item; item !== null; depth++) {
    item = item.parent instanceof Y.AbstractType ? item.parent._item : null
  }
  return depth
}

/** The item that an id is in; `collected` where nothing is left of it, null where the document has none. */
export function itemAt({ store }: Y.Doc, id: ItemId): Item | 'collected' | null {
  if (id.clock >= Y.getState(store, id.client)) return null
  const item: Y.Item | Y.GC = Y.getItem(store, id)
  return item instanceof Y.Item ? item : 'collected'
}

/** How deep the type is that an item stands in; null where the item was collected. */
export function depthAt(doc: Y.Doc, id: ItemId): number | null {
  const item = itemAt(doc, id)
  if (!(item instanceof Y.Item)) return null
  return item.parent instanceof Y.AbstractType ? depthOf(item.parent) : 0
}
