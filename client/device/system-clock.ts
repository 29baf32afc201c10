// The browser's clock, for what takes time as it is passed in.
import type { Clock } from '../../shared/time/clock.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
}
