// How much a world may write into live: a log keeps what it was given, and code that writes all the time
// would fill any disk. Who writes more waits, and with it what happens in that world; no other world notices.
import type { Clock } from '../../time/server-clock.ts'

/** Bytes a second that a world writes on average, for ever; and how much at once after a pause. */
export const LIVE_BYTES_PER_S = 256 * 1024
export const LIVE_BYTES_AT_ONCE = 64 * 1024 * 1024

export class LiveWriteLimit {
  readonly #clock: Clock
  #left = LIVE_BYTES_AT_ONCE
  #countedAt: number
  #last: Promise<void> = Promise.resolve()

  constructor(clock: Clock) {
    this.#clock = clock
    this.#countedAt = clock.now()
  }

  /**
   * Resolves, one call after the other, when so many bytes may be written: at once, unless too many were
   * before.
   */
  spend(bytes: number): Promise<void> {
    const waitMs = this.#charge(bytes)
    if (waitMs > 0) this.#last = this.#last.then(() => this.#wait(waitMs))
    return this.#last
  }

  /** Takes bytes off what is left; how long to wait for it, in ms. */
  #charge(bytes: number): number {
    const now = this.#clock.now()
    const gained = (Math.max(0, now - this.#countedAt) / 1000) * LIVE_BYTES_PER_S
    const before = Math.min(LIVE_BYTES_AT_ONCE, this.#left + gained)
    this.#left = before - bytes
    this.#countedAt = now
    const owed = Math.min(bytes, -this.#left)
    return (Math.max(0, owed) / LIVE_BYTES_PER_S) * 1000
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve)
    })
  }
}
