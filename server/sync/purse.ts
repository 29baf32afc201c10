// How often something may be done: so often a second on average, and more at once after a pause.
export interface Allowed {
  readonly perS: number
  readonly atOnce: number
}

export class Purse {
  private readonly allowed: Allowed
  private readonly now: () => number
  private left: number
  private countedAt: number

  /** `now`: ms since whenever. */
  constructor(allowed: Allowed, now: () => number) {
    this.allowed = allowed
    this.now = now
    this.left = allowed.atOnce
    this.countedAt = now()
  }

  /** False: too much was done, and it may not be done now. */
  pay(): boolean {
    this.count()
    if (this.left < 1) return false
    this.left -= 1
    return true
  }

  /** As one that was never paid from. */
  isFull(): boolean {
    this.count()
    return this.left === this.allowed.atOnce
  }

  private count(): void {
    const { perS, atOnce } = this.allowed
    const now = this.now()
    const gained = (Math.max(0, now - this.countedAt) / 1000) * perS
    this.left = Math.min(atOnce, this.left + gained)
    this.countedAt = now
  }
}

/** Of more than so many, those that are full are forgotten. */
const PURSES_MAX = 1_000

/** A purse for each of many. */
export class Purses<K> {
  private readonly make: () => Purse
  private readonly purses = new Map<K, Purse>()

  /** `now`: ms since whenever. */
  constructor(allowed: Allowed, now: () => number) {
    this.make = () => new Purse(allowed, now)
  }

  /** False: this one did too much, and may not now. */
  pay(by: K): boolean {
    if (!this.purses.has(by) && this.purses.size >= PURSES_MAX) this.forgetFull()
    const purse = this.purses.get(by) ?? this.make()
    this.purses.set(by, purse)
    return purse.pay()
  }

  private forgetFull(): void {
    for (const [by, purse] of this.purses) if (purse.isFull()) this.purses.delete(by)
  }
}
