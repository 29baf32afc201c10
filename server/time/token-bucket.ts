// How often something may be done: so often a second on average, and more at once after a pause.
interface BucketLimit {
  readonly perS: number
  readonly atOnce: number
}

export class TokenBucket {
  readonly #allowed: BucketLimit
  readonly #now: () => number
  #left: number
  #countedAt: number

  /** `now`: ms since whenever. */
  constructor(allowed: BucketLimit, now: () => number) {
    this.#allowed = allowed
    this.#now = now
    this.#left = allowed.atOnce
    this.#countedAt = now()
  }

  /** False: too much was done, and this much may not be done now. */
  take(amount = 1): boolean {
    this.#count()
    if (this.#left < amount) return false
    this.#left -= amount
    return true
  }

  /** As one that was never paid from. */
  isFull(): boolean {
    this.#count()
    return this.#left === this.#allowed.atOnce
  }

  #count(): void {
    const { perS, atOnce } = this.#allowed
    const now = this.#now()
    const gained = (Math.max(0, now - this.#countedAt) / 1000) * perS
    this.#left = Math.min(atOnce, this.#left + gained)
    this.#countedAt = now
  }
}

/** Of more than so many, those that are full are forgotten. */
const BUCKETS_MAX = 1_000

/** A bucket for each of many. */
export class TokenBuckets<K> {
  readonly #make: () => TokenBucket
  readonly #buckets = new Map<K, TokenBucket>()

  /** `now`: ms since whenever. */
  constructor(allowed: BucketLimit, now: () => number) {
    this.#make = () => new TokenBucket(allowed, now)
  }

  /** False: this one did too much, and may not do this much now. */
  take(by: K, amount = 1): boolean {
    if (!this.#buckets.has(by) && this.#buckets.size >= BUCKETS_MAX) this.#forgetFull()
    const bucket = this.#buckets.get(by) ?? this.#make()
    this.#buckets.set(by, bucket)
    return bucket.take(amount)
  }

  #forgetFull(): void {
    for (const [by, bucket] of this.#buckets) if (bucket.isFull()) this.#buckets.delete(by)
  }
}
