// When the play works: at once after a pause, else once in a tick, a little sooner for people who wait, and
// not at all while there is nothing to do. A tick that takes longer is followed by the next when it is over.
import type { Clock } from '../time/clock.ts'
import { TICK_MS } from './documents/pending-writes.ts'

/**
 * So soon after a tick the next one begins when somebody asks for something, in ms: half of this is what they
 * wait.
 */
export const ASKED_MS = 25

/** What is due later than that, in ms, is looked at again by then: timers of the machine end at 24 days. */
const FAR_MS = 60 * 60 * 1000

interface Loop {
  /** There may be something to do, or it is due at another time. */
  readonly wake: () => void
  /** No tick begins any more; resolves when the one that runs is over. */
  readonly end: () => Promise<void>
}

interface Parts {
  readonly clock: Clock
  /** When something is to be done, ms since 1970: the past means now; null means nothing is. */
  readonly next: () => number | null
  /** Whether somebody waits for what they asked. */
  readonly isAsked: () => boolean
  readonly tick: () => Promise<void>
  readonly onFailed: (error: unknown) => void
}

export function createLoop({ clock, next, isAsked, tick, onFailed }: Parts): Loop {
  let last = -Infinity
  let running: Promise<void> | null = null
  let isOver = false
  let isSoon = false
  let due: { readonly at: number; readonly cancel: () => void } | null = null

  function begin(): void {
    isSoon = false
    due = null
    if (isOver || running !== null) return
    last = clock.now()
    running = tick()
      .catch((error: unknown) => {
        isOver = true
        onFailed(error)
      })
      .finally(() => {
        running = null
        wake()
      })
  }

  function wake(): void {
    if (isOver || running !== null || isSoon) return
    const wanted = next()
    const now = clock.now()
    // A clock that was set back must not hold the world until it has caught up.
    if (last > now) last = now - TICK_MS
    const at = wanted === null ? null : Math.max(wanted, last + (isAsked() ? ASKED_MS : TICK_MS))
    if (due !== null && at !== null && at === due.at) return
    due?.cancel()
    due = null
    if (at === null) return
    if (at <= now) {
      // In a moment, so that what comes in the same turn goes together.
      isSoon = true
      queueMicrotask(begin)
    } else due = { at, cancel: clock.after(Math.min(at - now, FAR_MS), begin) }
  }

  return {
    wake,
    async end() {
      isOver = true
      due?.cancel()
      due = null
      await running
    },
  }
}
