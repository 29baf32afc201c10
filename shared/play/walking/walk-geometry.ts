// Where a thing is that walks: a leg has a start, an end, a time and a speed, so everybody computes the same
// spot.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { Rect } from './rect.ts'

/**
 * Pixels a second at a speed of 1 %: so a speed in percent is the pixels a second, and a floor is crossed in
 * 9 seconds.
 */
export const PIXELS_PER_PERCENT = 1

type Walking = Pick<ThingData, 'x' | 'y' | 'walk'>

/**
 * Where a thing is at a time, in fractions of pixels while it walks. A leg with no speed is held where it
 * began.
 */
export function spotAt({ x, y, walk }: Walking, now: number): { readonly x: number; readonly y: number } {
  if (walk === null) return { x, y }
  const share = shareAt({ x, y, walk }, now)
  return { x: x + (walk.toX - x) * share, y: y + (walk.toY - y) * share }
}

export function rectAt(thing: ThingData, now: number): Rect {
  return { ...spotAt(thing, now), width: thing.width, height: thing.height }
}

/** How long a leg takes as a whole, in ms; endless when it is held. */
export function durationOf({ x, y, walk }: Walking): number {
  if (walk === null) return 0
  const length = Math.hypot(walk.toX - x, walk.toY - y)
  if (length === 0) return 0
  return walk.speed > 0 ? (length / walk.speed) * 1000 : Infinity
}

function shareAt(thing: Walking, now: number): number {
  const duration = durationOf(thing)
  if (thing.walk === null || duration === Infinity) return 0
  if (duration === 0) return 1
  return Math.min(1, Math.max(0, (now - thing.walk.at) / duration))
}
