// Things on the floors: trees of boxes for each floor, so that a step on a floor of ten thousand things looks
// at the few that are in its way. Walking things are in it with all of their way.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { COORDINATE_MAX, FLOOR_WIDTH } from '../../world/limits.ts'
import { BoxTree, type Leaf, type LookCounter, type Vector } from './box-tree.ts'
import { isSameRect, overlaps, type Rect } from './rect.ts'
import { rectAt } from './walk-geometry.ts'

/** Two things stand beside each other up to so many pixels apart. */
export const BESIDE = 3
/**
 * Most walkers across one place, or across one way, that are looked at: if there are more, one may walk
 * through another. A crowd that somebody makes to hold up the world must not.
 */
export const WALKING_MAX = 2_000

export interface XY {
  readonly x: number
  readonly y: number
}

export interface Space {
  /** Takes note of a thing's present state. Things in limbo, and the root, stand nowhere. */
  readonly put: (thing: ThingData) => void
  readonly remove: (id: ArtifactId) => void
  /** Obstacles that stand still and reach into a rectangle; in no order. */
  readonly still: (floor: ArtifactId, rect: Rect) => Iterable<ThingData>
  /** Passable things that stand still and reach into a rectangle; in no order. */
  readonly passable: (floor: ArtifactId, rect: Rect) => Iterable<ThingData>
  /** Walking things that on their way come, or came, into a rectangle: obstacles first. */
  readonly walking: (floor: ArtifactId, rect: Rect) => Iterable<ThingData>
  /**
   * Obstacles that a rectangle may meet on its way: standing ones, and walking ones. In no order, but near
   * ones roughly first; `isBeyond` says of a share of the way whether hits after it are of no use.
   */
  readonly stillAlong: Along
  readonly walkingAlong: Along
  /** The people who are within a rectangle now, in no order. */
  readonly people: (floor: ArtifactId, rect: Rect, now: number) => Iterable<ThingData>
  /** How many boxes were looked at so far, for any search: work on the floors is counted by them. */
  readonly looked: () => number
  /** Below everything on a floor, in pixels. */
  readonly bottom: (floor: ArtifactId) => number
}

type Along = (
  floor: ArtifactId,
  rect: Rect,
  way: Vector,
  isBeyond: (share: number) => boolean,
) => Iterable<ThingData>

/**
 * The things on one floor, apart by the kind of search: so no search passes the many that do not concern it.
 */
interface FloorTrees {
  readonly stillSolid: BoxTree<PlacedThing>
  readonly stillPassable: BoxTree<PlacedThing>
  readonly walkingSolid: BoxTree<PlacedThing>
  readonly walkingPassable: BoxTree<PlacedThing>
  /** Those among them who are people. */
  readonly people: BoxTree<PlacedThing>
}

type TreeKind = Exclude<keyof FloorTrees, 'people'>

interface PlacedThing {
  thing: ThingData
  floor: ArtifactId
  kind: TreeKind
  leaf: Leaf<PlacedThing> | null
  /** Null: it is nobody. */
  person: Leaf<PlacedThing> | null
}

