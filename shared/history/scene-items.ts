// A transaction's changes of a scene's pages and values, by the items behind them.
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../world/address.ts'
import { artifactMaps, metaMap } from '../world/scene/scene.ts'
import { placeOf, placeOfItem, type Item } from '../yjs/item-places.ts'
import { lostValueOf, type LostValue } from '../yjs/map-entries.ts'
import { addedBy } from '../yjs/transaction-items.ts'
import type { ValuePath } from './undo-step.ts'

/** Where an item stands: in a page, under a key, or it is a whole artifact. */
export type PlaceInScene =
  | { readonly in: 'page'; readonly of: ArtifactId }
  | {
      readonly in: 'value'
      readonly of: ArtifactId | null
      readonly path: ValuePath
      readonly map: Y.Map<unknown>
      readonly key: string
    }
  | { readonly in: 'artifacts'; readonly of: ArtifactId }

/** Where an item is in a scene; null for one that no command writes, and for one in something deleted. */
export function placeInScene(scene: Y.Doc, item: Item): PlaceInScene | null {
  const { parent, key } = placeOfItem(item)
  if (key === null) {
    const page = parent instanceof Y.Text ? placeOf(parent) : null
    const of = page?.key === 'text' ? artifactOf(scene, page.parent) : null
    return of && { in: 'page', of }
  }
  if (!(parent instanceof Y.Map)) return null
  if (parent === artifactMaps(scene)) {
    const of = parseArtifactId(key)
    return of && { in: 'artifacts', of }
  }
  const value = { in: 'value', map: parent, key } as const
  if (parent === metaMap(scene))
    return key === 'title' || key === 'lang' || key === 'showsMaking'
      ? { ...value, of: null, path: [key] }
      : null
  const artifact = artifactOf(scene, parent)
  if (artifact !== null) return { ...value, of: artifact, path: [key] }
  const outer = placeOf(parent)
  const of = artifactOf(scene, outer?.parent)
  return outer?.key && of ? { ...value, of, path: [outer.key, key] } : null
}

/** Which artifact a type is. */
function artifactOf(scene: Y.Doc, type: unknown): ArtifactId | null {
  if (!(type instanceof Y.Map)) return null
  const id = parseArtifactId(placeOf(type)?.key)
  return id !== null && artifactMaps(scene).get(id) === type ? id : null
}

/** The values in a transaction that were written at the same time as others, and lost against them. */
export function lostValuesIn(transaction: Y.Transaction): readonly LostValue[] {
  const lost: LostValue[] = []
  for (const item of addedBy(transaction)) {
    const value = lostValueOf(item)
    if (value !== null && placeInScene(transaction.doc, item)?.in === 'value') lost.push(value)
  }
  return lost
}
