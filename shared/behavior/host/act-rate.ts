// How much an artifact may do in the world: so many acts a second on average over ten seconds.
import { ACTS_PER_S } from '../program-limits.ts'

const OVER_S = 10
const ACTS_MOST = ACTS_PER_S * OVER_S

/** Takes acts out of a bucket that fills with time. */
export class ActRateLimit {
  #left = ACTS_MOST
  #at: number

  constructor(ticks: number) {
    this.#at = ticks
  }

  /**
   * False, and nothing is taken, when there are not so many left. `ticks`: ms of a clock that never goes
   * back.
   */
  take(acts: number, ticks: number): boolean {
    this.#left = Math.min(ACTS_MOST, this.#left + ((ticks - this.#at) / 1000) * ACTS_PER_S)
    this.#at = ticks
    if (acts > this.#left) return false
    this.#left -= acts
    return true
  }
}
