// Waiting, for as long as a clock says.
import type { Clock } from './clock.ts'

/**
 * The result of a promise, or `late` when it takes longer than `ms`. A later result is dropped, but not
 * undone.
 */
export function withinTime<Answer, Late>(
  clock: Pick<Clock, 'after'>,
  ms: number,
  promise: Promise<Answer>,
  late: Late,
): Promise<Answer | Late> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(late))
    promise.finally(cancel).then(resolve, reject)
  })
}

/** Likewise; null also where the promise rejects: nobody can say then. */
export const answerWithin = <Answer>(
  clock: Pick<Clock, 'after'>,
  ms: number,
  promise: Promise<Answer>,
): Promise<Answer | null> =>
  withinTime(
    clock,
    ms,
    promise.catch(() => null),
    null,
  )

/** A signal that is given after so many ms, as that of `AbortSignal.timeout`. */
export function signalAfter(clock: Pick<Clock, 'after'>, ms: number): AbortSignal {
  const limit = new AbortController()
  clock.after(ms, () =>
    limit.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
  )
  return limit.signal
}

/** Resolves after so many ms, or once the signal is given; at once where it was given before. */
export function pause(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      cancel()
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal?.addEventListener('abort', end)
  })
}
