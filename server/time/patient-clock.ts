// A clock for waits for others. A process that stood still (a laptop that slept, a machine that was frozen, a
// long turn) finds all its waits over at once, and what came meanwhile unread: others would be blamed for it.
import { repeat } from '../../shared/time/repeat.ts'
import type { ServerClock } from './server-clock.ts'

/** How often it looks, in ms; between two looks passes less than the longer time, unless it stood still. */
const LOOK_MS = 500
const STILL_MS = 2_000
/** So much of a wait that it stood still in begins anew, in ms: as long as another node has for an answer. */
const ANEW_MS = 10_000

export function patientClock(clock: ServerClock): ServerClock {
  let lookedAt = clock.monotonic()
  let backAt = -Infinity

  function look(): void {
    const now = clock.monotonic()
    if (now - lookedAt > STILL_MS) backAt = now
    lookedAt = now
  }
  repeat(look, { everyMs: LOOK_MS, clock })

  const sinceStillMs = (): number => {
    look()
    return clock.monotonic() - backAt
  }

  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    soon: (run) => clock.soon(run),
    sinceStillMs,
    after(ms, run) {
      const begunAt = clock.monotonic()
      const fire = (): void => {
        const sinceMs = sinceStillMs()
        const leftMs = backAt > begunAt ? Math.min(ms, ANEW_MS) - sinceMs : 0
        // Timers are up to a millisecond early.
        if (leftMs > 1) cancel = clock.after(leftMs, fire)
        else run()
      }
      let cancel = clock.after(ms, fire)
      return () => cancel()
    },
  }
}

/** Whether this process stood still just now, so that nobody else had time for an answer since. */
export const isJustBack = ({ sinceStillMs }: Pick<ServerClock, 'sinceStillMs'>): boolean =>
  (sinceStillMs?.() ?? Infinity) < ANEW_MS
