// Who stands where on the floors: a grid for each floor, so that a step on a floor of ten thousand things looks at the few
// that are near. Those that walk are in the cells that they come through.
import type { ThingData } from '../behavior/protocol.ts'
import type { ArtifactId } from '../world/address.ts'
import { COORDINATE_MAX, FLOOR_WIDTH } from '../world/limits.ts'
import { gapBetween, overlaps, type Rect } from './rect.ts'
import { rectAt } from './walk.ts'

/** Side of a cell in pixels: twice a usual thing, so that most are in one to four. */
const CELL = 128
/** Two things stand beside each other up to so many pixels apart. */
export const BESIDE = 3
/** A free spot is looked for so far around, in pixels, and then below all else: a full floor must not hold up the world. */
const FIT_REACH = 256
/** Among so many obstacles the nearest spot of all is looked for; among more, one that touches any of them will do. */
const EXACT_MAX = 16
/** So many spots are tried in one ring around. */
const TRIES_MAX = 200

export interface XY {
  readonly x: number
  readonly y: number
}

export interface Space {
  /** Takes note of a thing as it is now. What is in limbo, and the root, stand nowhere. */
  readonly put: (thing: ThingData) => void
  readonly remove: (id: ArtifactId) => void
  /** What is on a floor now within so many pixels of a rectangle (0: overlaps it), by id. */
  readonly near: (floor: ArtifactId, rect: Rect, within: number, now: number) => ThingData[]
  /** Below everything on a floor, in pixels. */
  readonly bottom: (floor: ArtifactId) => number
  /** What walks on a floor, and on its way comes, or came, into a rectangle; in no order. */
  readonly walking: (floor: ArtifactId, rect: Rect) => Iterable<ThingData>
  /** What stands still on a floor and reaches into a rectangle, in no order. */
  readonly still: (floor: ArtifactId, rect: Rect) => Iterable<ThingData>
}

type Cells = Map<number, Set<ArtifactId>>

/** Apart, so that who looks for the few that walk passes none of the many that stand. */
interface Floor {
  readonly still: Cells
  readonly walking: Cells
}

interface Standing {
  readonly floor: ArtifactId
  readonly isWalking: boolean
  /** All that it covers: where it stands, or the way that it walks. */
  readonly rect: Rect
}

