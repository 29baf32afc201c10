// How far a straight walk gets: to its end, to the floor's edge, or to the first that is in the way, standing or walking.
import type { ThingData } from '../behavior/protocol.ts'
import type { ArtifactId } from '../world/address.ts'
import { COORDINATE_MAX, FLOOR_WIDTH } from '../world/limits.ts'
import { meet, type Meeting, type Rect } from './rect.ts'
import { sweptBy, type Space, type XY } from './space.ts'
import { durationOf, rectAt, spotAt } from './walk.ts'

/** Where a walk ends, and what ends it before it is there: a thing, or the edge of the floor. */
export interface Path {
  readonly toX: number
  readonly toY: number
  readonly stoppedBy: ArtifactId | 'edge' | null
}

/** A long walk is looked along in pieces of so many pixels: its whole bounding box can be most of a floor. */
const PIECE = 256
/** Fractions of a pixel that arithmetic may be wrong by. */
const TINY = 1e-6

/** Finds how far `thing`, which begins where it stands at `at` and walks `speed` pixels a second, gets towards a spot. */
export function pathOf(space: Space, thing: ThingData, to: XY, at: number, speed: number): Path {
  const dx = to.x - thing.x
  const dy = to.y - thing.y
  let share = shareToEdge(thing, dx, dy)
  let stoppedBy: Path['stoppedBy'] = share < 1 ? 'edge' : null
  const still = firstStill(space, thing, dx, dy)
  if (still !== null && still.share < share) ({ share, by: stoppedBy } = still)
  const walking = firstWalking(space, thing, { toX: to.x, toY: to.y, at, speed })
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

/** The share of the way that is on the floor. Who is beyond an edge already is not stopped by it. */
function shareToEdge({ x, y, width, height }: Rect, dx: number, dy: number): number {
  const across = shareTo(x, dx, 0, FLOOR_WIDTH - width)
  return Math.min(across, shareTo(y, dy, 0, COORDINATE_MAX - height))
}

function shareTo(from: number, by: number, low: number, high: number): number {
  if (by > 0 && from <= high && from + by > high) return (high - from) / by
  if (by < 0 && from >= low && from + by < low) return (low - from) / by
  return 1
}

function firstStill(space: Space, thing: ThingData, dx: number, dy: number): Stop | null {
  if (thing.host === null || thing.host === 'limbo') return null
  const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / PIECE))
  let first: Stop | null = null
  for (let piece = 0; piece < pieces && first === null; piece += 1) {
    const swept = sweptRect(thing, dx, dy, piece / pieces, (piece + 1) / pieces)
    for (const other of space.still(thing.host, swept)) {
      if (other.passable || other.id === thing.id) continue
      const meeting = meet(thing, dx, dy, other)
      if (meeting === null) continue
      if (first === null || isBefore({ share: meeting.share, by: other.id }, first)) {
        first = { share: meeting.share, by: other.id }
      }
    }
    // Found beyond this piece: one that the next piece shows may come before.
    if (first !== null && first.share > (piece + 1) / pieces && piece + 1 < pieces) first = null
  }
  return first
}

/** What is met first; of two at once the one with the smaller id, so that it does not depend on the grid. */
function isBefore(a: Stop, b: Stop): boolean {
  return a.share < b.share || (a.share === b.share && a.by < b.by)
}

function sweptRect({ x, y, width, height }: Rect, dx: number, dy: number, from: number, to: number): Rect {
  const [fromX, toX, fromY, toY] = [x + dx * from, x + dx * to, y + dy * from, y + dy * to]
  const [left, top] = [Math.min(fromX, toX), Math.min(fromY, toY)]
  const across = Math.abs(toX - fromX) + width
  return withMargin({ x: left, y: top, width: across, height: Math.abs(toY - fromY) + height })
}

/** A pixel more on each side: who only touches is met, too. */
export function withMargin({ x, y, width, height }: Rect): Rect {
  return { x: x - 1, y: y - 1, width: width + 2, height: height + 2 }
}

function firstWalking(
  space: Space,
  thing: ThingData,
  walk: { toX: number; toY: number; at: number; speed: number },
): Stop | null {
  if (thing.host === null || thing.host === 'limbo') return null
  const walker: ThingData = { ...thing, walk }
  let first: Stop | null = null
  for (const other of space.walking(thing.host, withMargin(sweptBy(walker)))) {
    if (other.passable || other.id === thing.id) continue
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
  const meeting = meet(a, ax - bx, ay - by, b)
  if (meeting === null || !runsInto(a, b, ax, ay, meeting)) return null
  return from + meeting.share * (until - from)
}

/** Of two that meet, who goes towards the other runs into it; who is run into from behind or from the side does not. */
function runsInto(a: Rect, b: Rect, ax: number, ay: number, { axis }: Meeting): boolean {
  return axis === 'x'
    ? ax * (b.x + b.width / 2 - (a.x + a.width / 2)) > 0
    : ay * (b.y + b.height / 2 - (a.y + a.height / 2)) > 0
}
