// Pieces of work that each take some milliseconds, in turns of the loop. When a hundred get their answer from
// the disk at once, each goes on in a turn of its own, and others are served in between. A caller with many
// pieces waits for their own, everybody else for one.
import { createFairQueue } from './fair-queue.ts'
import type { ServerClock } from './server-clock.ts'

/** Most that wait: as many requests as may be under way. */
const WAITING_MAX = 40_000

export type LoopClock = Pick<ServerClock, 'monotonic' | 'soon'>

/** Does each piece when it is its turn; those that end within `sliceMs`, in the same turn of the loop. */
export function createLoopTurns(clock: LoopClock, sliceMs = 0): (by: string, piece: () => void) => void {
  const queue = createFairQueue<() => void>({ waitingMax: WAITING_MAX, waitingEachMax: WAITING_MAX })

  function turn(): void {
    const began = clock.monotonic()
    try {
      do queue.shift()?.()
      while (queue.length > 0 && clock.monotonic() - began < sliceMs)
    } finally {
      if (queue.length > 0) clock.soon(turn)
    }
  }

  return (by, piece) => {
    if (queue.length === 0) clock.soon(turn)
    // A piece without room goes on at once: it is under way already.
    queue.push(by, piece)?.()
  }
}

/** The same for work that goes on behind an `await`: resolves when it is its turn. */
export function createEventLoopTurns(clock: LoopClock): (by: string) => Promise<void> {
  const begin = createLoopTurns(clock)
  return (by) => new Promise((resolve) => begin(by, resolve))
}
