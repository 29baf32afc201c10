// Those who want to be told of something, until they do not any more.

export class Listeners<T = void> {
  readonly #listeners = new Set<(news: T) => void>()

  get size(): number {
    return this.#listeners.size
  }

  /** Returns how to end it. It can be handed on as it is: as the `subscribe` of a store, say. */
  readonly add = (listener: (news: T) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells all of them, whoever throws. */
  tell(news: T): void {
    const errors: unknown[] = []
    for (const listener of this.#listeners) {
      try {
        listener(news)
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }

  clear(): void {
    this.#listeners.clear()
  }
}
