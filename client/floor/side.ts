// Near which edge of the floor a thing stands, so that what is shown beside it stays on the floor.
import type { Artifact } from '../../shared/world/artifact.ts'
import { FLOOR_WIDTH } from '../../shared/world/limits.ts'

export type Side = 'left' | 'right' | 'middle'

/** Nearer to an edge of the floor than this, in pixels, what is wide would reach over it. */
const ROOM_BESIDE = 170

export function sideOf({ place, walk, look }: Artifact): Side {
  const middle = (walk?.toX ?? place?.x ?? 0) + look.width / 2
  if (middle < ROOM_BESIDE) return 'left'
  return middle > FLOOR_WIDTH - ROOM_BESIDE ? 'right' : 'middle'
}
