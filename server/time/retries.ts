// Tries work again until it is done, after waits that double.
import { waitMsAfter } from '../../shared/time/doubling-wait.ts'
import type { ServerClock } from './server-clock.ts'

const WAIT = { firstMs: 500, longestMs: 5 * 60_000 }
/** For work that only this node's disk can hold up. */
const DISK_WAIT = { firstMs: 2_000, longestMs: 5 * 60_000 }

export interface RetryOptions {
  readonly clock: Pick<ServerClock, 'after'>
  /** Why something was not done; it is tried again. */
  readonly onFault: (error: unknown) => void
}

interface PendingRetry {
  readonly cancel: () => void
  readonly tryNow: () => void
}

/** Work that is tried under a name, until it says that it is done. */
export class Retries {
  readonly #options: RetryOptions
  readonly #wait: typeof WAIT
  readonly #waiting = new Map<string, PendingRetry>()
  #isOver = false

  constructor(options: RetryOptions, wait = WAIT) {
    this.#options = options
    this.#wait = wait
  }

  /**
   * Tries now, and again later as long as it is not done or fails. Work that waits under that name is tried
   * now instead. Resolves after the first try.
   */
  begin(name: string, once: () => Promise<'done' | 'again'>): Promise<void> {
    return this.#try(name, once, 0)
  }

  /** Tries now what waits under such a name. */
  hurry(isMeant: (name: string) => boolean): void {
    for (const [name, { tryNow }] of Array.from(this.#waiting)) if (isMeant(name)) tryNow()
  }

  /** Tries no more what waits under such a name. */
  forget(isMeant: (name: string) => boolean): void {
    for (const name of Array.from(this.#waiting.keys())) if (isMeant(name)) this.#cancel(name)
  }

  stop(): void {
    this.#isOver = true
    this.forget(() => true)
  }

  async #try(name: string, once: () => Promise<'done' | 'again'>, failures: number): Promise<void> {
    this.#cancel(name)
    const end = this.#isOver ? 'done' : await once().catch((error: unknown) => this.#failed(error))
    if (end === 'done' || this.#isOver || this.#waiting.has(name)) return
    const next = (): void => void this.#try(name, once, failures + 1)
    this.#waiting.set(name, {
      cancel: this.#options.clock.after(waitMsAfter(failures, this.#wait), next),
      tryNow: () => void this.begin(name, once),
    })
  }

  #failed(error: unknown): 'again' {
    this.#options.onFault(error)
    return 'again'
  }

  #cancel(name: string): void {
    this.#waiting.get(name)?.cancel()
    this.#waiting.delete(name)
  }
}

/**
 * Does work that has to follow something that is on the disk already, and that can be done twice, until it
 * does not fail; resolves after the first try. After a restart, its caller knows what is left and begins
 * again.
 */
export function retryUntilDone(work: () => Promise<unknown>, options: RetryOptions): Promise<void> {
  return new Retries(options, DISK_WAIT).begin('', async () => {
    await work()
    return 'done'
  })
}
