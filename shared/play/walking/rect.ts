// Rectangles on a floor, and their collisions. Pixels; `y` down. Two that only touch do not overlap.
import type { Facing } from '../../world/place.ts'

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** When one thing meets another on its way: the share of the way, and on which axis. */
export interface Collision {
  readonly share: number
  readonly axis: 'x' | 'y'
}

export function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** Pixels between two, on the axis on which they are further apart; negative when they overlap. */
export function gapBetween(a: Rect, b: Rect): number {
  const across = Math.max(b.x - (a.x + a.width), a.x - (b.x + b.width))
  const down = Math.max(b.y - (a.y + a.height), a.y - (b.y + b.height))
  return Math.max(across, down)
}

/** On which side of `a` the other one is: where the gap is widest, measured from edge to edge. */
export function sideOf(a: Rect, b: Rect): Facing {
  const sides = [
    ['right', b.x - (a.x + a.width)],
    ['left', a.x - (b.x + b.width)],
    ['down', b.y - (a.y + a.height)],
    ['up', a.y - (b.y + b.height)],
  ] as const
  let best: (typeof sides)[number] = sides[0]
  for (const side of sides) if (side[1] > best[1]) best = side
  return best[0]
}

/**
 * So far, in pixels, two may reach into each other because of rounding: each leg begins on a whole pixel.
 * They only touch, as long as neither goes deeper.
 */
const ROUNDED = 1

/**
 * Whether two lie on each other, by more than rounding. These do not stop each other: otherwise things that
 * people put on each other could never come apart.
 */
export function liesOn(a: Rect, b: Rect): boolean {
  return gapBetween(a, b) < -ROUNDED
}

/** Where on its way by `dx`, `dy` a rectangle is stopped by one that stands still; null when it is not. */
export function collisionOf(moving: Rect, dx: number, dy: number, still: Rect): Collision | null {
  if (liesOn(moving, still)) return null
  return overlaps(moving, still) ? goingDeeper(moving, dx, dy, still) : entryOf(moving, dx, dy, still)
}

/** Two that overlap by rounding meet at once, unless the moving one goes along the side or away from it. */
function goingDeeper(moving: Rect, dx: number, dy: number, still: Rect): Collision | null {
  const side = sideOf(moving, still)
  const axis = side === 'left' || side === 'right' ? 'x' : 'y'
  const by = axis === 'x' ? dx : dy
  return (side === 'right' || side === 'down' ? by > 0 : by < 0) ? { share: 0, axis } : null
}

/**
 * Where on its way by `dx`, `dy` a rectangle comes onto one that stands still; null when it does not, or is
 * on it already.
 */
export function entryOf(moving: Rect, dx: number, dy: number, still: Rect): Collision | null {
  if (overlaps(moving, still)) return null
  const x = span(moving.x, moving.width, dx, still.x, still.width)
  const y = span(moving.y, moving.height, dy, still.y, still.height)
  if (x === null || y === null) return null
  const enters = Math.max(x.enters, y.enters)
  const leaves = Math.min(x.leaves, y.leaves)
  // Sliding along an edge is no meeting: it would leave on one axis as it enters on the other.
  if (enters >= leaves || enters < 0 || enters >= 1) return null
  return { share: enters, axis: x.enters >= y.enters ? 'x' : 'y' }
}

/** The shares of the way between which two overlap on one axis; null when they never do. */
function span(
  at: number,
  size: number,
  by: number,
  other: number,
  otherSize: number,
): { enters: number; leaves: number } | null {
  const toEnter = other - (at + size)
  const toLeave = other + otherSize - at
  if (by === 0) return toEnter < 0 && toLeave > 0 ? { enters: -Infinity, leaves: Infinity } : null
  return by > 0
    ? { enters: toEnter / by, leaves: toLeave / by }
    : { enters: toLeave / by, leaves: toEnter / by }
}

/**
 * The share of its way before which a rectangle cannot meet anything in a box; 0 where it is in it, or
 * touches it, already. Null: it passes the box by. Never more than `collisionOf` says of the things in the
 * box: both divide the same differences.
 */
export function shareBefore(
  moving: Rect,
  { dx, dy }: { readonly dx: number; readonly dy: number },
  box: Rect,
): number | null {
  const x = passing(moving.x, moving.width, dx, box.x, box.width)
  const y = passing(moving.y, moving.height, dy, box.y, box.height)
  if (x === null || y === null) return null
  const enters = Math.max(0, x.enters, y.enters)
  return enters > Math.min(1, x.leaves, y.leaves) ? null : enters
}

/** As `span`, but one that it only touches is met, too. */
function passing(
  at: number,
  size: number,
  by: number,
  box: number,
  boxSize: number,
): { enters: number; leaves: number } | null {
  const toEnter = box - (at + size)
  const toLeave = box + boxSize - at
  if (by === 0) return toEnter <= 0 && toLeave >= 0 ? { enters: -Infinity, leaves: Infinity } : null
  return by > 0
    ? { enters: toEnter / by, leaves: toLeave / by }
    : { enters: toLeave / by, leaves: toEnter / by }
}

/** The smallest rectangle around two. */
export function around(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  const right = Math.max(a.x + a.width, b.x + b.width)
  const bottom = Math.max(a.y + a.height, b.y + b.height)
  return { x, y, width: right - x, height: bottom - y }
}

/** How many pixels more on each side. */
export function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}

export function isSameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}

/** The intersection of two; null where they do not overlap. */
export function shared(a: Rect, b: Rect): Rect | null {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)]
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}
