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
    const { perS, atOnce } = this.allowed
    const now = this.now()
    const gained = (Math.max(0, now - this.countedAt) / 1000) * perS
    this.left = Math.min(atOnce, this.left + gained)
    this.countedAt = now
    if (this.left < 1) return false
    this.left -= 1
    return true
  }
}
