// When the play works: at once after a pause, else once in a tick, a little sooner for people who wait, and
// not at all while there is nothing to do. A tick that takes longer is followed by the next when it is over.
import type { Clock } from '../time/clock.ts'
import { TICK_MS } from './documents/pending-writes.ts'

/**
 * So soon after a tick the next one begins when somebody asks for something, in ms. On average they wait half
 * of this.
 */
export const ASKED_MS = 25

/**
 * Work that is due later than this, in ms, is looked at again by then: timers of the machine end at 24 days.
 */
const FAR_MS = 60 * 60 * 1000

/** When the play works, and that it is over: the first of its parts, which all others may wake. */
export interface Loop {
  /** There may be something to do, or it is due at another time. */
  readonly wake: () => void
  /** Nothing more may happen: the play was stopped, or failed. */
  readonly isOver: () => boolean
  /** The written state cannot be trusted any more: the play is over. */
  readonly fail: (error: unknown) => void
  /** From now on there are ticks. */
  readonly begin: (work: TickWork) => void
  /** No tick begins any more; resolves when the one that runs is over. */
  readonly end: () => Promise<void>
  /** The play is over, in order. */
  readonly close: () => void
}

interface TickWork {
  /** When something is to be done, ms since 1970: the past means now; null means nothing is. */
  readonly next: () => number | null
  /** Whether somebody waits for an answer. */
  readonly isAsked: () => boolean
  readonly tick: () => Promise<void>
  /** Called once, with the error that ended the play before it was stopped. */
  readonly onFailed: (error: unknown) => void
}

export function createLoop(clock: Clock): Loop {
  let phase: 'new' | 'running' | 'ending' | 'over' = 'new'
  let work: TickWork | null = null
  let last = -Infinity
  let running: Promise<void> | null = null
  let isSoon = false
  let due: { readonly at: number; readonly cancel: () => void } | null = null

  function cancelDue(): void {
    due?.cancel()
    due = null
  }

  function fail(error: unknown): void {
    if (phase === 'over') return
    phase = 'over'
    cancelDue()
    work?.onFailed(error)
  }

  function tick(): void {
    isSoon = false
    due = null
    if (phase !== 'running' || work === null || running !== null) return
    last = clock.now()
    running = work
      .tick()
      .catch(fail)
      .finally(() => {
        running = null
        wake()
      })
  }

  function wake(): void {
    if (phase !== 'running' || work === null || running !== null || isSoon) return
    const wanted = work.next()
    const now = clock.now()
    // A clock that was set back must not hold the world until it has caught up.
    if (last > now) last = now - TICK_MS
    const at = wanted === null ? null : Math.max(wanted, last + (work.isAsked() ? ASKED_MS : TICK_MS))
    if (due !== null && at !== null && at === due.at) return
    cancelDue()
    if (at === null) return
    if (at <= now) {
      // In a moment, so that what comes in the same turn goes together.
      isSoon = true
      queueMicrotask(tick)
    } else due = { at, cancel: clock.after(Math.min(at - now, FAR_MS), tick) }
  }

  return {
    wake,
    isOver: () => phase === 'over',
    fail,
    begin(given) {
      work = given
      phase = 'running'
      wake()
    },
    async end() {
      if (phase === 'running') phase = 'ending'
      cancelDue()
      await running
    },
    close: () => void (phase = 'over'),
  }
}
