// Gives memory back once nobody does anything here: a start, a visit, and many who come at once, leave much
// behind that V8 keeps for the next load.
import type { Clock } from '../../shared/time/clock.ts'
import { repeat } from '../../shared/time/repeat.ts'

/** How often it is looked, in ms. */
const LOOK_MS = 1_000
/** So long after the last one went, in ms: somebody who loads a page anew waits for nothing. */
const QUIET_MS = 60_000
/**
 * While somebody is connected, so long after the last moment in which more than so much was done, in ms; and
 * only where the connections are so many more or fewer than they were. A visit of few is not worth it.
 */
const STILL = { forMs: 15_000, workMs: 50, connections: 100 }

interface MemoryAtRestOptions {
  /** How many are connected, by whatever way. */
  readonly connections: () => number
  /** How long the thread that serves people has worked so far, in ms. */
  readonly worked: () => number
  /** Stops the threads of the node for some tens of ms. */
  readonly collect: () => void
  readonly clock: Pick<Clock, 'after' | 'now'>
}

/**
 * Collects a second after the start, unless somebody is connected then; once after each time that somebody
 * was; and while people are connected who do nothing, once after many came or went. Until the answer is
 * called.
 */
export function watchMemoryAtRest({ connections, worked, collect, clock }: MemoryAtRestOptions): () => void {
  let isDue = true
  let quietAt = clock.now()
  let stillSince = clock.now()
  let workedBefore = worked()
  let connectedThen = 0

  const isTime = (here: number): boolean => {
    const now = clock.now()
    if (here === 0) return isDue && now >= quietAt
    isDue = true
    quietAt = now + QUIET_MS
    return Math.abs(here - connectedThen) >= STILL.connections && now - stillSince >= STILL.forMs
  }

  function look(): void {
    const workedNow = worked()
    if (workedNow - workedBefore > STILL.workMs) stillSince = clock.now()
    workedBefore = workedNow
    const here = connections()
    if (!isTime(here)) return
    isDue = false
    connectedThen = here
    collect()
  }
  return repeat(look, { everyMs: LOOK_MS, clock })
}
