// Tries something again until it is done, after growing waits; and does what concerns one name one after the
// other.
import type { Clock } from './server-clock.ts'

/** First wait before another try, in ms; it doubles up to the longest. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5 * 60_000

/** What is tried under a name, until it says that it is done. */
export class Retries {
  readonly #clock: Pick<Clock, 'after'>
  readonly #onFault: (error: unknown) => void
  /** What is tried again, with what ends the wait and tries it now. */
  readonly #waiting = new Map<string, { readonly cancel: () => void; readonly now: () => void }>()
  #isOver = false

  /** `onFault`: why something was not done; it is tried again. */
  constructor(clock: Pick<Clock, 'after'>, onFault: (error: unknown) => void) {
    this.#clock = clock
    this.#onFault = onFault
  }

  /**
   * Tries now, and again later as long as it is not done. What waits under that name is tried now instead.
   */
  async begin(name: string, once: () => Promise<'done' | 'again'>, waitMs = FIRST_WAIT_MS): Promise<void> {
    this.#cancel(name)
    const end = this.#isOver ? 'done' : await once().catch((error: unknown) => this.#failed(error))
    if (end === 'done' || this.#isOver || this.#waiting.has(name)) return
    const next = (): void => {
      this.#waiting.delete(name)
      void this.begin(name, once, Math.min(2 * waitMs, LONGEST_WAIT_MS))
    }
    this.#waiting.set(name, {
      cancel: this.#clock.after(waitMs, next),
      now: () => void this.begin(name, once),
    })
  }

  /** Tries now what waits under such a name. */
  hurry(isMeant: (name: string) => boolean): void {
    for (const [name, { now }] of Array.from(this.#waiting)) if (isMeant(name)) now()
  }

  /** Tries no more what waits under such a name. */
  forget(isMeant: (name: string) => boolean): void {
    for (const name of Array.from(this.#waiting.keys())) if (isMeant(name)) this.#cancel(name)
  }

  stop(): void {
    this.#isOver = true
    for (const name of this.#waiting.keys()) this.#cancel(name)
  }

  #failed(error: unknown): 'again' {
    this.#onFault(error)
    return 'again'
  }

  #cancel(name: string): void {
    this.#waiting.get(name)?.cancel()
    this.#waiting.delete(name)
  }
}

/** One after the other, of those with the same name. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>()

  take<Answer>(name: string, act: () => Promise<Answer>): Promise<Answer> {
    const done = (this.#last.get(name) ?? Promise.resolve()).then(act)
    const settled = done.catch(() => {})
    this.#last.set(name, settled)
    void settled.then(() => this.#last.get(name) === settled && this.#last.delete(name))
    return done
  }
}
