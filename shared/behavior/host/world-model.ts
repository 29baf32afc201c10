// A world as its programs read it: kept by patches, asked by id, by floor and by nearness. Walks are
// followed: everything that is answered stands where it stands at the time that is asked for.
import type { ArtifactId } from '../../world/address.ts'
import { SIZE_MAX } from '../../world/limits.ts'
import type { Patch, ThingData } from '../sandbox-protocol.ts'
import { Grid } from './floor-grid.ts'

/** Most things that one search answers, nearest first: a program's memory holds no more. */
export const FOUND_MAX = 500
/** How far off a thing stands right beside another, in pixels. */
const BESIDE = 3

interface ThingSearch {
  readonly from: ArtifactId
  readonly name?: string | undefined
  readonly on?: ArtifactId | undefined
  readonly within?: number | undefined
  /** Most things to answer. */
  readonly most?: number | undefined
}

/** A thing as it was told: if it walks, where it set out. */
export interface ModelThing {
  readonly thing: ThingData
  /** Rises with each change of any thing. */
  readonly version: number
}

export class WorldModel {
  readonly #things = new Map<ArtifactId, ModelThing>()
  readonly #floors = new Map<string, ModelFloor>()
  readonly #names = new Map<string, Set<ArtifactId>>()
  readonly #texts = new Map<ArtifactId, string>()
  readonly #anchors = new Map<ArtifactId, Readonly<Record<string, string>>>()
  #version = 0

  apply(patch: Patch): void {
    if (patch.whole) this.#clear()
    for (const [id, thing] of patch.things ?? []) this.#put(id, thing)
    for (const [id, text] of patch.texts ?? []) putOrDelete(this.#texts, id, text)
    for (const [id, anchors] of patch.anchors ?? []) putOrDelete(this.#anchors, id, anchors)
  }

  modelThing(id: ArtifactId): ModelThing | null {
    return this.#things.get(id) ?? null
  }

  thing(id: ArtifactId, now: number): ThingData | null {
    const modelThing = this.#things.get(id)
    return modelThing ? at(modelThing.thing, now) : null
  }

  text(id: ArtifactId): string | null {
    return this.#texts.get(id) ?? null
  }

  anchors(id: ArtifactId): Readonly<Record<string, string>> {
    return this.#anchors.get(id) ?? {}
  }

  /** The things on a thing's floor, from top to bottom. */
  inside(id: ArtifactId, now: number): readonly ThingData[] {
    const all = this.#on(id, now)
    all.sort((a, b) => a.y - b.y || a.x - b.x)
    return all.slice(0, FOUND_MAX)
  }

  /** The things that match a search, nearest first; those on another floor come last. */
  find(search: ThingSearch, now: number): readonly ThingData[] {
    const from = this.thing(search.from, now)
    const floor = search.on ?? from?.host ?? null
    const near = floor === null ? [] : this.#near(from, floor, search, now)
    if (search.name !== undefined) {
      const fitting =
        search.on === undefined && search.within === undefined ? this.#named(search.name, now) : near
      return order(
        fitting.filter((thing) => thing.name === search.name && thing.id !== search.from),
        from,
        floor,
        search,
      )
    }
    return order(
      near.filter(({ id }) => id !== search.from),
      from,
      floor,
      search,
    )
  }

  /**
   * The thing right beside another one, in a direction. If there are several, it is the one that is most in
   * the way.
   */
  next(id: ArtifactId, facing: ThingData['facing'], now: number): ThingData | null {
    const from = this.thing(id, now)
    if (from?.host === null || from?.host === undefined) return null
    const reach = SIZE_MAX / 2 + Math.max(from.width, from.height) / 2 + BESIDE
    const beside = this.#around(from, from.host, reach, now)
      .filter((other) => other.id !== id && isBeside(from, other, facing))
      .map((other) => ({ other, apart: apartAcross(from, other, facing) }))
    beside.sort((a, b) => a.apart - b.apart)
    return beside[0]?.other ?? null
  }

  #near(from: ThingData | null, floor: string, { within, on }: ThingSearch, now: number): ThingData[] {
    // Distances are of one floor.
    if (within !== undefined && (from === null || (on !== undefined && on !== from.host))) return []
    if (within === undefined || from === null) return this.#on(floor, now)
    return this.#around(from, floor, within, now).filter((thing) => distance(from, thing) <= within)
  }

  #around(from: ThingData, floor: string, within: number, now: number): ThingData[] {
    const { x, y } = middle(from)
    return this.#all(this.#floors.get(floor)?.grid.near(x, y, within) ?? [], now)
  }

