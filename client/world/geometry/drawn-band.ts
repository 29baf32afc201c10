// The band of the floor that is worth drawing: the visible part and some more, in steps, so that scrolling a
// little draws nothing anew, and scrolling on draws little at a time.
import { useEffect, useState } from 'react'
import type { Viewport } from './viewport.ts'

export interface DrawnBand {
  readonly top: number
  readonly bottom: number
}

/**
 * In pixels of the floor. Each step is one turn of drawing: short ones keep that within a frame, shorter ones
 * take a tenth more script in all.
 */
const STEP = 128
/** The drawn part beyond the visible one, in pixels of the floor. */
const MARGIN = 512

function bandOf(viewport: Viewport): DrawnBand {
  const { top, bottom } = viewport.seen()
  return {
    top: Math.floor((top - MARGIN) / STEP) * STEP,
    bottom: Math.ceil((bottom + MARGIN) / STEP) * STEP,
  }
}

/**
 * Where the depth of what is drawn is counted from: far above, so that it seldom changes. A number for depth
 * has 16 bits; all that is drawn gets its style anew when this changes.
 */
export const depthStart = ({ top }: DrawnBand): number => Math.floor(top / DEEP) * DEEP
const DEEP = 32_768

/** A band around one, for what is not worth a look with each step: there are few people on a floor. */
export const wider = ({ top, bottom }: DrawnBand): DrawnBand => ({
  top: Math.floor(top / WIDE_STEP) * WIDE_STEP,
  bottom: Math.ceil(bottom / WIDE_STEP) * WIDE_STEP,
})
const WIDE_STEP = 2 * STEP

/** What may be seen before anything is laid out: a floor is shown from its top on. */
const firstBand = (): DrawnBand => ({ top: 0, bottom: Math.max(2 * MARGIN, screen.height) })

export function useBand(viewport: Viewport): DrawnBand {
  const [band, setBand] = useState(firstBand)
  useEffect(() => {
    const { window } = viewport
    if (!window) return undefined
    let frame = 0
    function look(): void {
      frame = 0
      const next = bandOf(viewport)
      setBand((before) => (before.top === next.top && before.bottom === next.bottom ? before : next))
    }
    function soon(): void {
      frame ||= requestAnimationFrame(look)
    }
    // Not at once: the page is put in just now, and all of the floor would be laid out twice.
    soon()
    window.addEventListener('scroll', soon, { passive: true })
    const observer = new ResizeObserver(soon)
    observer.observe(window)
    return () => {
      window.removeEventListener('scroll', soon)
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [viewport])
  return band
}
