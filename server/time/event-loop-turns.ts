// Pieces of work that each take some milliseconds, one in each turn of the loop. When a hundred get their
// answer from the disk at once, each goes on in a turn of its own, and others are served in between. A caller
// with many pieces waits for their own, everybody else for one.
import { createFairQueue } from './fair-queue.ts'

/** Most that wait: as many requests as may be under way. */
const WAITING_MAX = 40_000

/** Resolves when it is the turn of a piece of somebody's work. */
type EventLoopTurns = (by: string) => Promise<void>

export function createEventLoopTurns(clock: { soon(run: () => void): void }): EventLoopTurns {
  const queue = createFairQueue<() => void>({ waitingMax: WAITING_MAX, waitingEachMax: WAITING_MAX })

  function turn(): void {
    queue.shift()?.()
    if (queue.length > 0) clock.soon(turn)
  }

  return (by) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (queue.length === 0) clock.soon(turn)
    // A piece without room goes on at once: it is under way already.
    queue.push(by, resolve)?.()
    return promise
  }
}
