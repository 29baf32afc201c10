// Where things are on a floor, by bands: the things in a part of a floor of ten thousand are found without
// asking them all, and one thing that changes costs no more there than among ten.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { isPerson } from '../../../shared/world/view/present-people.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { Listeners } from '../../device/listener-set.ts'

export interface SpatialIndex {
  /**
   * The things of a floor that reach into a band of it, in pixels; one that walks is wherever its way is. In
   * no order.
   */
  readonly between: (host: ArtifactId, top: number, bottom: number) => readonly Artifact[]
  /**
   * Reads the ids of a floor's things, or of its people, in a band; the same array, each time it is asked for
   * the same band, until one comes or goes. A band that moves on costs what comes and goes.
   */
  readonly band: (part: FloorPart) => (band: Reach) => readonly ArtifactId[]
  /** Where the lowest thing of a floor ends, in pixels. */
  readonly depth: (host: ArtifactId) => number
  /** Calls back after each change of a thing, when this is up to date. */
  readonly subscribe: (listener: () => void) => () => void
  /**
   * The same when something came, went or reaches elsewhere, and when somebody is another: not when a thing
   * steps aside.
   */
  readonly onReach: (listener: () => void) => () => void
}

interface FloorPart {
  readonly host: ArtifactId
  readonly of: 'things' | 'people'
}

/** Height of a band, in pixels: a few things high; a step of a scroll asks all in two of them. */
const BAND = 128
/**
 * A thing that reaches over more bands than this (a walk from one end to the other) is asked each time
 * instead.
 */
const BANDS_MAX = 128

/** How many of the last changes of a floor are known: after more, a band is looked through anew. */
const CHANGES_KEPT = 256

/** From its first pixel to behind its last. */
interface Reach {
  readonly top: number
  readonly bottom: number
}

interface IndexedFloor {
  readonly reaches: Map<ArtifactId, Reach>
  readonly bands: Map<number, Set<ArtifactId>>
  readonly long: Set<ArtifactId>
  readonly people: Set<ArtifactId>
  /**
   * People on their way: asked each time, and no depth of the floor, which would come and go with every step.
   */
  readonly walkers: Set<ArtifactId>
  /** The last band with something in it; null: not known. */
  last: number | null
  /** How many times something came, went or reached elsewhere. */
  version: number
  /** What it was the last times, the newest last. */
  readonly changed: ArtifactId[]
}

const made = new WeakMap<View, SpatialIndex>()

/** The index of the floors of a view; the same for everybody who asks. */
export function spatialIndexOf(view: View): SpatialIndex {
  const near = made.get(view) ?? createSpatialIndex(view)
  made.set(view, near)
  return near
}

export function createSpatialIndex(view: View): SpatialIndex {
  const floors = new Map<ArtifactId, IndexedFloor>()
  /** On which of `floors` a thing is. */
  const hosts = new Map<ArtifactId, ArtifactId>()
  const listeners = new Listeners()
  const reachListeners = new Listeners()

  /** Takes over where a thing is; true when it came, went or reaches elsewhere, or is somebody. */
  function update(id: ArtifactId): boolean {
    const artifact = view.artifact(id)
    const reach = artifact && reachOf(artifact)
    const host = artifact?.host ?? null
    const before = hosts.get(id)
    if (before !== undefined) {
      const floor = floors.get(before)
      const was = floor?.reaches.get(id)
      const isSame = before === host && was?.top === reach?.top && was?.bottom === reach?.bottom
      const isAsBefore = floor?.people.has(id) === isSomebody(artifact)
      if (isSame && isAsBefore && floor?.walkers.has(id) === isRoaming(artifact)) return isSomebody(artifact)
      if (floor && was) takeOut(floor, id, was)
      hosts.delete(id)
    }
    const floor = host === null || host === 'limbo' ? undefined : floors.get(host)
    if (host === null || host === 'limbo' || !floor || !reach) return before !== undefined
    hosts.set(id, host)
    noteChange(floor, id)
    if (isSomebody(artifact)) floor.people.add(id)
    if (isRoaming(artifact)) {
      floor.reaches.set(id, reach)
      floor.walkers.add(id)
    } else putIn(floor, id, reach)
    return true
  }

  view.subscribe(({ artifacts }) => {
    // A letter that somebody types changes no thing.
    if (artifacts.size === 0) return
    let isElsewhere = false
    if (floors.size > 0) for (const id of artifacts) isElsewhere = update(id) || isElsewhere
    listeners.tell()
    if (isElsewhere) reachListeners.tell()
  })

  function floorOf(host: ArtifactId): IndexedFloor {
    const known = floors.get(host)
    if (known) return known
    const floor: IndexedFloor = {
      reaches: new Map(),
      bands: new Map(),
      long: new Set(),
      people: new Set(),
      walkers: new Set(),
      last: null,
      version: 0,
      changed: [],
    }
    floors.set(host, floor)
    for (const id of view.on(host)) update(id)
    return floor
  }

  return {
    between(host, top, bottom) {
      const floor = floorOf(host)
      const found: Artifact[] = []
      for (const id of idsBetween(floor, { top, bottom })) {
        const artifact = view.artifact(id)
        if (artifact) found.push(artifact)
      }
      return found
    },
    band({ host, of }) {
      const shown = new Set<ArtifactId>()
      let ids: readonly ArtifactId[] = []
      let version = -1
      let last: Reach = NOWHERE
      return ({ top, bottom }) => {
        const floor = floorOf(host)
        const isMoved = top !== last.top || bottom !== last.bottom
        if (floor.version === version && !isMoved) return ids
        const band = { top, bottom }
        const isPeople = of === 'people'
        const missed = floor.version - version
        const isKnown = missed <= floor.changed.length
        const parts = isKnown ? [...newParts(band, last), ...newParts(last, band)] : [band]
        const changed = isKnown ? floor.changed.slice(floor.changed.length - missed) : []
        const found = isPeople ? floor.people : parts.flatMap((part) => [...idsBetween(floor, part)])
        version = floor.version
        last = band
        let isOther = false
        for (const id of [...(isKnown ? [] : shown), ...changed, ...found]) {
          const isHere = reachesInto(floor, id, band) && floor.people.has(id) === isPeople
          if (isHere === shown.has(id)) continue
          isOther = true
          if (!shown.delete(id)) shown.add(id)
        }
        if (isOther) ids = [...shown]
        return ids
      }
    },
    depth(host) {
      const floor = floorOf(host)
      let depth = 0
      for (const ids of [floor.long, lowest(floor)]) {
        for (const id of ids) depth = Math.max(depth, floor.reaches.get(id)?.bottom ?? 0)
      }
      return depth
    },
    subscribe: listeners.add,
    onReach: reachListeners.add,
  }
}

