// Time as the server sees it, passed in so that a whole node can run in a test from one seed.
import type { Clock } from '../../shared/time/clock.ts'

export interface ServerClock extends Clock {
  /**
   * ms since some moment, of a clock that nobody sets: for how long something took, whatever the wall says.
   */
  monotonic(): number
  /** Calls `run` once what has already come in is read: the end of this turn. */
  soon(run: () => void): void
  /** Since when this process has not stood still, in ms ago; missing: nobody looks (patient-clock.ts). */
  sinceStillMs?(): number
}

/** Resolves once what has already come in is read. */
export const nextTurn = (clock: Pick<ServerClock, 'soon'>): Promise<void> =>
  new Promise((resolve) => clock.soon(resolve))

/**
 * The same, whose waits keep the process from ending: for a start, or a command, that has nothing else to do.
 */
export const waitingClock = (): ServerClock => ({
  ...systemClock,
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
})

export const systemClock: ServerClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
  soon(run) {
    setImmediate(run)
  },
}
