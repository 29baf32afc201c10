// Which band of the floor is worth drawing: what is seen and some more, in steps, so that scrolling a little draws nothing
// anew, and scrolling on draws little at a time.
import { useEffect, useState } from 'react'
import type { Stage } from './viewport.ts'

export interface Band {
  readonly top: number
  readonly bottom: number
}

/** In pixels of the floor. Each step is one turn of drawing: short ones keep that within a frame. */
const STEP = 128
/** What is drawn beyond what is seen, in pixels of the floor. */
const MARGIN = 512

function bandOf(stage: Stage): Band {
  const { top, bottom } = stage.seen()
  return {
    top: Math.floor((top - MARGIN) / STEP) * STEP,
    bottom: Math.ceil((bottom + MARGIN) / STEP) * STEP,
  }
}

export function useBand(stage: Stage): Band {
  const [band, setBand] = useState<Band>({ top: 0, bottom: 2 * MARGIN })
  useEffect(() => {
    const { window } = stage
    if (!window) return undefined
    let frame = 0
    function look(): void {
      frame = 0
      const next = bandOf(stage)
      setBand((before) => (before.top === next.top && before.bottom === next.bottom ? before : next))
    }
    function soon(): void {
      frame ||= requestAnimationFrame(look)
    }
    look()
    window.addEventListener('scroll', soon, { passive: true })
    const observer = new ResizeObserver(soon)
    observer.observe(window)
    return () => {
      window.removeEventListener('scroll', soon)
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [stage])
  return band
}
