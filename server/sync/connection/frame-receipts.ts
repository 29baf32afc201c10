// Counts what one connection sent: which of its step 2 and update frames are on the disk, in order, without a
// gap.
export class Receipts {
  /** Frames that were taken in so far; refused ones do not count. */
  #taken = 0
  /** Frames on their way to the disk, oldest first; null: there were none yet. */
  #pending: number[] | null = null
  /**
   * Frames that rested on missing ones, oldest first: a later step 2 that is on the disk heals them. Of those
   * between two step 2, which are healed together, only the first. Null: none.
   */
  #holes: number[] | null = null
  #lastStep2 = 0
  #said = 0

  /** Takes in a frame that goes to the disk, or must wait for one that does; returns its number. */
  pend(isStep2: boolean): number {
    ;(this.#pending ??= []).push(++this.#taken)
    if (isStep2) this.#lastStep2 = this.#taken
    return this.#taken
  }

  /**
   * Takes in a frame that is on the disk already. A step 2 holds all that its sender has, so it heals the
   * holes before.
   */
  take(isStep2: boolean): void {
    this.#taken++
    if (isStep2) this.#heal(this.#taken)
  }

  /** Takes in a frame that rests on missing ones. */
  miss(): void {
    this.#taken++
    if ((this.#holes?.at(-1) ?? 0) <= this.#lastStep2) (this.#holes ??= []).push(this.#taken)
  }

  /** A pending frame is on the disk. They arrive in order. */
  stored(frame: number, isStep2: boolean): void {
    if (this.#pending?.[0] === frame) this.#pending.shift()
    else this.#forget(frame)
    if (isStep2) this.#heal(frame)
  }

  #forget(frame: number): void {
    const at = this.#pending?.indexOf(frame) ?? -1
    if (at >= 0) this.#pending?.splice(at, 1)
  }

  /** How many frames are on the disk without a gap, if that is more than was said before; null otherwise. */
  news(): number | null {
    const open = Math.min(this.#pending?.[0] ?? Infinity, this.#holes?.[0] ?? Infinity)
    const saved = Math.min(this.#taken, open - 1)
    if (saved <= this.#said) return null
    this.#said = saved
    return saved
  }

  #heal(step2: number): void {
    const open = this.#holes?.filter((hole) => hole > step2)
    this.#holes = open?.length ? open : null
  }
}
