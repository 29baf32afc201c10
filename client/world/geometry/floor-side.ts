// The edge of the floor that a thing is near, so that elements beside it stay on the floor.
import type { Artifact } from '../../../shared/world/artifact.ts'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'

export type FloorSide = 'left' | 'right' | 'middle'

/** Nearer to an edge of the floor than this, in pixels, what is wide would reach over it. */
const ROOM_BESIDE = 170

/** The same, of a name. */
const ROOM_FOR_NAME = 100

export const sideOf = (thing: Artifact): FloorSide => sideWithin(thing, ROOM_BESIDE)

/** Where a name below it begins or ends with it; undefined where it stands in the middle below it. */
export function nameSide(thing: Artifact): FloorSide | undefined {
  const side = sideWithin(thing, ROOM_FOR_NAME)
  return side === 'middle' ? undefined : side
}

/** A person is drawn so much wider than they are, on both sides, in pixels. */
const DRAWN_OVER = 4

/** How far, in pixels, somebody at the edge of the floor is drawn further in, so that they are whole. */
export function drawnIn({ place, walk, look }: Artifact): number {
  const left = walk?.toX ?? place?.x ?? 0
  const right = FLOOR_WIDTH - left - look.width
  return Math.max(0, DRAWN_OVER - left) - Math.max(0, DRAWN_OVER - right)
}

function sideWithin({ place, walk, look }: Artifact, room: number): FloorSide {
  const middle = (walk?.toX ?? place?.x ?? 0) + look.width / 2
  if (middle < room) return 'left'
  return middle > FLOOR_WIDTH - room ? 'right' : 'middle'
}
