// Escape: drops the dragged things, before anything else hears of it; closes what is beside the floor.
import { useEffect, useRef, type RefObject } from 'react'
import { meantKeyOf } from '../device/pressed-key.ts'

/** While something is held, Escape calls `letGo`, and is no other key meanwhile. */
export function useEscapeKey(isHeld: boolean, letGo: () => void): void {
  const latest = useRef(letGo)
  useEffect(() => {
    latest.current = letGo
  })
  useEffect(() => {
    if (!isHeld) return undefined
    const control = new AbortController()
    function onKeyDown(event: KeyboardEvent): void {
      if (meantKeyOf(event) !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      latest.current()
    }
    addEventListener('keydown', onKeyDown, { signal: control.signal, capture: true })
    return () => control.abort()
  }, [isHeld])
}

/** Escape calls `close` while the focus is in the element that is given what this answers. */
export function useClosedByEscape(close: () => void): RefObject<HTMLElement | null> {
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    const element = place.current
    const onKeyDown = (event: KeyboardEvent): void => {
      if (meantKeyOf(event) === 'Escape' && !event.defaultPrevented) close()
    }
    element?.addEventListener('keydown', onKeyDown)
    return () => element?.removeEventListener('keydown', onKeyDown)
  })
  return place
}