function reachOf({ place, walk, look }: Artifact): Reach | null {
  if (!place) return null
  const to = walk?.toY ?? place.y
  return { top: Math.min(place.y, to), bottom: Math.max(place.y, to) + look.height }
}

const isSomebody = (artifact: Artifact | null): boolean => artifact !== null && isPerson(artifact)

const isRoaming = (artifact: Artifact | null): boolean => isSomebody(artifact) && artifact?.walk !== null

const bandAt = (y: number): number => Math.floor(y / BAND)

function* bandsOf({ top, bottom }: Reach): Iterable<number> {
  for (let at = bandAt(top); at <= bandAt(bottom); at += 1) yield at
}

const NOWHERE: Reach = { top: 0, bottom: 0 }

/** The parts of a band that are not in another. */
function newParts({ top, bottom }: Reach, last: Reach): readonly Reach[] {
  if (last.top >= bottom || last.bottom <= top) return [{ top, bottom }]
  const parts = [
    { top, bottom: last.top },
    { top: last.bottom, bottom },
  ]
  return parts.filter((part) => part.top < part.bottom)
}

const isLong = ({ top, bottom }: Reach): boolean => bandAt(bottom) - bandAt(top) >= BANDS_MAX

function noteChange(floor: IndexedFloor, id: ArtifactId): void {
  floor.version += 1
  floor.changed.push(id)
  if (floor.changed.length > 2 * CHANGES_KEPT) floor.changed.splice(0, CHANGES_KEPT)
}

function putIn(floor: IndexedFloor, id: ArtifactId, reach: Reach): void {
  floor.reaches.set(id, reach)
  if (isLong(reach)) {
    floor.long.add(id)
    return
  }
  for (const at of bandsOf(reach)) {
    const band = floor.bands.get(at)
    if (band) band.add(id)
    else floor.bands.set(at, new Set([id]))
    if (floor.last !== null && at > floor.last) floor.last = at
  }
}

function takeOut(floor: IndexedFloor, id: ArtifactId, reach: Reach): void {
  noteChange(floor, id)
  floor.reaches.delete(id)
  floor.people.delete(id)
  if (floor.walkers.delete(id) || floor.long.delete(id)) return
  for (const at of bandsOf(reach)) {
    const band = floor.bands.get(at)
    band?.delete(id)
    if (band?.size !== 0) continue
    floor.bands.delete(at)
    if (at === floor.last) floor.last = null
  }
}

function* idsBetween(floor: IndexedFloor, band: Reach): Iterable<ArtifactId> {
  for (const ids of [floor.long, floor.walkers])
    for (const id of ids) if (reachesInto(floor, id, band)) yield id
  const [first, last] = [bandAt(band.top), bandAt(band.bottom)]
  for (let at = first; at <= last; at += 1) {
    for (const id of floor.bands.get(at) ?? []) {
      // A thing in several bands is told in the first of them that is asked for.
      const start = bandAt(floor.reaches.get(id)?.top ?? 0)
      if (Math.max(start, first) === at && reachesInto(floor, id, band)) yield id
    }
  }
}

function reachesInto(floor: IndexedFloor, id: ArtifactId, { top, bottom }: Reach): boolean {
  const reach = floor.reaches.get(id)
  return reach !== undefined && reach.top < bottom && reach.bottom > top
}

/** The things in the last band that has any. */
function lowest(floor: IndexedFloor): Iterable<ArtifactId> {
  if (floor.last === null) {
    for (const at of floor.bands.keys()) if (floor.last === null || at > floor.last) floor.last = at
  }
  return floor.bands.get(floor.last ?? 0) ?? []
}
