// How often somebody may do something: so many at once, and then so many a second. Remembered as one number
// for each: when they would be rested (the generic cell rate algorithm, ITU-T I.371), so that thousands cost
// little.

export interface RateLimit {
  /** So many at once, after a rest. */
  readonly atOnce: number
  readonly perSecond: number
}

interface RateLimiter {
  /** Counts one more; answers 0, or in how many ms there is room, and then it does not count. */
  take(who: string): number
}

/** Most who are remembered, each about 100 bytes; past that, who came longest ago is forgotten. */
const REMEMBERED_MAX = 20_000

export function createRateLimiter({ atOnce, perSecond }: RateLimit, clock: { now(): number }): RateLimiter {
  const step = 1000 / perSecond
  const slack = (atOnce - 1) * step
  /** Until when each one's account is used up. Who came last stands last. */
  const used = new Map<string, number>()

  function forget(now: number): void {
    for (const [who, until] of used) {
      if (until > now && used.size <= REMEMBERED_MAX) return
      used.delete(who)
    }
  }

  return {
    take(who) {
      const now = clock.now()
      // A clock that was set back must not lock anybody out for as long as it was.
      const until = Math.min(Math.max(used.get(who) ?? now, now), now + slack + step)
      const waitMs = until - now - slack
      if (waitMs > 0) return Math.ceil(waitMs)
      used.delete(who)
      used.set(who, until + step)
      forget(now)
      return 0
    },
  }
}
