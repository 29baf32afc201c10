// Dragging through time, by pointer or finger: the marker goes where the hand is. Near an edge the strip
// scrolls on; its right end is now.
import { useEffect, useRef, type RefObject } from 'react'
import type { TimeTravel } from '../travel/time-travel.ts'
import { revisionAt, type StripLayout } from './strip-layout.ts'

/** So near to an edge of what is seen, in pixels, the strip scrolls. */
const EDGE = 28
/** Pixels of one frame, the nearer the more. */
const SCROLL_MAX = 14
/** Right of the last session by so many pixels it is now. */
const NOW_FROM = 8

interface DragParts {
  readonly travel: TimeTravel
  readonly layout: StripLayout
  readonly trackRef: RefObject<HTMLElement | null>
  readonly windowRef: RefObject<HTMLElement | null>
}

export function useDrag({ travel, layout, trackRef, windowRef }: DragParts): void {
  // Pages that come while one drags lay the strip out anew.
  const latest = useRef(layout)
  useEffect(() => {
    latest.current = layout
  })
  useEffect(() => {
    const [element, around] = [trackRef.current, windowRef.current]
    if (!element || !around) return undefined
    return listen({ travel, element, around, layoutNow: () => latest.current })
  }, [travel, trackRef, windowRef])
}

interface Listened {
  readonly travel: TimeTravel
  readonly element: HTMLElement
  readonly around: HTMLElement
  readonly layoutNow: () => StripLayout
}

function listen({ travel, element, around, layoutNow }: Listened): () => void {
  const control = new AbortController()
  const { signal } = control
  let pointer: { readonly id: number; x: number } | null = null
  let isNow = false
  let isScrolling = false
  // Measured once for each drag: asked of a world that has just moved, the browser would lay all of it out.
  let edges = { left: 0, right: 0, track: 0 }
  let measured: StripLayout | null = null

  function measure(): void {
    const { left, right } = around.getBoundingClientRect()
    edges = { left, right, track: element.getBoundingClientRect().left }
    measured = layoutNow()
  }

  function follow(): void {
    if (pointer === null) return
    const layout = layoutNow()
    if (layout !== measured) measure()
    const x = pointer.x - edges.track
    const end = layout.spans.at(-1)?.right ?? 0
    isNow = x > end + NOW_FROM
    const { head } = travel.pages.shown.now
    // The newest state stands for now until one lets go.
    if (head !== null && layout.spans.length > 0) travel.goTo(isNow ? head : revisionAt(layout, x))
  }
  /** How far the hand is into an edge, where the strip scrolls: left of it less than 0. */
  function intoEdge(): number {
    if (pointer === null) return 0
    const { left, right } = edges
    return pointer.x < left + EDGE ? pointer.x - left - EDGE : Math.max(0, pointer.x - right + EDGE)
  }
  function scrollOn(): void {
    const over = intoEdge()
    isScrolling = over !== 0
    if (!isScrolling) return
    around.scrollLeft += Math.max(-1, Math.min(1, over / EDGE)) * SCROLL_MAX
    measure()
    follow()
    requestAnimationFrame(scrollOn)
  }
  function goThere(): void {
    follow()
    if (isScrolling || intoEdge() === 0) return
    isScrolling = true
    requestAnimationFrame(scrollOn)
  }
  function end(): void {
    if (pointer === null) return
    pointer = null
    travel.setMoving(false)
    if (isNow) travel.leave()
  }

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || pointer !== null) return
      element.setPointerCapture(event.pointerId)
      pointer = { id: event.pointerId, x: event.clientX }
      travel.setMoving(true)
      measure()
      goThere()
    },
    { signal },
  )
  element.addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerId !== pointer?.id) return
      pointer.x = event.clientX
      goThere()
    },
    { signal },
  )
  element.addEventListener('pointerup', end, { signal })
  element.addEventListener('pointercancel', end, { signal })
  return () => {
    end()
    control.abort()
  }
}
