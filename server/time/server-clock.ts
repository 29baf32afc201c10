// Time as the server sees it, passed in so that a whole node can run in a test from one seed.
export interface Clock {
  /** ms since 1970. */
  now(): number
  /** Calls `run` after `ms`, unless cancelled by the answer. */
  after(ms: number, run: () => void): () => void
  /** Calls `run` once what has already come in is read: the end of this turn. */
  soon(run: () => void): void
}

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
