// What was written under one key of a map, one writing after the other, as Yjs keeps it behind the value that
// stands. A document that collects nothing still knows what they said.
import * as Y from 'yjs'
import { isJson, type Json } from '../json/json-value.ts'
import type { ItemId } from './update-reader.ts'

/** One writing of a key. */
export interface MapEntry extends ItemId {
  /** A map or a page; a plain value; null for what cannot be read any more, and for what no world holds. */
  readonly said: Y.Map<unknown> | Y.Text | { readonly value: Json | Uint8Array } | null
  readonly isDeleted: boolean
}

/** The keys that were ever written, those that are gone, too. */
export const keysEver = (map: Y.Map<unknown>): Iterable<string> => map._map.keys()

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

function saidBy(content: Y.Item['content'], at: number): MapEntry['said'] {
  if (content instanceof Y.ContentType) {
    const { type } = content
    return type instanceof Y.Map || type instanceof Y.Text ? type : null
  }
  if (content instanceof Y.ContentBinary) return { value: content.content }
  if (!(content instanceof Y.ContentAny)) return null
  const value: unknown = content.arr[at]
  return isJson(value) ? { value } : null
}

/** The letters of a page, and what is embedded in it, as they were written: those that were deleted, too. */
export function* piecesOf(page: Y.Text): Iterable<{ readonly item: Y.Item; readonly length: number }> {
  for (let item = page._start; item !== null; item = item.right) {
    if (item.countable || item.content instanceof Y.ContentDeleted) yield { item, length: item.length }
  }
}
