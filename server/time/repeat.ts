// What is done again and again, with the same pause between.
import type { Clock } from './server-clock.ts'

interface RepeatOptions {
  readonly everyMs: number
  /** Now for the first time, and not only after `everyMs`. */
  readonly isDueNow?: boolean
  /** Once failed, it is done again in its time. */
  readonly onFault: (error: unknown) => void
  readonly clock: Pick<Clock, 'after'>
}

/** Does work, and again so long after it ended, until the answer is called. */
export function repeat(
  work: () => unknown,
  { everyMs, isDueNow = false, onFault, clock }: RepeatOptions,
): () => void {
  let isOver = false
  let cancel = (): void => undefined

  function wait(): void {
    if (!isOver) cancel = clock.after(everyMs, () => void run())
  }

  async function run(): Promise<void> {
    try {
      await work()
    } catch (error) {
      onFault(error)
    }
    wait()
  }

  if (isDueNow) void run()
  else wait()
  return () => {
    isOver = true
    cancel()
  }
}
