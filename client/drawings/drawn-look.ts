// How a thing's drawing alone is changed: in another colour, turned, paler, larger. Its box, and all that is
// laid out by that, stays as it is.
import type { CSSProperties } from 'react'
import { DEFAULT_LOOK, type DrawnLook } from '../../shared/world/look.ts'

interface DrawnBox {
  readonly 'data-drawn'?: true
  readonly 'data-turned'?: true
  readonly style?: CSSProperties
}

/**
 * For the box that has the drawing in it; nothing where all is as usual. `tint` is the id of a `TintFilter`.
 * A person who edits still sees what is invisible, `isFaint`.
 */
export function drawnBox(look: DrawnLook, tint: string, isFaint: boolean): DrawnBox {
  const { angle, opacity, scale } = look
  const isUsual = look.tint === null && angle === 0 && opacity === DEFAULT_LOOK.opacity
  if (isUsual && scale === DEFAULT_LOOK.scale) return {}
  return {
    'data-drawn': true,
    ...(angle !== 0 && { 'data-turned': true as const }),
    style: {
      '--turned': `${angle}deg`,
      '--scaled': scale / 100,
      '--shows': Math.max(opacity, isFaint ? FAINT : 0) / 100,
      '--tinted': look.tint === null ? 'none' : `url("#${tint}")`,
    },
  }
}

/** In percent: enough to find it again. */
const FAINT = 20
