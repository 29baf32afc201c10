// Lets one at a time do something with a thing of a name. Two names are always taken in the same order, so
// that two who want the same two never wait for each other.
export class KeyedLock<Name extends string | number> {
  readonly #last = new Map<Name, Promise<unknown>>()

  async take<Answer>(name: Name, act: () => Promise<Answer>): Promise<Answer> {
    const before = this.#last.get(name)
    const done = (async () => {
      await before
      return act()
    })()
    const settled = done.catch(() => {})
    this.#last.set(name, settled)
    try {
      return await done
    } finally {
      if (this.#last.get(name) === settled) this.#last.delete(name)
    }
  }

  takeBoth<Answer>(one: Name, other: Name, act: () => Promise<Answer>): Promise<Answer> {
    if (other === one) return this.take(one, act)
    if (other < one) return this.takeBoth(other, one, act)
    return this.take(one, () => this.take(other, act))
  }
}
