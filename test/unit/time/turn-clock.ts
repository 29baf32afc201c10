// A clock that goes by the turns of this thread's event loop, for tests with real sockets and disks.
import type { ServerClock } from '../../../server/time/server-clock.ts'

/**
 * It is `msEach` later after each turn, of which there is one in a ms at most: what takes ten seconds is
 * soon over. On a busy machine turns are rarer, and it is slower: who does not get to run is not taken for
 * silent.
 */
export function turnClock(msEach: number): ServerClock {
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>()
  const start = Date.now()
  let passed = 0
  let isGoing = false
  const go = (): void => {
    if (!isGoing) setTimeout(turn, 1)
    isGoing = true
  }
  const turn = (): void => {
    isGoing = false
    passed += msEach
    for (const each of [...waiting].toSorted((one, other) => one.at - other.at)) {
      if (each.at <= passed && waiting.delete(each)) each.run()
    }
    if (waiting.size > 0) go()
  }
  return {
    now: () => start + passed,
    monotonic: () => passed,
    after(ms, run) {
      const each = { at: passed + ms, run }
      waiting.add(each)
      go()
      return () => waiting.delete(each)
    },
    soon: (run) => void setImmediate(run),
  }
}
