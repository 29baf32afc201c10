// Where in its code a program made its handlers and timers: the line that is told when one of them ends the
// thread, which cannot be asked any more.
import type { Delivery } from '../sandbox-protocol.ts'

/** Most lines that are kept of a program's handlers, and of its timers; the oldest are forgotten. */
const LINES_MAX = 500
/** What the guest tells: what was made, its number, and the stack there, in the order in which it says so. */
const PLACE = /^\{"what":"(handler|timer|once)","number":(\d+),[^]*?page\.js:(\d+)/

export class HandlerLines {
  readonly #handlers = new Map<number, number>()
  readonly #timers = new Map<number, number>()
  /** Timers that beat once. */
  readonly #once = new Set<number>()

  /** Takes note of what the guest tells; there is nothing to answer. */
  notePlace(told: string): 'null' {
    const [, what, number, line] = PLACE.exec(told) ?? []
    if (what === undefined) return 'null'
    const lines = what === 'handler' ? this.#handlers : this.#timers
    if (what === 'once') this.#once.add(Number(number))
    lines.set(Number(number), Number(line) - 1)
    for (const oldest of lines.keys()) {
      if (lines.size <= LINES_MAX) break
      lines.delete(oldest)
      if (lines === this.#timers) this.#once.delete(oldest)
    }
    return 'null'
  }

  /** The line, from 0, of what works on a delivery; null: nobody knows, or there are several. */
  findLine(delivery: Delivery): number | null {
    if (delivery.type === 'timer') {
      const line = this.#timers.get(delivery.timer) ?? null
      if (this.#once.delete(delivery.timer)) this.#timers.delete(delivery.timer)
      return line
    }
    if (delivery.type !== 'event' && delivery.type !== 'before') return null
    const [first, ...others] = delivery.handlers
    return first === undefined || others.length > 0 ? null : (this.#handlers.get(first) ?? null)
  }
}
