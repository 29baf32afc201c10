// Which of four ways a thumb is drawn, from where it came down.
import type { Facing } from '../../shared/world/place.ts'
import { facingOf } from '../../shared/world/place.ts'
import type { Point } from '../world/geometry/viewport.ts'

/** A thumb that rests is not quite still: so far it is drawn, in pixels, before it leads anywhere. */
const DEAD = 8
/**
 * How much further it is drawn along the other axis before the way changes: near a slant it would flicker.
 */
const KEEP = 1.3

interface PadWay {
  readonly press: (at: Point) => void
  /** Answers the way from now on; null: as before. */
  readonly draw: (at: Point) => Facing | null
  /** True when it led anywhere. */
  readonly lift: () => boolean
}

export function createPad(): PadWay {
  let middle: Point | null = null
  let way: Facing | null = null
  return {
    press(at) {
      middle = at
      way = null
    },
    draw(at) {
      if (middle === null) return null
      const [dx, dy] = [at.x - middle.x, at.y - middle.y]
      if (Math.hypot(dx, dy) < DEAD) return null
      const next = facingOf(...leaning(dx, dy, way))
      if (next === way) return null
      way = next
      return next
    },
    lift() {
      const led = way !== null
      middle = null
      way = null
      return led
    },
  }
}

/** The axis that it goes along counts for more. */
function leaning(dx: number, dy: number, way: Facing | null): [number, number] {
  if (way === null) return [dx, dy]
  return way === 'left' || way === 'right' ? [dx * KEEP, dy] : [dx, dy * KEEP]
}
