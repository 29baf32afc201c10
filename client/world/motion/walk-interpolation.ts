// Where a walking thing is. A walk is written once, as a leg; every screen draws it by time, on the owner's
// clock.
import type { Walk } from '../../../shared/world/walk.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'

/** How long a leg takes from `from`, in ms. */
export function durationOf(from: XY, { toX, toY, speed }: Walk): number {
  const far = Math.hypot(toX - from.x, toY - from.y)
  return speed > 0 ? (far / speed) * 1000 : 0
}

/** Where something is at a time of the owner's clock: on its way, or where the leg ends. */
export function walkedTo(from: XY, leg: Walk, now: number): XY {
  const duration = durationOf(from, leg)
  const part = duration === 0 ? 1 : Math.min(1, Math.max(0, (now - leg.at) / duration))
  return { x: from.x + (leg.toX - from.x) * part, y: from.y + (leg.toY - from.y) * part }
}

/** How long something that is shown elsewhere than it is takes to get there while it walks on, in ms. */
export const BLEND_MS = 150

/** How far from where it is something is shown, and since when: that fades. */
export interface Blend {
  readonly dx: number
  readonly dy: number
  /** In ms of the owner's clock. */
  readonly at: number
}

/** How far off it still is at a time. */
export function blendAt({ dx, dy, at }: Blend, now: number): XY {
  const left = Math.min(1, Math.max(0, 1 - (now - at) / BLEND_MS))
  return { x: dx * left, y: dy * left }
}

/** Late by less than so many ms is the way through the network, not another clock. */
const SLACK_MS = 1500
/** Legs within so many ms came together: when one opens a world, legs come that began long ago. */
const TOGETHER_MS = 500
/** How often in a row legs must come late before the clock is doubted, and so many times are remembered. */
const DOUBT_MIN = 3
const SAMPLES_MAX = 20

/** The owner's clock, judged by the legs that come while one looks. */
interface OwnerClock {
  now(): number
  /** A leg came that began at `at`. */
  heard(at: number): void
}

export function createOwnerClock(now: () => number): OwnerClock {
  /** How late the legs of each time were, the least of those that came together. */
  const late: number[] = []
  let lastAt = -Infinity
  let apart = 0
  return {
    now: () => now() - apart,
    heard(at) {
      const here = now()
      const before = here - lastAt < TOGETHER_MS ? late.pop() : undefined
      if (before === undefined) lastAt = here
      late.push(Math.min(before ?? Infinity, here - at))
      if (late.length > SAMPLES_MAX) late.shift()
      const least = Math.min(...late)
      const isLate = least > SLACK_MS && late.length >= DOUBT_MIN
      apart = least < 0 || isLate ? least : 0
    },
  }
}