  #on(floor: string, now: number): ThingData[] {
    return this.#all(this.#floors.get(floor)?.ids ?? [], now)
  }

  #named(name: string, now: number): ThingData[] {
    return this.#all(this.#names.get(name) ?? [], now).filter(({ host }) => host !== 'limbo')
  }

  #all(ids: Iterable<ArtifactId>, now: number): ThingData[] {
    const things: ThingData[] = []
    for (const id of ids) {
      const thing = this.thing(id, now)
      if (thing) things.push(thing)
    }
    return things
  }

  #clear(): void {
    for (const map of [this.#things, this.#floors, this.#names, this.#texts, this.#anchors]) map.clear()
  }

  #put(id: ArtifactId, thing: ThingData | null): void {
    const before = this.#things.get(id)?.thing
    if (before) this.#takeAway(before)
    this.#version++
    if (!thing) {
      this.#things.delete(id)
      return
    }
    this.#things.set(id, { thing, version: this.#version })
    getOrMake(this.#names, thing.name, () => new Set<ArtifactId>()).add(id)
    if (thing.host !== null) getOrMake(this.#floors, thing.host, makeFloor).add(thing)
  }

  #takeAway(thing: ThingData): void {
    const named = this.#names.get(thing.name)
    named?.delete(thing.id)
    if (named?.size === 0) this.#names.delete(thing.name)
    if (thing.host === null) return
    const floor = this.#floors.get(thing.host)
    floor?.remove(thing)
    if (floor?.ids.size === 0) this.#floors.delete(thing.host)
  }
}

interface ModelFloor {
  readonly ids: ReadonlySet<ArtifactId>
  readonly grid: Grid
  add(thing: ThingData): void
  remove(thing: ThingData): void
}

function makeFloor(): ModelFloor {
  const ids = new Set<ArtifactId>()
  const grid = new Grid()
  return {
    ids,
    grid,
    add(thing) {
      ids.add(thing.id)
      const { x, y } = middle(thing)
      if (thing.walk) grid.addWalking(thing.id)
      else grid.add(thing.id, x, y)
    },
    remove(thing) {
      ids.delete(thing.id)
      const { x, y } = middle(thing)
      if (thing.walk) grid.removeWalking(thing.id)
      else grid.remove(thing.id, x, y)
    },
  }
}

/** A thing where it stands at a time. At the end of its walk it stands. */
function at(thing: ThingData, now: number): ThingData {
  const { walk } = thing
  if (!walk) return thing
  const length = Math.hypot(walk.toX - thing.x, walk.toY - thing.y)
  const walked = (Math.max(now - walk.at, 0) / 1000) * walk.speed
  if (!(walked < length)) return { ...thing, x: walk.toX, y: walk.toY, walk: null }
  const part = walked / length
  const x = Math.round(thing.x + (walk.toX - thing.x) * part)
  return { ...thing, x, y: Math.round(thing.y + (walk.toY - thing.y) * part) }
}

function order(
  found: ThingData[],
  from: ThingData | null,
  floor: string | null,
  { most }: ThingSearch,
): ThingData[] {
  const ranked = found.map((thing) => ({
    thing,
    isElsewhere: thing.host !== floor,
    far: from && thing.host === from.host ? distance(from, thing) : 0,
  }))
  ranked.sort((a, b) => Number(a.isElsewhere) - Number(b.isElsewhere) || a.far - b.far)
  return ranked.slice(0, Math.min(most ?? FOUND_MAX, FOUND_MAX)).map(({ thing }) => thing)
}

function middle({ x, y, width, height }: ThingData): { x: number; y: number } {
  return { x: x + width / 2, y: y + height / 2 }
}

function distance(a: ThingData, b: ThingData): number {
  const [from, to] = [middle(a), middle(b)]
  return Math.hypot(from.x - to.x, from.y - to.y)
}

/** Whether the other's near edge is within reach of this one's edge, and they overlap across the way. */
function isBeside(from: ThingData, other: ThingData, facing: ThingData['facing']): boolean {
  const isAcross = facing === 'up' || facing === 'down'
  const gap = {
    up: from.y - (other.y + other.height),
    down: other.y - (from.y + from.height),
    left: from.x - (other.x + other.width),
    right: other.x - (from.x + from.width),
  }[facing]
  const overlaps = isAcross
    ? other.x < from.x + from.width && from.x < other.x + other.width
    : other.y < from.y + from.height && from.y < other.y + other.height
  // A thing that overlaps by some pixels is beside too: people put things a little into each other.
  return overlaps && gap <= BESIDE && gap >= -BESIDE
}

function apartAcross(from: ThingData, other: ThingData, facing: ThingData['facing']): number {
  const [a, b] = [middle(from), middle(other)]
  return facing === 'up' || facing === 'down' ? Math.abs(a.x - b.x) : Math.abs(a.y - b.y)
}

function putOrDelete<Key, Value>(map: Map<Key, Value>, key: Key, value: Value | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const held = map.get(key)
  if (held !== undefined) return held
  const made = make()
  map.set(key, made)
  return made
}
