// Takes back one member's writing in a scene. Their letters go, letters that they deleted come back, values
// are again what others had written before, things that they made go to limbo, and things that they deleted
// whole are made anew. Later writing of others stays.
//
// It needs a scene that holds the whole log and collected nothing (`gc` false), so that it still knows
// deleted content. It also needs to know who added and deleted what, by the log.
import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../world/address.ts'
import { isPlain, ownValue, replaced } from '../world/place.ts'
import { artifactMaps, mapIn, metaMap } from '../world/scene/scene.ts'
import type { IdRange } from '../yjs/id-ranges.ts'
import type { Authorship } from '../yjs/id-set.ts'
import { depthOf, placeOf } from '../yjs/item-places.ts'
import { entriesOf, keysWrittenBy, type MapEntry } from '../yjs/map-entries.ts'
import { deleteRange, restoreRange, textsAt } from '../yjs/texts/text-items.ts'
import { valueFrom } from './rebuilt-value.ts'

/** The result. */
export interface RevertResult {
  readonly changed: ReadonlySet<ArtifactId | 'world'>
  readonly removed: ReadonlySet<ArtifactId>
  readonly restored: ReadonlySet<ArtifactId>
  /** Letters that went, and that came back. */
  readonly letters: number
}

/** Takes it back in one transaction, under the client id that the scene has. */
export function revertMember(scene: Y.Doc, wrote: Authorship, origin: unknown = null): RevertResult {
  return scene.transact((transaction) => new TakingBack(transaction, wrote).run(), origin)
}

class TakingBack {
  readonly #transaction: Y.Transaction
  readonly #wrote: Authorship
  readonly #meta: Y.Map<unknown>
  readonly #artifacts: Y.Map<unknown>
  readonly #changed = new Set<ArtifactId | 'world'>()
  readonly #removed = new Set<ArtifactId>()
  readonly #restored = new Set<ArtifactId>()
  /** Things that they made and that wait in limbo, as they are: brought back, they are unchanged. */
  readonly #whole = new Set<ArtifactId>()
  /**
   * Things that they made, and that others have placed since: they stay, and with them what they were made
   * of.
   */
  readonly #adopted = new Set<Y.Map<unknown>>()
  #letters = 0

  constructor(transaction: Y.Transaction, wrote: Authorship) {
    this.#transaction = transaction
    this.#wrote = wrote
    this.#meta = metaMap(transaction.doc)
    this.#artifacts = artifactMaps(transaction.doc)
  }

