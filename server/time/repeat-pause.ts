// Does something over and over, with the same pause between.
import type { Clock } from './server-clock.ts'

/**
 * Calls `act` after `ms`, and again `ms` after it has ended, also where it failed, until the answer is
 * called.
 */
export function repeatAfterPause(
  ms: number,
  act: () => Promise<unknown>,
  { clock, onFault }: { readonly clock: Pick<Clock, 'after'>; readonly onFault: (error: unknown) => void },
): () => void {
  let isStopped = false
  let cancel = clock.after(ms, turn)
  function turn(): void {
    act()
      .catch(onFault)
      .finally(() => {
        if (!isStopped) cancel = clock.after(ms, turn)
      })
  }
  return () => {
    isStopped = true
    cancel()
  }
}
