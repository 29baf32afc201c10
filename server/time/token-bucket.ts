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

  /** False: too much was done, and this much may not be done now. */
  pay(amount = 1): boolean {
    this.count()
    if (this.left < amount) return false
    this.left -= amount
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

  /** False: this one did too much, and may not do this much now. */
  pay(by: K, amount = 1): boolean {
    if (!this.purses.has(by) && this.purses.size >= PURSES_MAX) this.forgetFull()
    const purse = this.purses.get(by) ?? this.make()
    this.purses.set(by, purse)
    return purse.pay(amount)
  }

  private forgetFull(): void {
    for (const [by, purse] of this.purses) if (purse.isFull()) this.purses.delete(by)
  }
}
