// Does something again and again, for as long as somebody looks.
import { useEffect } from 'react'
import { repeat } from '../../shared/time/repeat.ts'
import { systemClock } from '../device/system-clock.ts'

/** Calls `act` every so often while the page is looked at; with null not. */
export function useRepeat(act: () => void, everyMs: number | null): void {
  useEffect(() => {
    if (everyMs === null) return undefined
    const actIfSeen = (): void => void (document.hidden || act())
    return repeat(actIfSeen, { everyMs, onFault: reportError, clock: systemClock })
  }, [act, everyMs])
}
