// Where a walking thing is. A walk is written once, as a leg; every screen draws it by time, on the owner's clock.
import type { Walk } from '../../shared/world/walk.ts'

export interface Spot {
  readonly x: number
  readonly y: number
}

/** How long a leg takes from `from`, in ms. */
export function durationOf(from: Spot, { toX, toY, speed }: Walk): number {
  const far = Math.hypot(toX - from.x, toY - from.y)
  return speed > 0 ? (far / speed) * 1000 : 0
}

/** Where something is at a time of the owner's clock: on its way, or where the leg ends. */
export function walkedTo(from: Spot, leg: Walk, now: number): Spot {
  const duration = durationOf(from, leg)
  const part = duration === 0 ? 1 : Math.min(1, Math.max(0, (now - leg.at) / duration))
  return { x: from.x + (leg.toX - from.x) * part, y: from.y + (leg.toY - from.y) * part }
}

/** Late by less than so many ms is the way through the network, not another clock. */
const SLACK_MS = 1500
/** So many legs are remembered: the one that came fastest tells most of how far the clocks are apart. */
const SAMPLES_MAX = 20

/** The owner's clock, judged by the legs that come while one looks. */
export interface OwnerClock {
  now(): number
  /** A leg came that had just begun. */
  heard(at: number): void
}

export function createOwnerClock(now: () => number): OwnerClock {
  const late: number[] = []
  let apart = 0
  return {
    now: () => now() - apart,
    heard(at) {
      late.push(now() - at)
      if (late.length > SAMPLES_MAX) late.shift()
      const least = Math.min(...late)
      apart = least < 0 || least > SLACK_MS ? least : 0
    },
  }
}
