// Boxes on a floor, in its pixels: those of things, and the one around several of them.
import type { Artifact } from '../../../shared/world/artifact.ts'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a thing stands, or will stand when it has walked; null when it stands on no floor. */
export function boxOf({ place, walk, look }: Artifact): Box | null {
  if (!place || place.host === 'limbo') return null
  const { x, y } = walk ? { x: walk.toX, y: walk.toY } : place
  return { x, y, width: look.width, height: look.height }
}

/** The box around boxes; null around none. */
export function around(boxes: Iterable<Box>): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + width)
    bottom = Math.max(bottom, y + height)
  }
  return left > right ? null : { x: left, y: top, width: right - left, height: bottom - top }
}

export const touches = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** Keeps a box on the floor's width and below its top. */
export function boxOnFloor(box: Box): Box {
  const x = Math.max(0, Math.min(box.x, Math.max(0, FLOOR_WIDTH - box.width)))
  return { ...box, x, y: Math.max(0, box.y) }
}
