// A limit for rare events: so many within any stretch of time, and not one more.

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

/** Most that are counted of many; past that, the one that did it longest ago goes, which harms nobody. */
const COUNTED_MAX = 10_000

/** The same for each of many. */
export class SlidingWindows<Key> {
  readonly #bound: { readonly max: number; readonly ms: number }
  readonly #clock: { now(): number }
  /** The one that did it last stands last. */
  readonly #windows = new Map<Key, SlidingWindow>()

  constructor(bound: { readonly max: number; readonly ms: number }, clock: { now(): number }) {
    this.#bound = bound
    this.#clock = clock
  }

  /** False: this one did it so often already. */
  take(key: Key): boolean {
    const window = this.#windows.get(key) ?? new SlidingWindow(this.#bound, this.#clock)
    if (!window.take()) return false
    this.#windows.delete(key)
    this.#windows.set(key, window)
    const [oldest] = this.#windows.keys()
    if (this.#windows.size > COUNTED_MAX && oldest !== undefined) this.#windows.delete(oldest)
    return true
  }
}
