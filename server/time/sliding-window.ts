// So many times within any stretch of time, and not once more: for rare events.

export class SlidingWindow {
  readonly #bound: { readonly max: number; readonly ms: number }
  readonly #clock: { now(): number }
  /** When it was done within the stretch that ends now, the oldest first. */
  #times: number[] = []

  constructor(bound: { readonly max: number; readonly ms: number }, clock: { now(): number }) {
    this.#bound = bound
    this.#clock = clock
  }

  /** False: it was done so often already. */
  take(): boolean {
    const now = this.#clock.now()
    // A clock that was set back holds nobody up.
    this.#times = this.#times.filter((at) => at <= now && now - at < this.#bound.ms)
    if (this.#times.length >= this.#bound.max) return false
    this.#times.push(now)
    return true
  }
}
