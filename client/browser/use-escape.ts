// Escape drops the dragged things, before anything else hears of it.
import { useEffect, useRef } from 'react'

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
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      latest.current()
    }
    addEventListener('keydown', onKeyDown, { signal: control.signal, capture: true })
    return () => control.abort()
  }, [isHeld])
}
