// Does something again and again, for as long as somebody looks.
import { useEffect } from 'react'

/** Calls `act` every so often while the page is looked at; with null not. */
export function useRepeat(act: () => void, everyMs: number | null): void {
  useEffect(() => {
    if (everyMs === null) return undefined
    const timer = setInterval(() => document.hidden || act(), everyMs)
    return () => clearInterval(timer)
  }, [act, everyMs])
}
