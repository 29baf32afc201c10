// Which of four ways a thumb is drawn, from where it came down. Another finger beside it changes nothing.
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
  readonly press: (pointer: number, at: Point) => void
  /** Answers the way from now on; null: as before. */
  readonly draw: (pointer: number, at: Point) => Facing | null
  /** True when it led anywhere. */
  readonly lift: (pointer: number) => boolean
}

export function createPad(): PadWay {
  let thumb: { readonly pointer: number; readonly middle: Point } | null = null
  let way: Facing | null = null
  return {
    press(pointer, middle) {
      thumb ??= { pointer, middle }
    },
    draw(pointer, at) {
      if (thumb?.pointer !== pointer) return null
      const [dx, dy] = [at.x - thumb.middle.x, at.y - thumb.middle.y]
      if (Math.hypot(dx, dy) < DEAD) return null
      const next = facingOf(...leaning(dx, dy, way))
      if (next === way) return null
      way = next
      return next
    },
    lift(pointer) {
      if (thumb?.pointer !== pointer) return false
      const led = way !== null
      thumb = null
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
