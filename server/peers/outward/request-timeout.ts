// Work with a time limit: done within its time, or given up, also when its caller does not want it any more.
import type { Clock } from '../../../shared/time/clock.ts'
import { OutwardFault } from './outward-fault.ts'

/** The result of a promise, unless the signal is first: for work that cannot be given up itself. */
export function unlessStopped<Result>(going: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error)
    signal.addEventListener('abort', giveUp, { once: true })
    going.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
    if (signal.aborted) giveUp()
  })
}

/** Runs; rejects with the error, which is that time was up if it was. `wanted` ends it earlier. */
export async function inTime<Result>(
  host: string,
  timeMs: number,
  wanted: AbortSignal | undefined,
  clock: Pick<Clock, 'after'>,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const end = new AbortController()
  const stop = () => end.abort(new OutwardFault('stopped', `Nobody is waiting for ${host} any longer.`))
  if (wanted?.aborted === true) stop()
  wanted?.addEventListener('abort', stop, { once: true })
  const late = () =>
    end.abort(new OutwardFault('slow', `${host} takes longer than ${Math.ceil(timeMs / 1_000)} s.`))
  const endWait = clock.after(timeMs, late)
  try {
    return await run(end.signal)
  } catch (error) {
    throw end.signal.aborted ? end.signal.reason : error
  } finally {
    endWait()
    wanted?.removeEventListener('abort', stop)
  }
}
