// The shared types of a document as a tree: what stands under a key, and what a list holds, in a map, a text,
// a list, or a root whose kind nobody has asked for.
import * as Y from 'yjs'
import type { ItemId } from '../id-ranges.ts'
import type { Item, SharedType } from '../item-places.ts'

/** What a key says. */
export type HeldValue =
  | { readonly is: 'absent' }
  | { readonly is: 'plain'; readonly value: unknown }
  | { readonly is: 'type'; readonly type: SharedType }

export const ABSENT: HeldValue = { is: 'absent' }

/** The writing of a key that stands, or that stood before somebody deleted it. */
export interface KeyEntry extends ItemId {
  readonly said: HeldValue
  readonly item: Item
}

/** All roots of a document by name, of whatever kind. */
export const rootTypes = (doc: Y.Doc): ReadonlyMap<string, SharedType> => doc.share

/** The keys that were ever written in a type. */
export const keysIn = (type: SharedType | null): Iterable<string> => type?._map.keys() ?? []

export function keyEntry(type: SharedType | null, key: string): KeyEntry | null {
  const item = type?._map.get(key)
  if (item === undefined) return null
  const { client, clock } = item.lastId
  return { client, clock, said: item.deleted ? ABSENT : saidBy(item), item }
}

function saidBy(item: Item): HeldValue {
  const type = typeIn(item)
  if (type !== null) return { is: 'type', type }
  const value: unknown = item.content.getContent().at(-1)
  return { is: 'plain', value }
}

/** The type that an item is; null for one that is none. */
export function typeIn({ content }: Item): SharedType | null {
  return content instanceof Y.ContentType ? content.type : null
}

/** The item of a type; null for a root. */
export const itemOfType = ({ _item: item }: SharedType): Item | null => item

/** Whether two types are of one kind. */
export const isSameKind = (one: SharedType, other: SharedType): boolean =>
  one.constructor === other.constructor

/** The items of a type's list in order, deleted ones, too. */
export function* listItems(type: SharedType | null): Iterable<Item> {
  for (let item = type?._start ?? null; item !== null; item = item.right) yield item
}

/** Whether a type is a text, such as a page. */
export const isText = (type: SharedType): boolean => type instanceof Y.Text
