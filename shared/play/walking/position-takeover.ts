// A walker's own position, and the owner's: between the two lies the delay of messages. So that both end at
// the same pixel, the owner takes over the walker's position, as long as it is as good as its own.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import { walkPath } from './straight-path.ts'
import { inTheWay, onFloor, type Space, type XY } from './floor-space.ts'
import { spotAt } from './walk-geometry.ts'

/** How long somebody may be ahead of where the owner has them, or behind, in ms. */
const AHEAD_MS = 500

/**
 * The spot that counts: the claimed one, when it is at most `reach` pixels away and one gets there without
 * meeting anything; else where the walker is, in whole pixels.
 */
export function takenOver(
  space: Space,
  walker: ThingData,
  claimed: XY | null,
  now: number,
  reach: number,
): XY {
  const { x, y } = spotAt(walker, now)
  const here = { x: Math.round(x), y: Math.round(y) }
  const { host } = walker
  if (claimed === null || host === null || host === 'limbo') return here
  if (Math.hypot(claimed.x - x, claimed.y - y) > reach) return here
  const spot = onFloor(claimed, walker)
  if (spot.x !== claimed.x || spot.y !== claimed.y) return here
  // A walking thing is not in the way of somebody who is there in no time, but nobody is put into it.
  if (inTheWay(space, { ...walker, passable: false }, host, spot, now) !== null) return here
  const { toX, toY } = walkPath(space, { ...walker, ...here, walk: null }, spot, now, Infinity)
  return toX === spot.x && toY === spot.y ? spot : here
}

/** How far `takenOver` reaches for somebody who walks at their speed, in pixels. */
export function reachOf({ speed }: Pick<ThingData, 'speed'>): number {
  return (speed * AHEAD_MS) / 1000
}