  run(): RevertResult {
    const keys = this.#touchedKeys()
    for (const { map, key } of keys) if (map === this.#artifacts) this.#takeThing(key)
    for (const { map, key } of keys) if (map !== this.#artifacts) this.#takeValue(map, key)
    this.#takeLetters()
    const changed = this.#changed
    const removed = this.#removed
    const restored = this.#restored
    const letters = this.#letters
    for (const id of [...removed, ...restored]) changed.delete(id)
    return { changed, removed, restored, letters }
  }

  /** The keys that they wrote or erased, outer ones first. */
  #touchedKeys(): readonly { readonly map: Y.Map<unknown>; readonly key: string }[] {
    const touched = new Map<Y.Map<unknown>, Set<string>>()
    for (const ids of [this.#wrote.added, this.#wrote.deleted]) {
      for (const range of ids.ranges()) {
        for (const { map, key } of keysWrittenBy(this.#transaction.doc, range)) {
          const keys = touched.get(map) ?? new Set()
          touched.set(map, keys.add(key))
        }
      }
    }
    return [...touched]
      .toSorted(([a], [b]) => depthOf(a) - depthOf(b))
      .flatMap(([map, keys]) => [...keys].map((key) => ({ map, key })))
  }

  #takeThing(key: string): void {
    const id = parseArtifactId(key)
    if (id === null) return
    const before = this.#before(this.#artifacts, key)
    if (before === 'stands') return
    if (before !== null) {
      if (this.#restore(this.#artifacts, key, before)) this.#restored.add(id)
      return
    }
    const made = mapIn(this.#artifacts, id)
    if (made === null) return
    const place = made.get('place')
    if (!isPlain(place) || !this.#isPlacedByThem(made)) return void this.#adopted.add(made)
    this.#whole.add(id)
    if (isLimbo(place)) return
    made.set('place', replaced(place, { host: 'limbo', was: place }))
    this.#removed.add(id)
  }

  #takeValue(map: Y.Map<unknown>, key: string): void {
    const at = this.#whereIs(map)
    if (at === null || (at.of !== 'world' && this.#whole.has(at.of))) return
    const before = this.#before(map, key)
    if (before === 'stands') return
    if (before === null) {
      const isPart = map === this.#meta || (at.thing !== null && this.#adopted.has(at.thing))
      // A map or a page that they put there may hold what others wrote.
      if (isPart || !map.has(key) || map.get(key) instanceof Y.AbstractType) return
      map.delete(key)
      return void this.#changed.add(at.of)
    }
    const wasInLimbo = key === 'place' && isLimbo(map.get(key))
    if (!this.#restore(map, key, before)) return
    if (wasInLimbo && at.of !== 'world') this.#restored.add(at.of)
    else this.#changed.add(at.of)
  }

  /**
   * The value under a key before they wrote there: null when there was none; `stands` when somebody else has
   * written or erased since, or when they did nothing.
   */
  #before(map: Y.Map<unknown>, key: string): MapEntry | null | 'stands' {
    const { added, deleted, deletedByOthers } = this.#wrote
    let isTop = true
    for (const entry of entriesOf(map, key)) {
      if (!added.has(entry)) {
        if (isTop) return deleted.has(entry) && !deletedByOthers.has(entry) ? entry : 'stands'
        return deletedByOthers.has(entry) ? null : entry
      }
      if (isTop && entry.isDeleted && deletedByOthers.has(entry)) return 'stands'
      isTop = false
    }
    return isTop ? 'stands' : null
  }

  /** Writes what stood there again; false where it stands already, or cannot be read any more. */
  #restore(map: Y.Map<unknown>, key: string, before: MapEntry): boolean {
    const value = valueFrom(before, map.get(key), this.#wrote)
    if (value === undefined) return false
    if (map.has(key) && equalityDeep(map.get(key), value)) return false
    map.set(key, value)
    return true
  }

  #takeLetters(): void {
    const { added, deleted, deletedByOthers } = this.#wrote
    for (const range of added.ranges()) {
      for (const page of this.#pagesAt(range)) {
        const letters = deleteRange(this.#transaction, page.range)
        if (letters !== null) this.#count(page.of, letters)
      }
    }
    for (const gone of deleted.ranges()) {
      for (const theirs of added.parts(gone)) {
        if (theirs.isIn) continue
        for (const range of deletedByOthers.parts(theirs)) if (!range.isIn) this.#putLettersBack(range)
      }
    }
  }

  #putLettersBack(gone: IdRange): void {
    for (const page of this.#pagesAt(gone)) {
      for (const { from } of restoreRange(this.#transaction, page.range)) this.#count(page.of, from.length)
    }
  }

  #count(of: ArtifactId | 'world', letters: number): void {
    this.#letters += letters
    this.#changed.add(of)
  }

  /**
   * The parts of a range that are letters of pages which are still here, and are to be taken back by
   * themselves.
   */
  #pagesAt(range: IdRange): readonly { readonly range: IdRange; readonly of: ArtifactId | 'world' }[] {
    const pages: { range: IdRange; of: ArtifactId | 'world' }[] = []
    for (const part of textsAt(this.#transaction.doc, range)) {
      const outer = placeOf(part.text)?.parent
      const at = outer instanceof Y.Map ? this.#whereIs(outer) : null
      if (at === null || (at.of !== 'world' && this.#whole.has(at.of))) continue
      pages.push({ range: part.range, of: at.of })
    }
    return pages
  }

  /**
   * The thing, or the world itself, that a map belongs to; null for one that is gone, and for one that is no
   * part of a world.
   */
  #whereIs(
    map: Y.Map<unknown>,
  ): { readonly of: ArtifactId | 'world'; readonly thing: Y.Map<unknown> | null } | null {
    if (map === this.#meta) return { of: 'world', thing: null }
    for (let at = map; ;) {
      const place = placeOf(at)
      if (!(place?.parent instanceof Y.Map)) return null
      if (place.parent === this.#artifacts) {
        const of = parseArtifactId(place.key)
        return of && { of, thing: at }
      }
      at = place.parent
    }
  }

  /** Whether it was they who placed a thing last. */
  #isPlacedByThem(thing: Y.Map<unknown>): boolean {
    for (const entry of entriesOf(thing, 'place')) return !entry.isDeleted && this.#wrote.added.has(entry)
    return false
  }
}

function isLimbo(place: unknown): boolean {
  return isPlain(place) && ownValue(place, 'host') === 'limbo'
}
