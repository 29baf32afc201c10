// Which lines of a long list are in sight: all lines are equally high, the others are not drawn.
import { useLayoutEffect, useState, type RefObject } from 'react'

interface VisibleLines {
  readonly first: number
  /** Not in it any more. */
  readonly end: number
}

/** Lines drawn beyond either edge, so that scrolling shows no gap. */
const BEYOND = 8

export function useVisibleLines(
  place: RefObject<HTMLElement | null>,
  lines: number,
  height: number,
): VisibleLines {
  const [sight, setSight] = useState<VisibleLines>({ first: 0, end: 40 })
  useLayoutEffect(() => {
    const box = place.current
    if (!box) return undefined
    function look(): void {
      if (!box) return
      const first = Math.max(0, Math.floor(box.scrollTop / height) - BEYOND)
      const end = Math.ceil((box.scrollTop + box.clientHeight) / height) + BEYOND
      setSight((before) => (before.first === first && before.end === end ? before : { first, end }))
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(box)
    box.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', look)
    }
  }, [place, height])
  return { first: Math.min(sight.first, lines), end: Math.min(sight.end, lines) }
}

/** Scrolls as little as is needed for a line to be in sight. */
export function showLine(box: HTMLElement | null, line: number, height: number): void {
  if (!box) return
  const top = line * height
  const bottom = top + height
  if (top < box.scrollTop) box.scrollTo({ top })
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTo({ top: bottom - box.clientHeight })
}
