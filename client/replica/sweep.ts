// Looks now and then for unsaved edits that nobody has sent: a tab may have ended without a word.
import type { Clock } from './contract/outside-world.ts'

/** How often a tab looks, and how old what it sends then must be. */
export const SWEEP_MS = 10_000

/** Calls `sweep` again and again until the returned function is called. */
export function sweepOften(clock: Clock, sweep: () => void): () => void {
  let stop = clock.after(SWEEP_MS, turn)
  function turn(): void {
    sweep()
    stop = clock.after(SWEEP_MS, turn)
  }
  return () => stop()
}
