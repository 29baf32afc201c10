// Closes many sockets at a pace. A stock client comes again exactly 200 ms after it was closed, so only who
// closes can spread them: those who come at once wait for each other, and on full cores for seconds.
import type { Clock } from '../../shared/time/clock.ts'
import { answerWithin } from '../../shared/time/time-limit.ts'

/** So many are closed in each turn, of so many ms: 500 a second. */
const TURN_CLOSES = 10
const TURN_MS = 20
/** More at a time where this would take longer, in ms: a process that ends has no more time. */
const LONGEST_MS = 5_000
/** Closing waits no longer than so long for what the closed come back to, in ms. */
const READY_MS = 3_000

export class ClosingPace {
  readonly #clock: Pick<Clock, 'after'>
  #waiting: (() => void)[] = []
  #each = TURN_CLOSES
  /** So many are not ready yet. */
  #unready = 0
  #done: PromiseWithResolvers<void> | null = null

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock
  }

  /** Closes something soon, after whatever was to be closed before. */
  add(close: () => void): void {
    this.#waiting.push(close)
    this.#each = Math.max(this.#each, Math.ceil((this.#waiting.length * TURN_MS) / LONGEST_MS))
    if (this.#done !== null) return
    this.#done = Promise.withResolvers()
    this.#clock.after(0, () => this.#closeSome())
  }

  /** Closes nothing before that is done: then it is ready where the closed come back to. */
  async after(work: Promise<void>): Promise<void> {
    this.#unready += 1
    void answerWithin(this.#clock, READY_MS, work).then(() => (this.#unready -= 1))
    await work
  }

  /** Resolves when nothing is to be closed any more. */
  get done(): Promise<void> {
    return this.#done?.promise ?? Promise.resolve()
  }

  #closeSome(): void {
    if (this.#unready === 0) for (const close of this.#waiting.splice(0, this.#each)) close()
    if (this.#waiting.length > 0) return void this.#clock.after(TURN_MS, () => this.#closeSome())
    this.#each = TURN_CLOSES
    this.#done?.resolve()
    this.#done = null
  }
}
