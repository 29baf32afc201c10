// Lets a few at a time do something that costs much at once, in the order in which they came.

/** A job that takes longer than so long waits for something else: the next one goes on beside it. */
interface SlotTimeout {
  readonly clock: { after(ms: number, run: () => void): () => void }
  readonly ms: number
}

export class Semaphore {
  readonly #waiting: (() => void)[] = []
  readonly #timeout: SlotTimeout | null
  #free: number

  /** Without `timeout` a turn lasts until it is over. */
  constructor(atOnce: number, timeout: SlotTimeout | null = null) {
    this.#free = atOnce
    this.#timeout = timeout
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length
  }

  async take<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    let isOver = false
    const end = (): void => {
      if (!isOver) this.#pass()
      isOver = true
    }
    const cancel = this.#timeout?.clock.after(this.#timeout.ms, end)
    try {
      return await act()
    } finally {
      cancel?.()
      end()
    }
  }

  #pass(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
