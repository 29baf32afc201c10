// How often something may be done: so often a second on average, and more at once after a pause (a token
// bucket).

export interface Rate {
  readonly perSecond: number
  /** After a pause. */
  readonly atOnce: number
}

export class TokenBucket {
  readonly #rate: Rate
  readonly #now: () => number
  #left: number
  #countedAt: number

  /** `now`: ms since whenever. Where it goes back, the bucket goes on filling from there. */
  constructor(rate: Rate, now: () => number) {
    this.#rate = rate
    this.#now = now
    this.#left = rate.atOnce
    this.#countedAt = now()
  }

  /** False: there is not so much left, and nothing is taken. */
  take(amount = 1): boolean {
    this.#fill()
    if (this.#left < amount) return false
    this.#left -= amount
    return true
  }

  /** In how many ms there is so much again; 0: now. */
  waitMs(amount = 1): number {
    this.#fill()
    const missing = amount - this.#left
    return missing <= 0 ? 0 : Math.max(1, Math.round(this.#msFor(missing)))
  }

  /** Takes more than is left, too; answers in how many ms that will have come in. */
  overdraw(amount: number): number {
    this.#fill()
    this.#left -= amount
    return this.#msFor(Math.max(0, -this.#left))
  }

  /** As one that nothing was ever taken from. */
  isFull(): boolean {
    this.#fill()
    return this.#left === this.#rate.atOnce
  }

  #fill(): void {
    const now = this.#now()
    const gained = (Math.max(0, now - this.#countedAt) / 1000) * this.#rate.perSecond
    this.#left = Math.min(this.#rate.atOnce, this.#left + gained)
    this.#countedAt = now
  }

  #msFor(amount: number): number {
    return (amount / this.#rate.perSecond) * 1000
  }
}

/** Most buckets that are kept of many, each about 100 bytes; past that, the one used longest ago goes. */
const BUCKETS_MAX = 20_000

/** A bucket for each of many. */
export class TokenBuckets<Key> {
  readonly #rate: Rate
  readonly #now: () => number
  /** The one that was used last stands last. */
  readonly #buckets = new Map<Key, TokenBucket>()

  /** `now`: ms since whenever. */
  constructor(rate: Rate, now: () => number) {
    this.#rate = rate
    this.#now = now
  }

  /** False: there is not so much left for this one, and nothing is taken. */
  take(key: Key, amount = 1): boolean {
    return this.#bucketOf(key).take(amount)
  }

  /** Takes it; answers 0, or in how many ms there is so much again, and then nothing is taken. */
  takeOrWaitMs(key: Key, amount = 1): number {
    const bucket = this.#bucketOf(key)
    return bucket.take(amount) ? 0 : bucket.waitMs(amount)
  }

  /** In how many ms there is so much for this one; 0: now. */
  waitMs(key: Key, amount = 1): number {
    return this.#bucketOf(key).waitMs(amount)
  }

  /** Takes more than is left, too. */
  overdraw(key: Key, amount: number): void {
    this.#bucketOf(key).overdraw(amount)
  }

  #bucketOf(key: Key): TokenBucket {
    const known = this.#buckets.get(key)
    if (known === undefined) this.#makeRoom()
    const bucket = known ?? new TokenBucket(this.#rate, this.#now)
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    return bucket
  }

  /** A full one is as good as a new one. */
  #makeRoom(): void {
    for (const [key, bucket] of this.#buckets) {
      if (this.#buckets.size < BUCKETS_MAX && !bucket.isFull()) return
      this.#buckets.delete(key)
    }
  }
}
