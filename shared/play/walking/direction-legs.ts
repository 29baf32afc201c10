// Walking on and on in a direction: leg by leg, so that a leg down a floor without an end costs no more than
// another.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import { COORDINATE_MAX, FLOOR_WIDTH } from '../../world/limits.ts'
import type { Facing } from '../../world/place.ts'
import type { XY } from './floor-space.ts'

/** Longest leg of a walk in a direction, in pixels: ten seconds of walking. */
const LEG_MAX = 2_000

/**
 * Where the next leg leads: to the floor's edge, or as far as a leg goes. A walker beyond an edge stays where
 * they are.
 */
export function nextLegEnd(
  { x, y, width, height }: Pick<ThingData, 'x' | 'y' | 'width' | 'height'>,
  direction: Facing,
): XY {
  switch (direction) {
    case 'left':
      return { x: onward(x, -1, 0), y }
    case 'right':
      return { x: onward(x, 1, FLOOR_WIDTH - width), y }
    case 'up':
      return { x, y: onward(y, -1, 0) }
    case 'down':
      return { x, y: onward(y, 1, COORDINATE_MAX - height) }
  }
  return direction satisfies never
}

function onward(from: number, by: 1 | -1, edge: number): number {
  return by > 0
    ? Math.max(from, Math.min(from + LEG_MAX, edge))
    : Math.min(from, Math.max(from - LEG_MAX, edge))
}
