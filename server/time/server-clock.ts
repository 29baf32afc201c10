// Time as the server sees it, passed in so that a whole node can run in a test from one seed.
import type { Clock as SharedClock } from '../../shared/time/clock.ts'

export interface Clock extends SharedClock {
  /** Calls `run` once what has already come in is read: the end of this turn. */
  soon(run: () => void): void
}

/** Resolves once what has already come in is read. */
export const nextTurn = (clock: Pick<Clock, 'soon'>): Promise<void> =>
  new Promise((resolve) => clock.soon(resolve))

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
  soon(run) {
    setImmediate(run)
  },
}
