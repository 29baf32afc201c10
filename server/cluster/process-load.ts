// How busy this process is: the share of a core that it used, its programs' threads included.
import { repeat } from '../../shared/time/repeat.ts'
import type { ServerClock } from '../time/server-clock.ts'

/** Over so long it is measured, in ms. */
export const LOAD_MS = 5_000

export type MeasuredLoad = ReturnType<typeof measureLoad>

/**
 * `cpuMs`: what it used since it began; `share`: in the last stretch of that length, where 1 is a whole core,
 * and 0 while nothing was measured.
 */
export function measureLoad(clock: ServerClock, cpuMs: () => number) {
  let share = 0
  let [usedBefore, measuredAt] = [cpuMs(), clock.monotonic()]
  const measure = (): void => {
    const [used, now] = [cpuMs(), clock.monotonic()]
    share = (used - usedBefore) / Math.max(1, now - measuredAt)
    ;[usedBefore, measuredAt] = [used, now]
  }
  const end = repeat(measure, { everyMs: LOAD_MS, onFault: () => undefined, clock })
  return { share: (): number => share, end }
}