export function createSpace(): Space {
  const floors = new Map<ArtifactId, Floor>()
  const things = new Map<ArtifactId, ThingData>()
  const standing = new Map<ArtifactId, Standing>()

  function cellsOn(id: ArtifactId, isWalking: boolean): Cells {
    let floor = floors.get(id)
    if (floor === undefined) floors.set(id, (floor = { still: new Map(), walking: new Map() }))
    return isWalking ? floor.walking : floor.still
  }

  function take(id: ArtifactId): void {
    const was = standing.get(id)
    if (was === undefined) return
    standing.delete(id)
    const cells = cellsOn(was.floor, was.isWalking)
    for (const key of cellsOf(was.rect)) dropFrom(cells, key, id)
    const floor = floors.get(was.floor)
    if (floor?.still.size === 0 && floor.walking.size === 0) floors.delete(was.floor)
  }

  /** What stands, or walks, where it can reach into a rectangle. */
  function around(on: ArtifactId, rect: Rect, isWalking: boolean): ThingData[] {
    const floor = floors.get(on)
    const cells = isWalking ? floor?.walking : floor?.still
    if (cells === undefined || cells.size === 0) return []
    const found = new Set<ThingData>()
    for (const key of cellsOf(rect)) {
      for (const id of cells.get(key) ?? []) {
        const thing = things.get(id)
        if (thing === undefined || found.has(thing)) continue
        const covered = standing.get(id)?.rect ?? thing
        if (overlaps(covered, rect)) found.add(thing)
      }
    }
    return [...found]
  }

  const still: Space['still'] = (floor, rect) => around(floor, rect, false)
  const walking: Space['walking'] = (floor, rect) => around(floor, rect, true)

  return {
    put(thing) {
      const { id, host } = thing
      if (host === null || host === 'limbo') {
        this.remove(id)
        return
      }
      const was = standing.get(id)
      const rect = sweptBy(thing)
      const isWalking = thing.walk !== null
      things.set(id, thing)
      if (was?.floor === host && was.isWalking === isWalking && isSameRect(was.rect, rect)) return
      take(id)
      const cells = cellsOn(host, isWalking)
      for (const key of cellsOf(rect)) cellOf(cells, key).add(id)
      standing.set(id, { floor: host, isWalking, rect })
    },
    remove(id) {
      take(id)
      things.delete(id)
    },
    near(floor, rect, within, now) {
      const reach = grown(rect, within + 1)
      return [...still(floor, reach), ...walking(floor, reach)]
        .filter((thing) => {
          const gap = gapBetween(rect, rectAt(thing, now))
          return within === 0 ? gap < 0 : gap <= within
        })
        .sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    bottom(on) {
      let bottom = 0
      const floor = floors.get(on)
      for (const cells of floor === undefined ? [] : [floor.still, floor.walking]) {
        for (const cell of cells.values()) {
          for (const id of cell) bottom = Math.max(bottom, bottomOf(things.get(id)))
        }
      }
      return bottom
    },
    walking,
    still,
  }
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

function isSameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}

function bottomOf(thing: ThingData | undefined): number {
  return thing === undefined ? 0 : Math.max(thing.y, thing.walk?.toY ?? thing.y) + thing.height
}

/** Who is in the way of a thing that is put on a spot; what one can walk through is in nobody's way. */
export function inTheWay(
  space: Space,
  thing: ThingData,
  floor: ArtifactId,
  spot: XY,
  now: number,
): ThingData | null {
  if (thing.passable) return null
  const rect = { ...spot, width: thing.width, height: thing.height }
  const isInTheWay = (other: ThingData): boolean => other.id !== thing.id && !other.passable
  for (const other of space.still(floor, rect)) if (isInTheWay(other)) return other
  for (const other of space.walking(floor, rect)) {
    if (isInTheWay(other) && overlaps(rectAt(other, now), rect)) return other
  }
  return null
}

/** The free spot nearest to one, on the floor's width; where all is full around, one below everything; null at the end. */
export function freeSpot(
  space: Space,
  thing: ThingData,
  floor: ArtifactId,
  near: XY,
  now: number,
): XY | null {
  const start = onFloor(near, thing)
  if (inTheWay(space, thing, floor, start, now) === null) return start
  // Free spots touch something, so the edges of what is near are where to look; the ring grows until one is found.
  for (let reach = 128; reach <= FIT_REACH; reach *= 2) {
    const found = nearestFree(space, thing, floor, start, reach, now)
    if (found !== null) return found
  }
  const below = { x: start.x, y: space.bottom(floor) }
  return isOnFloor(below, thing) ? below : null
}

function nearestFree(
  space: Space,
  thing: ThingData,
  floor: ArtifactId,
  start: XY,
  reach: number,
  now: number,
): XY | null {
  const { width, height } = thing
  const around = grown({ ...start, width, height }, reach)
  const solid = space.near(floor, around, 0, now).filter((other) => !other.passable && other.id !== thing.id)
  const edges = solid.map((other) => edgesAround(rectAt(other, now), thing))
  const spots = edges.length <= EXACT_MAX ? everyCrossing(edges, start) : touchingEach(edges, start)
  const sorted = spots
    .filter((spot) => isOnFloor(spot, thing))
    .map((spot) => ({ ...spot, far: Math.hypot(spot.x - start.x, spot.y - start.y) }))
    .filter(({ far }) => far <= reach)
    .sort((a, b) => a.far - b.far || a.y - b.y || a.x - b.x)
  for (const { x, y } of sorted.slice(0, TRIES_MAX)) {
    if (inTheWay(space, thing, floor, { x, y }, now) === null) return { x, y }
  }
  return null
}

/** Where a thing of a size touches an obstacle: left and right of it, above and below. */
interface Edges {
  readonly xs: readonly [number, number]
  readonly ys: readonly [number, number]
}

function edgesAround({ x, y, width, height }: Rect, size: { width: number; height: number }): Edges {
  return {
    xs: [Math.floor(x) - size.width, Math.ceil(x + width)],
    ys: [Math.floor(y) - size.height, Math.ceil(y + height)],
  }
}

function everyCrossing(edges: readonly Edges[], start: XY): XY[] {
  const xs = new Set([start.x, ...edges.flatMap((edge) => edge.xs)])
  const ys = new Set([start.y, ...edges.flatMap((edge) => edge.ys)])
  return [...xs].flatMap((x) => [...ys].map((y) => ({ x, y })))
}

function touchingEach(edges: readonly Edges[], start: XY): XY[] {
  return edges.flatMap(({ xs, ys }) => [
    ...xs.flatMap((x) => [start.y, ...ys].map((y) => ({ x, y }))),
    ...ys.map((y) => ({ x: start.x, y })),
  ])
}

function isOnFloor(spot: XY, size: { readonly width: number; readonly height: number }): boolean {
  const inside = onFloor(spot, size)
  return inside.x === spot.x && inside.y === spot.y
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

function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}

/** The cells that a rectangle reaches into, each as one number. */
function* cellsOf({ x, y, width, height }: Rect): Iterable<number> {
  const right = Math.floor((x + width) / CELL)
  const bottom = Math.floor((y + height) / CELL)
  for (let row = Math.floor(y / CELL); row <= bottom; row += 1) {
    for (let column = Math.floor(x / CELL); column <= right; column += 1) yield row * COLUMNS + column
  }
}

/** More columns than coordinates allow, so that no two cells share a number. */
const COLUMNS = 2 ** 20

function cellOf(cells: Map<number, Set<ArtifactId>>, key: number): Set<ArtifactId> {
  let cell = cells.get(key)
  if (cell === undefined) cells.set(key, (cell = new Set()))
  return cell
}

function dropFrom(cells: Map<number, Set<ArtifactId>>, key: number, id: ArtifactId): void {
  const cell = cells.get(key)
  cell?.delete(id)
  if (cell?.size === 0) cells.delete(key)
}
