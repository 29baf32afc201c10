// Gives memory back once nobody is connected any more: a start, and a visit, leave much behind that V8 keeps
// for the next one.
import type { Clock } from '../../shared/time/clock.ts'
import { repeat } from '../../shared/time/repeat.ts'

/** How often it is looked whether somebody is connected, in ms. */
const LOOK_MS = 1_000
/** So long after the last one went, in ms: somebody who loads a page anew waits for nothing. */
const QUIET_MS = 60_000

interface MemoryAtRestOptions {
  /** How many are connected, by whatever way. */
  readonly connections: () => number
  /** Stops the threads of the node for some tens of ms. */
  readonly collect: () => void
  readonly clock: Pick<Clock, 'after' | 'now'>
}

/**
 * Collects a second after the start, unless somebody is connected then, and once after each time that
 * somebody was, until the answer is called.
 */
export function watchMemoryAtRest({ connections, collect, clock }: MemoryAtRestOptions): () => void {
  let dueAt: number | null = clock.now()
  const look = (): void => {
    if (connections() > 0) dueAt = clock.now() + QUIET_MS
    else if (dueAt !== null && clock.now() >= dueAt) {
      dueAt = null
      collect()
    }
  }
  return repeat(look, { everyMs: LOOK_MS, clock })
}
