// Tells when hands rest: work ahead of time waits until nobody scrolls, points or types, so that none of
// their frames is late for it.
import { pause } from '../../shared/time/time-limit.ts'
import { systemClock } from './system-clock.ts'

/** How long, in ms, nothing is moved or pressed by hands that rest. */
const REST_MS = 150
/** Hands that never rest are waited for so long, in ms, each time. */
const WAIT_MAX_MS = 4_000
const DEEDS = ['scroll', 'wheel', 'pointerdown', 'pointermove', 'touchmove', 'keydown'] as const

export interface RestWatch {
  /** Resolves when they rest, at once when they do. */
  readonly rest: () => Promise<void>
  readonly close: () => void
}

export function watchRest(): RestWatch {
  const control = new AbortController()
  let busyAt = -Infinity
  const note = (): void => {
    busyAt = performance.now()
  }
  for (const deed of DEEDS)
    addEventListener(deed, note, { signal: control.signal, capture: true, passive: true })
  return {
    async rest() {
      const until = performance.now() + WAIT_MAX_MS
      for (;;) {
        const now = performance.now()
        const wait = Math.min(busyAt + REST_MS, until) - now
        if (wait <= 0) return
        await pause(systemClock, wait)
      }
    },
    close: () => control.abort(),
  }
}
