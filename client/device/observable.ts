// A value that others follow: they are called back when it is another.
import { Listeners } from './listener-set.ts'

export class Observable<T> {
  readonly #listeners = new Listeners<T>()
  #now: T
  readonly subscribe = this.#listeners.add

  constructor(now: T) {
    this.#now = now
  }

  get now(): T {
    return this.#now
  }

  set(next: T): void {
    if (next === this.#now) return
    this.#now = next
    this.#listeners.tell(next)
  }
}
