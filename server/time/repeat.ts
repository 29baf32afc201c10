// What is looked at again and again.

interface RepeatOptions {
  readonly everyMs: number
  /** Now for the first time, and not only after `everyMs`. */
  readonly isDueNow?: boolean
  /** Once failed, it is done again in its time. */
  readonly onFault: (error: unknown) => void
  readonly clock: { after(ms: number, run: () => void): () => void }
}

/** Does work, and again so long after it was done, until the answer is called. */
export function repeat(
  work: () => Promise<unknown>,
  { everyMs, isDueNow = false, onFault, clock }: RepeatOptions,
): () => void {
  let isOver = false
  let cancel = (): void => undefined
  function wait(): void {
    if (!isOver) cancel = clock.after(everyMs, run)
  }
  const run = (): void => void work().catch(onFault).finally(wait)
  if (isDueNow) run()
  else wait()
  return () => {
    isOver = true
    cancel()
  }
}
