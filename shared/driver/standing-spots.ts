// Where to stand beside something: on the side that one comes from.
import type { Artifact } from '../world/artifact.ts'
import { distanceBetween, rectOf } from '../play/walking/earshot.ts'
import { gapBetween, sideOf, type Rect } from '../play/walking/rect.ts'
import { BESIDE, onFloor, type XY } from '../play/walking/floor-space.ts'

/** The spot beside a thing where somebody of this size is soonest; null when it stands nowhere. */
export function spotBeside(me: Rect, thing: Artifact, now: number): XY | null {
  const other = rectOf(thing, now)
  if (other === null) return null
  const between = (at: number, low: number, high: number): number => Math.min(Math.max(at, low), high)
  const x = between(me.x, other.x - me.width / 2, other.x + other.width - me.width / 2)
  const y = between(me.y, other.y - me.height / 2, other.y + other.height - me.height / 2)
  const spots = {
    right: { x: other.x + other.width, y },
    left: { x: other.x - me.width, y },
    down: { x, y: other.y + other.height },
    up: { x, y: other.y - me.height },
  }
  const side = sideOf(other, me)
  const wanted = onFloor(spots[side], me)
  // A thing at the edge of the floor has no room on that side.
  const isClear = gapBetween({ ...me, ...wanted }, other) >= 0
  return isClear ? wanted : onFloor(spots.down, me)
}

/** Whether two stand side by side, or over each other, on one floor. */
export function standBeside(a: Artifact, b: Artifact, now: number): boolean {
  return a.host === b.host && distanceBetween(a, b, now) <= BESIDE
}
