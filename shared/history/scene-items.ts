// What a transaction did to a scene's pages and values, by the items behind them.
import * as Y from 'yjs'
import { isJson, type Json } from '../json/json-value.ts'
import { parseArtifactId, type ArtifactId } from '../world/address.ts'
import { artifactMaps, metaMap } from '../world/scene/scene.ts'
import { entryOf, nameOf } from '../yjs/entry-id.ts'
import { addedBy, isAdded } from '../yjs/transaction-items.ts'
import { pieceIn } from '../yjs/text-items.ts'
import type { ValuePath, DeletedText } from './undo-step.ts'

/** Where an item stands: in a page, under a key, or it is a whole artifact. */
export type ItemPlace =
  | { readonly in: 'page'; readonly of: ArtifactId }
  | {
      readonly in: 'value'
      readonly of: ArtifactId | null
      readonly path: ValuePath
      readonly map: Y.Map<unknown>
      readonly key: string
    }
  | { readonly in: 'artifacts'; readonly of: ArtifactId }

/** Where an item stands in a scene; null for what no command writes, and for what is in something deleted. */
export function itemPlaceOf(scene: Y.Doc, { parent, parentSub }: Y.Item): ItemPlace | null {
  if (parentSub === null) {
    if (!(parent instanceof Y.Text) || parent._item?.parentSub !== 'text') return null
    const of = ownerOf(scene, parent._item)
    return of && { in: 'page', of }
  }
  if (!(parent instanceof Y.Map)) return null
  if (parent === artifactMaps(scene)) {
    const of = parseArtifactId(parentSub)
    return of && { in: 'artifacts', of }
  }
  const value = { in: 'value', map: parent, key: parentSub } as const
  if (parent === metaMap(scene))
    return parentSub === 'title' ? { ...value, of: null, path: [parentSub] } : null
  const item = parent._item
  const artifact = artifactOf(scene, parent)
  if (artifact !== null) return { ...value, of: artifact, path: [parentSub] }
  const of = item && ownerOf(scene, item)
  return item?.parentSub && of ? { ...value, of, path: [item.parentSub, parentSub] } : null
}

/** Whose map has this item. */
function ownerOf(scene: Y.Doc, item: Y.Item): ArtifactId | null {
  return !item.deleted && item.parent instanceof Y.Map ? artifactOf(scene, item.parent) : null
}

function artifactOf(scene: Y.Doc, map: Y.Map<unknown>): ArtifactId | null {
  const id = parseArtifactId(map._item?.parentSub)
  return id !== null && artifactMaps(scene).get(id) === map ? id : null
}

/** What a page's item says; null when it is no text, or collected already. */
export function deletedTextOf(item: Y.Item): DeletedText | null {
  const was = pieceIn(item)
  return was === null ? null : { client: item.id.client, clock: item.id.clock, was }
}

/** What a key said before a transaction that wrote or erased it; null when another's writing stands there. */
export interface ValueBefore {
  /** Absent when nothing stood there; null when what stood there is no plain value. */
  readonly value?: { readonly was: Json } | null
  readonly under: string | null
  readonly wrote: string
  /** True when the key had never been written but by what made its artifact. */
  readonly isFirst: boolean
}

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
  // A map or a text that was put there is not undone: what others write in it would go with it.
  if (!isErased && now.content instanceof Y.ContentType) return null
  let item: Y.Item | null = now
  while (item !== null && isAdded(transaction, item)) item = item.left
  if (item === null) return { under: null, wrote, isFirst: true }
  const isAbsent = item.deleted && !Y.isDeleted(transaction.deleteSet, item.lastId)
  const under = `${nameOf(item)}${isAbsent ? '-' : ''}`
  const before = { under, wrote, isFirst: item.left === null }
  if (isAbsent) return before
  const value: unknown = item.content.getContent().at(-1)
  return { ...before, value: isJson(value) ? { was: value } : null }
}

/** A value that arrived and did not stand: the entries that beat it, the nearest first. */
export interface LostValue {
  readonly was: Json
  readonly under: string
  readonly by: readonly string[]
}

/** The values in a transaction that were written at the same time as others, and did not come to stand. */
export function lostValuesIn(transaction: Y.Transaction): readonly LostValue[] {
  const beaten: LostValue[] = []
  for (const item of addedBy(transaction)) {
    if (item.parentSub === null || !item.deleted || item.right === null) continue
    const value: unknown = item.content instanceof Y.ContentAny ? item.content.arr.at(-1) : undefined
    if (!isJson(value) || itemPlaceOf(transaction.doc, item)?.in !== 'value') continue
    const by: string[] = []
    for (let at: Y.Item | null = item.right; at !== null; at = at.right) by.push(nameOf(at))
    beaten.push({ was: value, under: nameOf(item), by })
  }
  return beaten
}
