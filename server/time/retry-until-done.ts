// What has to be done after something that is on the disk already, and can be done twice: tried again until
// the disk lets it. After a restart whoever knows what is left begins again.

/** When it is tried again, in ms, at first; doubles, up to the longest. */
const AGAIN_MS = 2_000
const AGAIN_LONGEST_MS = 5 * 60_000

export interface RetryOptions {
  readonly clock: { after(ms: number, run: () => void): unknown }
  readonly onFault: (error: unknown) => void
}

/** Does `work` until it does not fail; resolves after the first try, done or not. */
export async function retryUntilDone(
  work: () => Promise<unknown>,
  retry: RetryOptions,
  againMs = AGAIN_MS,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    retry.onFault(error)
    retry.clock.after(againMs, () => {
      void retryUntilDone(work, retry, Math.min(2 * againMs, AGAIN_LONGEST_MS))
    })
  }
}
