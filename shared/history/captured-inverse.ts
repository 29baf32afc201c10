// From a transaction to its inverse: read while what it deleted can still be read, before Yjs collects it.
import { equalityDeep } from 'lib0/function'
import type * as Y from 'yjs'
import { isPlainJson } from '../json/plain-json.ts'
import type { ArtifactId } from '../world/address.ts'
import { isPlain, ownValue, replaced } from '../world/place.ts'
import { sceneArtifact } from '../world/scene/scene.ts'
import { entryOf } from '../yjs/entry-id.ts'
import { addRange, type IdRange } from '../yjs/id-ranges.ts'
import type { Item } from '../yjs/item-places.ts'
import { valueBefore, type ValueBefore } from '../yjs/map-entries.ts'
import { textItemOf } from '../yjs/texts/text-items.ts'
import { addedBy, deletedBy } from '../yjs/transaction-items.ts'
import { placeInScene, type PlaceInScene } from './scene-items.ts'
import type { EntryName } from './renamed-entries.ts'
import { inRuns, type Inverse, lengthOf, type DeletedText, type ValueEdit } from './undo-step.ts'

/** A transaction as its inverse. */
export interface Captured {
  readonly edits: readonly Inverse[]
  /** Entries that have their earlier value again: older steps take them for their own writes. */
  readonly again: readonly EntryName[]
  readonly deeds: readonly UndoneDeed[]
  /** The typed text, if the transaction did nothing else. */
  readonly typed: TypedText | null
}

/** The deed and its thing, for words. */
export interface UndoneDeed {
  /** Null: the world. */
  readonly of: ArtifactId | null
  readonly verb: EditVerb
}

type EditVerb = 'make' | 'move' | 'put away' | 'bring back' | 'rename' | 'change' | 'write'

export interface TypedText {
  readonly page: ArtifactId
  readonly text: string
  /** How many letters went. */
  readonly deleted: number
}

type InValue = Extract<PlaceInScene, { in: 'value' }>

interface Page {
  readonly added: IdRange[]
  readonly taken: DeletedText[]
  text: string
}

interface TouchedEntries {
  /** Things that came whole, as from a trial. */
  readonly made: Set<ArtifactId>
  readonly values: Map<string, InValue>
  readonly pages: Map<ArtifactId, Page>
}

export function capture(transaction: Y.Transaction): Captured {
  const { made, values, pages } = touchedBy(transaction)
  const edits: Inverse[] = []
  const again: EntryName[] = []
  const deeds: UndoneDeed[] = []
  for (const id of made) {
    const edit = unmake(transaction.doc, id, made)
    if (edit === null) continue
    edits.push(edit)
    deeds.push({ of: id, verb: 'make' })
  }
  for (const place of values.values()) {
    const before = valueBefore(transaction, place.map, place.key)
    if (before === null || before.value === null) continue
    const { value, under, wrote } = before
    if (isSame(place, value)) {
      if (under !== null) again.push({ from: under, to: wrote })
      continue
    }
    const { of, path } = place
    edits.push({ kind: 'value', of, path, ...value, under, wrote })
    deeds.push({ of, verb: verbOf(place, before) })
  }
  let typed: TypedText | null = null
  for (const [of, { added, taken, text }] of pages) {
    if (added.length + taken.length === 0) continue
    const deleted = taken.reduce((sum, piece) => sum + lengthOf(piece), 0)
    typed = edits.length === 0 ? { page: of, text, deleted } : null
    edits.push({ kind: 'page', of, added, taken: inRuns(taken) })
    deeds.push({ of, verb: 'write' })
  }
  return { edits, again, deeds, typed }
}

function touchedBy(transaction: Y.Transaction): TouchedEntries {
  const touched: TouchedEntries = { made: new Set(), values: new Map(), pages: new Map() }
  const { made, values, pages } = touched
  for (const item of addedBy(transaction)) {
    const page = touch(transaction.doc, touched, item)
    if (page === null || item.deleted || !item.countable) continue
    const letters = textItemOf(item)
    addRange(page.added, letters)
    if (typeof letters.said === 'string') page.text += letters.said
  }
  for (const item of deletedBy(transaction)) {
    const { client, clock, said } = textItemOf(item)
    const page = touch(transaction.doc, touched, item)
    if (said !== null) page?.taken.push({ client, clock, was: said })
  }
  for (const id of made) pages.delete(id)
  for (const [name, { of }] of values) if (of !== null && made.has(of)) values.delete(name)
  return touched
}

/** Notes where an item stands; answers the page that it stands in. */
function touch(scene: Y.Doc, { made, values, pages }: TouchedEntries, item: Item): Page | null {
  const place = placeInScene(scene, item)
  if (place?.in === 'value') values.set(JSON.stringify([place.of, place.path]), place)
  if (place?.in === 'artifacts' && !item.deleted) made.add(place.of)
  if (place?.in !== 'page') return null
  const page = pages.get(place.of) ?? { added: [], taken: [], text: '' }
  pages.set(place.of, page)
  return page
}

/** Whether a key says what it said before. */
function isSame({ map, key }: InValue, before: { readonly was: unknown } | undefined): boolean {
  if (before === undefined || !map.has(key)) return before === undefined && !map.has(key)
  return equalityDeep(before.was, map.get(key))
}

/**
 * When it is undone, a thing that came whole is in limbo, with everything that was written on it since. A
 * thing that came inside another such thing stays inside that.
 */
function unmake(scene: Y.Doc, id: ArtifactId, made: ReadonlySet<ArtifactId>): ValueEdit | null {
  const map = sceneArtifact(scene, id)
  const place = map?.get('place')
  const wrote = entryOf(map, 'place')
  if (!isPlain(place) || wrote === null) return null
  const host = ownValue(place, 'host')
  if (host === 'limbo' || [...made].some((other) => other === host)) return null
  const limbo: unknown = replaced(place, { host: 'limbo', was: place })
  return isPlainJson(limbo, Infinity)
    ? { kind: 'value', of: id, path: ['place'], was: limbo, under: null, wrote }
    : null
}

function verbOf({ path: [first], map, key }: InValue, { value, isFirst }: ValueBefore): EditVerb {
  if (first === 'name' || first === 'title') return 'rename'
  if (first !== 'place') return 'change'
  if (isInLimbo(map.get(key))) return 'put away'
  if (!isInLimbo(value?.was)) return 'move'
  return isFirst ? 'make' : 'bring back'
}

function isInLimbo(place: unknown): boolean {
  return isPlain(place) && ownValue(place, 'host') === 'limbo'
}
