// So many at once of what costs much: of all, and of each who asks. The rest waits in turns by who asks:
// somebody with a hundred jobs waits for their own hundred, everybody else for one.
import type { Clock } from '../../shared/time/clock.ts'
import { createFairQueue } from './fair-queue.ts'

interface SemaphoreBounds {
  /** At once, of one who asks. */
  readonly eachMax?: number
  /** In the queue, of all and of one who asks. */
  readonly waitingMax?: number
  readonly waitingEachMax?: number
  /** The error for who has no room in the queue. */
  readonly full?: () => Error
  /** A job that takes longer than so long waits for something else: the next one goes on beside it. */
  readonly patience?: { readonly clock: Pick<Clock, 'after'>; readonly ms: number }
}

export class QueueFull extends Error {
  override readonly name = 'QueueFull'
}

const FULL = (): Error => new QueueFull('too much waits')

interface QueuedTurn extends PromiseWithResolvers<() => void> {
  readonly by: string
}

export class Semaphore {
  readonly #allMax: number
  readonly #bounds: SemaphoreBounds
  readonly #queue
  readonly #running = new Map<string, number>()
  #all = 0

  constructor(atOnce: number, bounds: SemaphoreBounds = {}) {
    const { waitingMax = Infinity, waitingEachMax = waitingMax } = bounds
    this.#allMax = atOnce
    this.#bounds = bounds
    this.#queue = createFairQueue<QueuedTurn>({ waitingMax, waitingEachMax })
  }

  /**
   * Does `act` when it is the turn of who asks; at once where there is room. Rejects as `enter`: whoever is
   * gone by then does nothing.
   */
  async take<Answer>(act: () => Promise<Answer>, by = '', signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted()
    const end = this.tryEnter(by) ?? (await this.enter(by, signal))
    try {
      signal?.throwIfAborted()
      return await act()
    } finally {
      end()
    }
  }

  /**
   * Resolves, when it is the turn of who asks, to what ends it; rejects with the signal's reason, or with
   * `full()` at once.
   */
  async enter(by = '', signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted()
    const end = this.tryEnter(by)
    if (end !== null) return end
    const { full = FULL } = this.#bounds
    const turn = { by, ...Promise.withResolvers<() => void>() }
    this.#queue.push(by, turn)?.reject(full())
    const giveUp = (): void => {
      this.#queue.remove(turn)
      turn.reject(signal?.reason)
    }
    signal?.addEventListener('abort', giveUp, { once: true })
    return turn.promise.finally(() => signal?.removeEventListener('abort', giveUp))
  }

  /** What ends a turn that begins now; null where there is no room. */
  tryEnter(by = ''): (() => void) | null {
    return this.#all < this.#allMax && this.#hasRoom(by) ? this.#begin(by) : null
  }

  #hasRoom(by: string): boolean {
    return (this.#running.get(by) ?? 0) < (this.#bounds.eachMax ?? Infinity)
  }

  #begin(by: string): () => void {
    this.#all += 1
    this.#running.set(by, (this.#running.get(by) ?? 0) + 1)
    let isOver = false
    const end = (): void => {
      if (isOver) return
      isOver = true
      cancel?.()
      this.#all -= 1
      const left = (this.#running.get(by) ?? 1) - 1
      if (left === 0) this.#running.delete(by)
      else this.#running.set(by, left)
      this.#letIn()
    }
    const { patience } = this.#bounds
    const cancel = patience?.clock.after(patience.ms, end)
    return end
  }

  #letIn(): void {
    while (this.#all < this.#allMax) {
      const next = this.#queue.shift((by) => this.#hasRoom(by))
      if (next === null) return
      next.resolve(this.#begin(next.by))
    }
  }
}
