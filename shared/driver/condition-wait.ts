// Waiting for something to be so, with a bound: conditions are looked at whenever there is news.
import type { Clock } from '../time/clock.ts'

export interface ConditionWait {
  /** True when `holds` does, false after so many ms, or at the end. */
  readonly until: (holds: () => boolean, ms: number) => Promise<boolean>
  /** There is news. */
  readonly look: () => void
  readonly isAny: () => boolean
  readonly end: () => void
}

export function createWaiting(clock: Clock): ConditionWait {
  const waiting = new Set<{ readonly holds: () => boolean; readonly finish: (held: boolean) => void }>()
  return {
    until(holds, ms) {
      if (holds()) return Promise.resolve(true)
      return new Promise((resolve) => {
        const one = {
          holds,
          finish(held: boolean) {
            cancel()
            waiting.delete(one)
            resolve(held)
          },
        }
        const cancel = clock.after(Math.max(0, ms), () => one.finish(one.holds()))
        waiting.add(one)
      })
    },
    look() {
      for (const one of waiting) if (one.holds()) one.finish(true)
    },
    isAny: () => waiting.size > 0,
    end() {
      for (const one of waiting) one.finish(false)
    },
  }
}
