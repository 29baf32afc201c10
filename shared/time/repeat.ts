// Repeats work, with the same pause between.
import type { Clock } from './clock.ts'

interface RepeatOptions {
  readonly everyMs: number
  /** Now for the first time, and not only after `everyMs`. */
  readonly isDueNow?: boolean
  /** Once failed, it is done again in its time. Where it cannot fail, a fault is a bug, and thrown. */
  readonly onFault?: (error: unknown) => void
  readonly clock: Pick<Clock, 'after'>
}

function raise(error: unknown): never {
  throw error
}

/** Does work, and again so long after it ended, until the answer is called. */
export function repeat(
  work: () => unknown,
  { everyMs, isDueNow = false, onFault = raise, clock }: RepeatOptions,
): () => void {
  let isOver = false
  let cancel = (): void => undefined

  function wait(): void {
    if (!isOver) cancel = clock.after(everyMs, run)
  }

  function run(): void {
    try {
      const done = work()
      if (done instanceof Promise) void done.catch(onFault).finally(wait)
      else wait()
    } catch (error) {
      onFault(error)
      wait()
    }
  }

  if (isDueNow) run()
  else wait()
  return () => {
    isOver = true
    cancel()
  }
}
