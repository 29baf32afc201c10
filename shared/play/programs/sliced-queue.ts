// Work that is done one after the other, in slices: a thousand acts that came at once must not hold up other
// work of this thread, such as the sync of other worlds. In a tick only as much is done as can be written in
// a moment: the rest waits for the next.
import type { Clock } from '../../time/clock.ts'
import { pause } from '../../time/time-limit.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'

/** After so many ms others get a turn. */
const SLICE_MS = 5

export interface SlicedQueue {
  /** `isEnd`: work that belongs together is done with it, so that a tick may end there. */
  readonly add: (act: () => void, isEnd?: boolean) => void
  /** Does all of it that fits into the tick, with pauses; also work that is added meanwhile. */
  readonly work: () => Promise<void>
  readonly isEmpty: () => boolean
  readonly clear: () => void
}

export function createSlicedQueue(
  clock: Clock,
  writes: Pick<PendingWrites, 'isFull' | 'isOverfull'>,
): SlicedQueue {
  let acts: { readonly act: () => void; readonly isEnd: boolean }[] = []

  async function work(): Promise<void> {
    const taken = acts
    let next = 0
    let began = clock.now()
    // By index: taking from the front of a long list is slow.
    for (let isOver = false; !isOver && next < taken.length;) {
      const { act, isEnd } = taken[next] ?? { act: () => undefined, isEnd: true }
      next += 1
      act()
      isOver = taken !== acts || (isEnd ? writes.isFull() : writes.isOverfull())
      if (isOver || clock.now() - began < SLICE_MS) continue
      await pause(clock, 0)
      began = clock.now()
    }
    if (taken === acts) acts = taken.slice(next)
  }

  return {
    add: (act, isEnd = true) => void acts.push({ act, isEnd }),
    work,
    isEmpty: () => acts.length === 0,
    clear: () => (acts = []),
  }
}
