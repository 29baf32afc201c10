// How much a world may write into live: a log keeps all of it, and code that writes all the time would fill
// any disk. A world that writes more waits, and so does everything in it. No other world notices.
import { pause } from '../../../shared/time/time-limit.ts'
import { TokenBucket } from '../../../shared/time/token-bucket.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/** Bytes a second that a world writes on average, for ever; and how much at once after a pause. */
export const LIVE_BYTES_PER_S = 256 * 1024
export const LIVE_BYTES_AT_ONCE = 64 * 1024 * 1024

export class LiveWriteLimit {
  readonly #clock: ServerClock
  readonly #bucket: TokenBucket
  #last: Promise<void> = Promise.resolve()

  constructor(clock: ServerClock) {
    this.#clock = clock
    const rate = { perSecond: LIVE_BYTES_PER_S, atOnce: LIVE_BYTES_AT_ONCE }
    this.#bucket = new TokenBucket(rate, () => clock.now())
  }

  /**
   * Resolves, one call after the other, when so many bytes may be written: at once, unless too many were
   * before.
   */
  spend(bytes: number): Promise<void> {
    // Writes that were too much before are waited for already.
    const waitMs = Math.min(this.#bucket.overdraw(bytes), (1000 * bytes) / LIVE_BYTES_PER_S)
    if (waitMs > 0) this.#last = this.#last.then(() => pause(this.#clock, waitMs))
    return this.#last
  }
}
