// Reads a text piece by piece, between which others have their turn: a text of a hundred thousand items takes
// some tens of milliseconds. What was read of a text that changes meanwhile is of no use.
import * as Y from 'yjs'
import type { Item } from '../item-places.ts'

/** How many characters cost about as much as one item. */
const CHARS_IN_STEP = 16

export class TextReading {
  readonly #text: Y.Text | null
  readonly #most: number
  #item: Item | null
  #pieces: string[] = []
  #chars = 0
  #whole: string | null = null
  #isStale = false
  #isFollowed = false
  readonly #change = (): void => {
    this.#isStale = true
    this.stop()
  }

  /** Reads a text, or, if that is longer, its first `most` characters. A string is read at once. */
  constructor(text: Y.Text | string, most: number) {
    this.#text = typeof text === 'string' ? null : text
    this.#most = most
    this.#item = this.#text?._start ?? null
    if (typeof text === 'string') this.#pieces = [text]
  }

  /** The text was changed after its first piece was read. */
  get isStale(): boolean {
    return this.#isStale
  }

  /** What stands there; null until all is read. */
  get whole(): string | null {
    return this.#whole
  }

  /** Reads on. A step is looking at one item; answers how many of these steps are left. */
  readOn(steps: number): number {
    if (this.#isStale || this.#whole !== null) return steps
    const piece: string[] = []
    let left = steps
    for (; this.#item !== null && left > 0 && this.#chars <= this.#most; this.#item = this.#item.right) {
      left -= 1
      const { content, deleted } = this.#item
      if (deleted || !(content instanceof Y.ContentString)) continue
      piece.push(content.str)
      this.#chars += content.str.length
      left -= content.str.length / CHARS_IN_STEP
    }
    // Joined now: joining all of them at the end would take long.
    this.#pieces.push(piece.join(''))
    if (this.#item !== null && this.#chars <= this.#most) this.#follow()
    else {
      const whole = this.#pieces.join('')
      this.#whole = whole.length <= this.#most ? whole : whole.slice(0, this.#most).toWellFormed()
      this.stop()
    }
    return Math.max(0, Math.floor(left))
  }

  /** Ends it: it hears of changes until it is read whole, or stopped. */
  stop(): void {
    if (this.#isFollowed) this.#text?.unobserve(this.#change)
    this.#isFollowed = false
    this.#pieces = []
    this.#item = null
  }

  #follow(): void {
    if (!this.#isFollowed) this.#text?.observe(this.#change)
    this.#isFollowed = true
  }
}
