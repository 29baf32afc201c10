// Answers for callers who wait for work that may never be done: when it is lost, or takes too long, they are
// told. Finished work leaves nothing in memory: a race against a promise that lives as long as a world would
// keep each result. A wait costs one promise and no timer of its own, since thousands wait at once.
import type { ServerClock } from './server-clock.ts'

interface TimeBound<Late> {
  readonly ms: number
  /** The answer after so long. */
  readonly late: Late
}

/**
 * Answers with the result, with null when the work is lost before, or with `late` when it is not there in
 * time: what it gives then is dropped, but not undone.
 */
type CancellableWait = <T, Late>(begin: () => Promise<T>, bound: TimeBound<Late>) => Promise<T | Late | null>

interface PendingWait {
  readonly dueAt: number
  readonly giveUp: () => void
  readonly beLate: () => void
}

/** Waits that are given up when `lost` resolves. `isLost`: a failure is for that reason. */
export function createCancellableWait(
  lost: Promise<unknown>,
  clock: Pick<ServerClock, 'monotonic' | 'after'>,
  isLost: () => boolean = () => false,
): CancellableWait {
  const waiting = new Set<PendingWait>()
  let isOver = false
  /** When is looked next for those that are late, and how to look at another time. */
  let look: { readonly at: number; readonly cancel: () => void } | null = null

  async function giveUpAll(): Promise<void> {
    await lost
    isOver = true
    for (const { giveUp } of waiting) giveUp()
    waiting.clear()
  }
  void giveUpAll()

  function lookAt(at: number): void {
    if (look !== null && look.at <= at) return
    look?.cancel()
    look = { at, cancel: clock.after(Math.max(0, at - clock.monotonic()), lookNow) }
  }

  function lookNow(): void {
    look = null
    const now = clock.monotonic()
    let next = Infinity
    for (const one of waiting) {
      if (one.dueAt > now) next = Math.min(next, one.dueAt)
      else if (waiting.delete(one)) one.beLate()
    }
    if (next < Infinity) lookAt(next)
  }

  return (begin, { ms, late }) => {
    if (isOver) return Promise.resolve(null)
    return new Promise((resolve, reject) => {
      const one: PendingWait = {
        dueAt: clock.monotonic() + ms,
        giveUp: () => resolve(null),
        beLate: () => resolve(late),
      }
      waiting.add(one)
      lookAt(one.dueAt)
      begin().then(
        (result) => waiting.delete(one) && resolve(result),
        (error: unknown) => {
          waiting.delete(one)
          if (isLost()) resolve(null)
          else reject(error)
        },
      )
    })
  }
}
