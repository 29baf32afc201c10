// Zooming the floor: a scale on the paper, so that its layout stays the same for everybody. Fingers, the
// wheel with Ctrl, and buttons; the spot under them stays where it is.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { FLOOR_WIDTH, TEXT_WIDTH } from '../../shared/world/limits.ts'
import { NAMES_FROM, type Point, type Viewport } from '../world/geometry/viewport.ts'

const SCALE_MIN = 0.2
const SCALE_MAX = 3

/** Beside the text column, when it fills a phone. */
const TEXT_MARGIN = 34

/** `readable`: the whole width of the floor, where its text can be read then. */
type Fit = 'text' | 'floor' | 'readable' | 'free'

export interface Zoom {
  /** The rule for the scale when the window changes. */
  readonly fit: Fit
  readonly fitTo: (fit: 'text' | 'floor') => void
}

/** Zooms the floor. `usual` is the first scale. */
export function useZoom(viewport: Viewport, usual: 'text' | 'readable'): Zoom {
  const [chosen, setChosen] = useState<Fit | null>(null)
  const fit = chosen ?? usual
  const scale = useRef(1)
  /** From the moment on in which somebody zooms, which is before that is drawn. */
  const isFree = useRef(false)

  const apply = useCallback(
    (next: number) => {
      scale.current = Math.min(SCALE_MAX, Math.max(SCALE_MIN, next))
      const style = viewport.space?.style
      style?.setProperty('--scale', String(scale.current))
      // How much larger names of people are drawn; `none` where they can be read: a scaled element is drawn
      // by itself.
      style?.setProperty(
        '--far-names',
        scale.current < NAMES_FROM ? String(NAMES_FROM / scale.current) : 'none',
      )
    },
    [viewport],
  )

  /** Scales about a spot of the screen. */
  const zoomAt = useCallback(
    (next: number, at: Point) => {
      const spot = viewport.toFloor(at)
      isFree.current = true
      apply(next)
      const { window, paper } = viewport
      if (!window || !paper) return
      const { left, top } = paper.getBoundingClientRect()
      window.scrollBy(left + spot.x * scale.current - at.x, top + spot.y * scale.current - at.y)
      setChosen('free')
    },
    [apply, viewport],
  )

  useLayoutEffect(() => {
    const { window } = viewport
    if (!window || fit === 'free') return undefined
    isFree.current = false
    const follow = (): void => {
      if (isFree.current) return
      const room = window.clientWidth
      apply(scaleFor(fit, room))
      window.scrollTo({ left: (window.scrollWidth - room) / 2 })
    }
    follow()
    const observer = new ResizeObserver(follow)
    observer.observe(window)
    return () => observer.disconnect()
  }, [apply, fit, viewport])

  useEffect(
    () => (viewport.window ? listen(viewport.window, () => scale.current, zoomAt) : undefined),
    [viewport, zoomAt],
  )

  useEffect(() => {
    viewport.setZoom({
      by(factor) {
        const frame = viewport.window?.getBoundingClientRect()
        if (!frame) return
        const middle = { x: frame.left + frame.width / 2, y: frame.top + frame.height / 2 }
        zoomAt(scale.current * factor, middle)
      },
      fitTo: setChosen,
    })
    return () => viewport.setZoom(null)
  }, [viewport, zoomAt])

  return { fit, fitTo: setChosen }
}

/** Smaller than this, only the margins beside the text are left out of the window to make it larger. */
const READABLE = 0.8

function scaleFor(fit: Exclude<Fit, 'free'>, room: number): number {
  const text = room / (TEXT_WIDTH + 2 * TEXT_MARGIN)
  const floor = Math.min(1, room / FLOOR_WIDTH)
  switch (fit) {
    case 'text':
      return text
    case 'floor':
      return floor
    case 'readable':
      return Math.max(floor, Math.min(READABLE, text))
  }
}

/** Listens for two fingers, and for the wheel with Ctrl (which a pinch on a touchpad sends). */
function listen(
  window: HTMLElement,
  scale: () => number,
  zoomAt: (next: number, at: Point) => void,
): () => void {
  let pinch: { readonly apart: number; readonly scale: number } | null = null
  const control = new AbortController()
  const active = { signal: control.signal, passive: false }

  function onWheel(event: WheelEvent): void {
    if (!event.ctrlKey) return
    event.preventDefault()
    zoomAt(scale() * Math.exp(-event.deltaY / 200), { x: event.clientX, y: event.clientY })
  }
  function onTouchStart(event: TouchEvent): void {
    const fingers = twoFingers(event)
    pinch = fingers && { apart: fingers.apart, scale: scale() }
  }
  function onTouchMove(event: TouchEvent): void {
    const fingers = twoFingers(event)
    if (!fingers || !pinch) return
    event.preventDefault()
    zoomAt((pinch.scale * fingers.apart) / pinch.apart, fingers.middle)
  }
  window.addEventListener('wheel', onWheel, active)
  window.addEventListener('touchstart', onTouchStart, active)
  window.addEventListener('touchmove', onTouchMove, active)
  return () => control.abort()
}

function twoFingers({ touches }: TouchEvent): { readonly apart: number; readonly middle: Point } | null {
  const [one, two] = touches
  if (touches.length !== 2 || !one || !two) return null
  return {
    apart: Math.max(1, Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY)),
    middle: { x: (one.clientX + two.clientX) / 2, y: (one.clientY + two.clientY) / 2 },
  }
}
