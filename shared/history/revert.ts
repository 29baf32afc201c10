// Takes back what one member wrote in a scene: their letters go, letters that they deleted come back, values
// say again what others had written before, things that they made go to limbo, and things that they deleted
// whole are made anew. What others wrote since stays.
//
// It asks for a scene that holds the whole log and collected nothing (`gc` false), so that it still knows
// what was deleted; and for who added and deleted what, as the log says it.
import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../world/address.ts'
import { isPlain, ownValue, replaced } from '../world/place.ts'
import { artifactMaps, mapIn, metaMap } from '../world/scene/scene.ts'
import type { Run } from '../yjs/id-ranges.ts'
import { entriesOf, type MapEntry } from '../yjs/map-entries.ts'
import type { Authorship } from '../yjs/id-set.ts'
import { cutItems, isTombstone, putBack, remove } from '../yjs/text-items.ts'
import { itemsOf } from '../yjs/transaction-items.ts'
import { deletedTextOf } from './scene-items.ts'
import { valueFrom } from './rebuilt-value.ts'

/** What was done. */
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
  /** Things that they made and that wait in limbo, as they are: brought back, they are what they were. */
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
      for (const run of ids.runs()) {
        for (const { parent, parentSub } of itemsOf(this.#transaction.doc, run)) {
          if (parentSub === null || !(parent instanceof Y.Map)) continue
          const keys = touched.get(parent) ?? new Set()
          touched.set(parent, keys.add(parentSub))
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
   * What stood under a key before they wrote there: null when nothing did; `stands` where somebody else has
   * written or erased since, or they did nothing.
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
    for (const run of added.runs()) {
      for (const page of this.#pagesOf(run)) {
        for (const item of cutItems(this.#transaction, page.run)) {
          if (item.deleted) continue
          remove(this.#transaction, item)
          this.#count(page.of, item.countable ? item.length : 0)
        }
      }
    }
    for (const gone of deleted.runs()) {
      for (const theirs of added.parts(gone)) {
        if (theirs.isIn) continue
        for (const run of deletedByOthers.parts(theirs)) if (!run.isIn) this.#putLettersBack(run)
      }
    }
  }

  #putLettersBack(gone: Run): void {
    for (const page of this.#pagesOf(gone)) {
      for (const item of cutItems(this.#transaction, page.run)) {
        const taken = isTombstone(item) ? deletedTextOf(item) : null
        if (taken === null) continue
        putBack(this.#transaction, item, taken.was)
        this.#count(page.of, item.length)
      }
    }
  }

  #count(of: ArtifactId | 'world', letters: number): void {
    this.#letters += letters
    this.#changed.add(of)
  }

  /**
   * The parts of a run that are letters of pages which are still here, and are to be taken back by
   * themselves.
   */
  #pagesOf(run: Run): readonly { readonly run: Run; readonly of: ArtifactId | 'world' }[] {
    const pages: { run: Run; of: ArtifactId | 'world' }[] = []
    const end = run.clock + run.length
    for (const { id, length, parent, parentSub } of itemsOf(this.#transaction.doc, run)) {
      if (parentSub !== null || !(parent instanceof Y.Text)) continue
      const outer = parent._item?.deleted === false ? parent._item.parent : null
      const at = outer instanceof Y.Map ? this.#whereIs(outer) : null
      if (at === null || (at.of !== 'world' && this.#whole.has(at.of))) continue
      const clock = Math.max(run.clock, id.clock)
      const part = { client: run.client, clock, length: Math.min(end, id.clock + length) - clock }
      pages.push({ run: part, of: at.of })
    }
    return pages
  }

  /**
   * Which thing, or the world itself, a map belongs to; null for what is gone, and for what no world is made
   * of.
   */
  #whereIs(
    map: Y.Map<unknown>,
  ): { readonly of: ArtifactId | 'world'; readonly thing: Y.Map<unknown> | null } | null {
    if (map === this.#meta) return { of: 'world', thing: null }
    for (let at = map; ;) {
      const item = at._item
      if (item === null || item.deleted || !(item.parent instanceof Y.Map)) return null
      if (item.parent === this.#artifacts) {
        const of = parseArtifactId(item.parentSub)
        return of && { of, thing: at }
      }
      at = item.parent
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

function depthOf(map: Y.Map<unknown>): number {
  let depth = 0
  for (let item = map._item; item !== null; depth++) {
    item = item.parent instanceof Y.AbstractType ? item.parent._item : null
  }
  return depth
}