export function createSpace(): Space {
  const floors = new Map<ArtifactId, FloorTrees>()
  const looks = { count: 0 }
  const placed = new Map<ArtifactId, PlacedThing>()

  function floorOf(id: ArtifactId): FloorTrees {
    let floor = floors.get(id)
    if (floor === undefined) floors.set(id, (floor = makeFloor(looks)))
    return floor
  }

  /** Takes it off its floor; whether it is known stays as it is. */
  function lift(was: PlacedThing): void {
    const floor = floors.get(was.floor)
    if (floor === undefined) return
    if (was.leaf !== null) floor[was.kind].remove(was.leaf)
    if (was.person !== null) floor.people.remove(was.person)
    was.leaf = null
    was.person = null
  }

  function sweep(id: ArtifactId): void {
    const floor = floors.get(id)
    if (floor !== undefined && treesOf(floor).every(({ isEmpty }) => isEmpty)) floors.delete(id)
  }

  function remove(id: ArtifactId): void {
    const was = placed.get(id)
    if (was === undefined) return
    placed.delete(id)
    lift(was)
    sweep(was.floor)
  }

  function put(thing: ThingData, host: ArtifactId): void {
    const { id } = thing
    const kind = kindOf(thing)
    const box = sweptBy(thing)
    const was = placed.get(id)
    // Taken out and put in again, it would have a map of ten thousand made anew each time.
    const stands: PlacedThing = was ?? { thing, floor: host, kind, leaf: null, person: null }
    const before = stands.floor
    const isSame =
      before === host && stands.kind === kind && (stands.person !== null) === (thing.person !== null)
    stands.thing = thing
    if (isSame && stands.leaf !== null && isSameRect(stands.leaf.box, box)) return
    lift(stands)
    const floor = floorOf(host)
    stands.floor = host
    stands.kind = kind
    stands.leaf = floor[kind].put(stands, box)
    if (thing.person !== null) stands.person = floor.people.put(stands, box)
    if (was === undefined) placed.set(id, stands)
    if (before !== host) sweep(before)
  }

  function* inside(floor: ArtifactId, kind: keyof FloorTrees, rect: Rect): Iterable<ThingData> {
    for (const { thing } of floors.get(floor)?.[kind].in(rect) ?? []) yield thing
  }

  const along = (kind: TreeKind): Along =>
    function* (floor, rect, way, isBeyond) {
      // Where it overlaps a thing that stands, that does not stop it; where it overlaps a way, who walks
      // there may.
      const found = floors.get(floor)?.[kind].along(rect, way, isBeyond, kind === 'stillSolid')
      for (const { thing } of found ?? []) yield thing
    }

  return {
    put(thing) {
      if (thing.host === null || thing.host === 'limbo') remove(thing.id)
      else put(thing, thing.host)
    },
    remove,
    looked: () => looks.count,
    still: (floor, rect) => inside(floor, 'stillSolid', rect),
    passable: (floor, rect) => inside(floor, 'stillPassable', rect),
    *walking(floor, rect) {
      yield* inside(floor, 'walkingSolid', rect)
      yield* inside(floor, 'walkingPassable', rect)
    },
    stillAlong: along('stillSolid'),
    walkingAlong: along('walkingSolid'),
    *people(floor, rect, now) {
      for (const thing of inside(floor, 'people', rect)) if (overlaps(rectAt(thing, now), rect)) yield thing
    },
    bottom(id) {
      const floor = floors.get(id)
      return floor === undefined ? 0 : Math.max(...treesOf(floor).map(({ bottom }) => bottom))
    },
  }
}

const makeFloor = (looks: LookCounter): FloorTrees => ({
  stillSolid: new BoxTree(looks),
  stillPassable: new BoxTree(looks),
  walkingSolid: new BoxTree(looks),
  walkingPassable: new BoxTree(looks),
  people: new BoxTree(looks),
})

const treesOf = (floor: FloorTrees): readonly BoxTree<PlacedThing>[] => [
  floor.stillSolid,
  floor.stillPassable,
  floor.walkingSolid,
  floor.walkingPassable,
]

function kindOf({ walk, passable }: ThingData): TreeKind {
  if (walk === null) return passable ? 'stillPassable' : 'stillSolid'
  return passable ? 'walkingPassable' : 'walkingSolid'
}

/** All that a thing covers: where it stands, or the whole way that it walks. */
export function sweptBy({ x, y, width, height, walk }: ThingData): Rect {
  if (walk === null) return { x, y, width, height }
  const [left, top] = [Math.min(x, walk.toX), Math.min(y, walk.toY)]
  return {
    x: left,
    y: top,
    width: Math.max(x, walk.toX) - left + width,
    height: Math.max(y, walk.toY) - top + height,
  }
}

/** The obstacles of a thing that is put on a spot; passable things are in nobody's way. */
export function inTheWay(
  space: Space,
  thing: ThingData,
  floor: ArtifactId,
  spot: XY,
  now: number,
): ThingData | null {
  if (thing.passable) return null
  const rect = { ...spot, width: thing.width, height: thing.height }
  for (const other of solidIn(space, floor, rect, now)) if (other.id !== thing.id) return other
  return null
}

/** The obstacles within a rectangle now: standing things, and passing ones; in no order. */
export function* solidIn(space: Space, floor: ArtifactId, rect: Rect, now: number): Iterable<ThingData> {
  yield* space.still(floor, rect)
  let left = WALKING_MAX
  for (const other of space.walking(floor, rect)) {
    if (other.passable || left === 0) return
    left -= 1
    if (overlaps(rectAt(other, now), rect)) yield other
  }
}

/** The spot on the floor's width, and not above it, that is nearest to one. */
export function onFloor(
  { x, y }: XY,
  { width, height }: { readonly width: number; readonly height: number },
): XY {
  return {
    x: Math.max(0, Math.min(Math.round(x), FLOOR_WIDTH - width)),
    y: Math.max(0, Math.min(Math.round(y), COORDINATE_MAX - height)),
  }
}
