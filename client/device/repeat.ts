// Asking for something again and again, for as long as somebody looks.
import { repeat } from '../../shared/time/repeat.ts'
import { systemClock } from './system-clock.ts'

/**
 * Calls `ask` at once, and again so long after each answer, in ms, while the page is looked at. An answer
 * counts only while `isWanted`, which is until the returned function is called.
 */
export function repeatWhileSeen(ask: (isWanted: () => boolean) => unknown, everyMs: number): () => void {
  let isOver = false
  const askIfSeen = (): unknown => (document.hidden ? undefined : ask(() => !isOver))
  const stop = repeat(askIfSeen, { everyMs, isDueNow: true, onFault: reportError, clock: systemClock })
  return () => {
    isOver = true
    stop()
  }
}
