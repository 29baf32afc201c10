// How far a straight walk gets: to its end, to the floor's edge, or to the first that is in the way, standing
// or walking.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { COORDINATE_MAX, FLOOR_WIDTH } from '../../world/limits.ts'
import type { Vector } from './box-tree.ts'
import { collisionOf, type Collision, type Rect } from './rect.ts'
import { WALKING_MAX, type Space, type XY } from './floor-space.ts'
import { durationOf, rectAt, spotAt } from './walk-geometry.ts'

/** Where a walk ends, and its early end: a thing, or the edge of the floor. */
export interface WalkPath {
  readonly toX: number
  readonly toY: number
  readonly stoppedBy: ArtifactId | 'edge' | null
}

/** Fractions of a pixel that arithmetic may be wrong by. */
const TINY = 1e-6
/** Shares of a way that arithmetic may be wrong by: of two that are met at once both are to be looked at. */
const ROUNDING = 1e-9

/** How often a way is made shorter because, led to a whole pixel, it meets something that it did not. */
const SHORTENINGS = 4

/**
 * Finds how far `thing`, which begins where it stands at `at` and walks `speed` pixels a second, gets towards
 * a spot.
 */
export function walkPath(space: Space, thing: ThingData, to: XY, at: number, speed: number): WalkPath {
  let path = pathTo(space, thing, to, at, speed)
  // A leg that is stopped ends on a whole pixel, so it leads another way than the one that was looked at.
  for (let tries = 0; path.stoppedBy !== null; tries += 1) {
    if (tries === SHORTENINGS) return { toX: thing.x, toY: thing.y, stoppedBy: path.stoppedBy }
    const shorter = pathTo(space, thing, { x: path.toX, y: path.toY }, at, speed)
    if (shorter.stoppedBy === null) return path
    path = shorter
  }
  return path
}

function pathTo(space: Space, thing: ThingData, to: XY, at: number, speed: number): WalkPath {
  const dx = to.x - thing.x
  const dy = to.y - thing.y
  let share = shareToEdge(thing, dx, dy)
  let stoppedBy: WalkPath['stoppedBy'] = share < 1 ? 'edge' : null
  const still = firstStill(space, thing, { dx, dy }, share)
  if (still !== null && still.share < share) ({ share, by: stoppedBy } = still)
  const walking = firstWalking(space, thing, { toX: to.x, toY: to.y, at, speed }, share)
  if (walking !== null && walking.share < share) ({ share, by: stoppedBy } = walking)
  return { toX: stopped(thing.x, dx, share), toY: stopped(thing.y, dy, share), stoppedBy }
}

interface Stop {
  readonly share: number
  readonly by: ArtifactId
}

/** A whole pixel, and not one too far. */
function stopped(from: number, by: number, share: number): number {
  const exact = from + by * share
  return (by > 0 ? Math.floor(exact + TINY) : Math.ceil(exact - TINY)) + 0
}

/** The share of the way that is on the floor. A walker beyond an edge already is not stopped by it. */
function shareToEdge({ x, y, width, height }: Rect, dx: number, dy: number): number {
  const across = shareTo(x, dx, 0, FLOOR_WIDTH - width)
  return Math.min(across, shareTo(y, dy, 0, COORDINATE_MAX - height))
}

function shareTo(from: number, by: number, low: number, high: number): number {
  if (by > 0 && from <= high && from + by > high) return (high - from) / by
  if (by < 0 && from >= low && from + by < low) return (low - from) / by
  return 1
}

function firstStill(space: Space, thing: ThingData, way: Vector, upTo: number): Stop | null {
  if (thing.host === null || thing.host === 'limbo') return null
  let first: Stop | null = null
  const isBeyond = (share: number): boolean => share - ROUNDING > (first?.share ?? upTo)
  for (const other of space.stillAlong(thing.host, thing, way, isBeyond)) {
    if (other.id === thing.id) continue
    const meeting = collisionOf(thing, way.dx, way.dy, other)
    if (meeting === null) continue
    const stop = { share: meeting.share, by: other.id }
    if (first === null || isBefore(stop, first)) first = stop
  }
  return first
}

/**
 * The first collision; of two at once the one with the smaller id, so that it does not depend on the grid.
 */
function isBefore(a: Stop, b: Stop): boolean {
  return a.share < b.share || (a.share === b.share && a.by < b.by)
}

function firstWalking(
  space: Space,
  thing: ThingData,
  walk: { toX: number; toY: number; at: number; speed: number },
  upTo: number,
): Stop | null {
  // At no speed, and where it takes no time, nobody is met who walks.
  if (thing.host === null || thing.host === 'limbo' || walk.speed === Infinity) return null
  const walker: ThingData = { ...thing, walk }
  const way = { dx: walk.toX - thing.x, dy: walk.toY - thing.y }
  let first: Stop | null = null
  let left = WALKING_MAX
  const isBeyond = (share: number): boolean => left === 0 || share - ROUNDING > (first?.share ?? upTo)
  for (const other of space.walkingAlong(thing.host, thing, way, isBeyond)) {
    if (other.id === thing.id) continue
    left -= 1
    const share = shareToWalker(walker, other, walk.at)
    if (share === null) continue
    if (first === null || isBefore({ share, by: other.id }, first)) first = { share, by: other.id }
  }
  return first
}

/** The share of a leg after which it runs into another that walks too; null when it does not. */
export function shareToWalker(walker: ThingData, other: ThingData, now: number): number | null {
  if (walker.walk === null) return null
  const duration = durationOf(walker)
  if (duration === 0 || duration === Infinity) return null
  const ends = walker.walk.at + duration
  const otherEnds = other.walk === null ? now : other.walk.at + durationOf(other)
  const together = Math.min(ends, otherEnds)
  const soon = together > now ? meetBetween(walker, other, now, together) : null
  const at = soon ?? (ends > together ? meetBetween(walker, other, Math.max(now, together), ends) : null)
  return at === null ? null : (at - walker.walk.at) / duration
}

/** When, between two times in which neither turns, a walker runs into another; null when it does not. */
function meetBetween(walker: ThingData, other: ThingData, from: number, until: number): number | null {
  const a = rectAt(walker, from)
  const b = rectAt(other, from)
  const aEnd = spotAt(walker, until)
  const bEnd = spotAt(other, until)
  const [ax, ay, bx, by] = [aEnd.x - a.x, aEnd.y - a.y, bEnd.x - b.x, bEnd.y - b.y]
  const meeting = collisionOf(a, ax - bx, ay - by, b)
  if (meeting === null || !runsInto(a, b, ax, ay, meeting)) return null
  return from + meeting.share * (until - from)
}

/**
 * Of two that meet, the one that goes towards the other runs into it; one that is run into from behind or
 * from the side does not.
 */
function runsInto(a: Rect, b: Rect, ax: number, ay: number, { axis }: Collision): boolean {
  return axis === 'x'
    ? ax * (b.x + b.width / 2 - (a.x + a.width / 2)) > 0
    : ay * (b.y + b.height / 2 - (a.y + a.height / 2)) > 0
}
