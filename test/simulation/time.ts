// Time that passes only when a test lets it: due work runs in order, and everything that follows from it at
// once.
import type { ServerClock } from '../../server/time/server-clock.ts'

interface Due {
  readonly at: number
  readonly order: number
  readonly run: () => void
  isCancelled: boolean
}

/** When every simulation begins, in ms since 1970. */
const EPOCH = Date.UTC(2026, 0, 1)

/** Lets promises that are settled be heard. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export class VirtualTime implements ServerClock {
  /** ms since the simulation began. */
  at = 0
  /** By how much the clock on the wall has jumped, as after a machine slept, in ms. */
  jumped = 0
  readonly #due: Due[] = []
  #orders = 0

  now(): number {
    return EPOCH + this.at + this.jumped
  }

  monotonic(): number {
    return this.at
  }

  after(ms: number, run: () => void): () => void {
    const due = { at: this.at + Math.max(0, ms), order: this.#orders++, run, isCancelled: false }
    this.#put(due)
    return () => (due.isCancelled = true)
  }

  soon(run: () => void): void {
    this.after(0, run)
  }

  /** Lets `ms` pass. */
  async pass(ms: number): Promise<void> {
    const until = this.at + ms
    await settle()
    for (let next = this.#due[0]; next !== undefined && next.at <= until; next = this.#due[0]) {
      this.#take()
      if (next.isCancelled) continue
      this.at = next.at
      next.run()
      await settle()
    }
    this.at = until
  }

  /** A clock that stops for good, like that of a process that dies. */
  mortal(life: { readonly isOver: boolean }): ServerClock {
    const living = (run: () => void) => () => {
      if (!life.isOver) run()
    }
    return {
      now: () => this.now(),
      monotonic: () => this.monotonic(),
      after: (ms, run) => this.after(ms, living(run)),
      soon: (run) => this.soon(living(run)),
    }
  }

  /** Keeps `due` a heap: a parent is due before its children. */
  #put(due: Due): void {
    let at = this.#due.push(due) - 1
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = this.#due[(at - 1) >> 1]
      if (parent === undefined || !isBefore(due, parent)) break
      this.#due[at] = parent
    }
    this.#due[at] = due
  }

  #take(): void {
    const last = this.#due.pop()
    if (last === undefined || this.#due.length === 0) return
    let at = 0
    for (;;) {
      const [left, right] = [this.#due[2 * at + 1], this.#due[2 * at + 2]]
      const isRight = right !== undefined && left !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (child === undefined || !isBefore(child, last)) break
      this.#due[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    this.#due[at] = last
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}
