// All values that were written under one key of a map, one after the other, as Yjs keeps them behind the
// present value. A document that collects nothing still knows them.
import * as Y from 'yjs'
import type { Json } from '../json/json-value.ts'
import { isPlainJson } from '../json/plain-json.ts'
import { entryOf, nameOf } from './entry-id.ts'
import type { IdRange, ItemId } from './id-ranges.ts'
import type { Item } from './item-places.ts'
import { isAdded, itemsOf } from './transaction-items.ts'

/** One writing of a key. */
export interface MapEntry extends ItemId {
  /**
   * A map or a page; a plain value; null for one that cannot be read any more, and for one that no world
   * holds.
   */
  readonly said: Y.Map<unknown> | Y.Text | { readonly value: Json | Uint8Array } | null
  readonly isDeleted: boolean
}

/** The keys that were ever written, those that are gone, too. */
export const keysEver = (map: Y.Map<unknown>): Iterable<string> => map._map.keys()

/** The keys that a range of ids wrote, each with its map; one that was written twice comes twice. */
export function* keysWrittenBy(
  doc: Y.Doc,
  range: IdRange,
): Iterable<{ readonly map: Y.Map<unknown>; readonly key: string }> {
  for (const { parent, parentSub } of itemsOf(doc, range)) {
    if (parentSub !== null && parent instanceof Y.Map) yield { map: parent, key: parentSub }
  }
}

/** The entries of maps that a range of ids wrote and that stand. */
export function* standingIn(doc: Y.Doc, range: IdRange): Iterable<Item> {
  for (const item of itemsOf(doc, range)) if (item.parentSub !== null && !item.deleted) yield item
}

/** The writings of a key, the one that stands, or stood last, first. */
export function* entriesOf(map: Y.Map<unknown>, key: string): Iterable<MapEntry> {
  for (let item = map._map.get(key) ?? null; item !== null; item = item.left) {
    // Yjs joins neighbouring writings that were deleted.
    for (let at = item.length - 1; at >= 0; at--) {
      const { client, clock } = item.id
      yield { client, clock: clock + at, said: saidBy(item.content, at), isDeleted: item.deleted }
    }
  }
}

function saidBy(content: Item['content'], at: number): MapEntry['said'] {
  if (content instanceof Y.ContentType) {
    const { type } = content
    return type instanceof Y.Map || type instanceof Y.Text ? type : null
  }
  if (content instanceof Y.ContentBinary) return { value: content.content }
  if (!(content instanceof Y.ContentAny)) return null
  const value: unknown = content.arr[at]
  return isPlainJson(value, Infinity) ? { value } : null
}

/** A key's value before a transaction that wrote or erased it. */
export interface ValueBefore {
  /** Absent when there was none; null when it was no plain value. */
  readonly value?: { readonly was: Json } | null
  /** The entry that stood there before; null: the key had never been written. */
  readonly under: string | null
  /** The entry that the transaction wrote. */
  readonly wrote: string
  /** True when only the making of its map had written the key before. */
  readonly isFirst: boolean
}

/** Null when another's writing stands there, and for a map or a text that was put there. */
export function valueBefore(
  transaction: Y.Transaction,
  map: Y.Map<unknown>,
  key: string,
): ValueBefore | null {
  const now = map._map.get(key) ?? null
  const wrote = entryOf(map, key)
  if (now === null || wrote === null) return null
  const isErased = Y.isDeleted(transaction.deleteSet, now.lastId)
  if (!isAdded(transaction, now) && !isErased) return null
  // A map or a text that was put there is not undone: writes of others in it would go with it.
  if (!isErased && now.content instanceof Y.ContentType) return null
  let item: Item | null = now
  while (item !== null && isAdded(transaction, item)) item = item.left
  if (item === null) return { under: null, wrote, isFirst: true }
  const isAbsent = item.deleted && !Y.isDeleted(transaction.deleteSet, item.lastId)
  const under = `${nameOf(item)}${isAbsent ? '-' : ''}`
  const before = { under, wrote, isFirst: item.left === null }
  if (isAbsent) return before
  const value: unknown = item.content.getContent().at(-1)
  return { ...before, value: isPlainJson(value, Infinity) ? { was: value } : null }
}

/** A value that arrived and did not stand: the entries that beat it, the nearest first. */
export interface LostValue {
  readonly was: Json
  readonly under: string
  readonly by: readonly string[]
}

/** The value of an item under a key where another item won; null when it is no such item. */
export function lostValueOf(item: Item): LostValue | null {
  if (item.parentSub === null || !item.deleted || item.right === null) return null
  const value: unknown = item.content instanceof Y.ContentAny ? item.content.arr.at(-1) : undefined
  if (!isPlainJson(value, Infinity)) return null
  const by: string[] = []
  for (let at: Item | null = item.right; at !== null; at = at.right) by.push(nameOf(at))
  return { was: value, under: nameOf(item), by }
}
