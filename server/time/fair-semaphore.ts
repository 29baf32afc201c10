// Lets a few at a time do something that costs much; who waits takes turns by sender.
import { createFairQueue, type FairQueueBounds } from './fair-queue.ts'

interface FairSemaphore {
  /** Does `act` when it is the sender's turn. Rejects with `full()` where too much waits. */
  take<Answer>(by: string, act: () => Promise<Answer>): Promise<Answer>
}

export function createFairSemaphore(
  atOnce: number,
  bounds: FairQueueBounds,
  full: () => Error,
): FairSemaphore {
  const queue = createFairQueue<PromiseWithResolvers<void>>(bounds)
  let free = atOnce

  function pass(): void {
    const next = queue.shift()
    if (next === null) free += 1
    else next.resolve()
  }

  return {
    async take(by, act) {
      if (free > 0) free -= 1
      else {
        const turn = Promise.withResolvers<void>()
        queue.push(by, turn)?.reject(full())
        await turn.promise
      }
      try {
        return await act()
      } finally {
        pass()
      }
    },
  }
}
