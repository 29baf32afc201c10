// Lets a few at a time do something that costs much at once, in the order in which they came.
export class Turns {
  private readonly waiting: (() => void)[] = []
  private free: number

  constructor(atOnce: number) {
    this.free = atOnce
  }

  async take<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    if (this.free > 0) this.free--
    else await new Promise<void>((resolve) => this.waiting.push(resolve))
    try {
      return await act()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.free++
    }
  }
}
