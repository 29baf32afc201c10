// Where there is room for a thing: the free spot that is nearest to one. Each search ends soon, however much
// stands there.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { gapBetween, grown, overlaps, type Rect } from './rect.ts'
import { inTheWay, onFloor, solidIn, type Space, type XY } from './floor-space.ts'
import { rectAt } from './walk-geometry.ts'

/** A free spot is looked for so far around, in pixels, and then below all else. */
const REACHES = [128, 256]
const REACH_MAX = Math.max(...REACHES)
/**
 * Among so many obstacles the nearest spot of all is looked for; among more, one that touches any of them
 * will do.
 */
const EXACT_MAX = 16
/**
 * How many obstacles around are looked at, and beside so many of them, those that are nearest, a spot is
 * looked for: thousands may be piled up.
 */
const AROUND_MAX = 500
const BESIDE_MAX = 150
/** How many spots are tried in one ring around. */
const TRIES_MAX = 200
/** Of the spots that the nearby things leave free, so many are looked at closely. */
const CLOSELY_MAX = 20

/**
 * The free spot nearest to one, on the floor's width; if all is full around, one below everything; null at
 * the end.
 */
export function freeSpot(
  space: Space,
  thing: ThingData,
  floor: ArtifactId,
  near: XY,
  now: number,
): XY | null {
  const start = onFloor(near, thing)
  if (inTheWay(space, thing, floor, start, now) === null) return start
  // Free spots touch something, so the edges of near things are where to look; the ring grows until one is
  // found.
  const here = { ...start, width: thing.width, height: thing.height }
  const around = nearestOf(here, rectsAround(space, thing, floor, grown(here, REACH_MAX), now))
  const isFree = (spot: XY): boolean => inTheWay(space, thing, floor, spot, now) === null
  for (const reach of REACHES) {
    const found = nearestFree(thing, start, reach, around, isFree)
    if (found !== null) return found
  }
  const below = { x: start.x, y: space.bottom(floor) }
  return isOnFloor(below, thing) ? below : null
}

function nearestFree(
  thing: ThingData,
  start: XY,
  reach: number,
  around: readonly Rect[],
  isFree: (spot: XY) => boolean,
): XY | null {
  const { width, height } = thing
  const place = grown({ ...start, width, height }, reach)
  const solid = around.filter((rect) => overlaps(rect, place))
  const edges = solid.map((rect) => edgesAround(rect, thing))
  const spots = edges.length <= EXACT_MAX ? everyCrossing(edges, start) : touchingEach(edges, start)
  const sorted = spots
    .filter((spot) => isOnFloor(spot, thing))
    .map((spot) => ({ ...spot, far: Math.hypot(spot.x - start.x, spot.y - start.y) }))
    .filter(({ far }) => far <= reach)
    .sort((a, b) => a.far - b.far || a.y - b.y || a.x - b.x)
  const isTaken = (spot: XY): boolean => {
    const rect = { ...spot, width, height }
    return solid.some((other) => overlaps(other, rect))
  }
  const left = sorted.slice(0, TRIES_MAX).filter((spot) => !isTaken(spot))
  const found = left.slice(0, CLOSELY_MAX).find(isFree)
  return found === undefined ? null : { x: found.x, y: found.y }
}

function rectsAround(space: Space, thing: ThingData, floor: ArtifactId, place: Rect, now: number): Rect[] {
  const rects: Rect[] = []
  for (const other of solidIn(space, floor, place, now)) {
    if (other.id !== thing.id) rects.push(rectAt(other, now))
    if (rects.length === AROUND_MAX) break
  }
  return rects
}

/** In an order that does not depend on how they were found; of those that lie on each other one. */
function nearestOf(here: Rect, rects: readonly Rect[]): readonly Rect[] {
  const distinct = new Map(rects.map((rect) => [`${rect.x} ${rect.y} ${rect.width} ${rect.height}`, rect]))
  return [...distinct.values()]
    .map((rect) => ({ rect, gap: gapBetween(here, rect) }))
    .sort((a, b) => a.gap - b.gap || a.rect.y - b.rect.y || a.rect.x - b.rect.x)
    .slice(0, BESIDE_MAX)
    .map(({ rect }) => rect)
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
