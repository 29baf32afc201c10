// The connections by which clients of this process are passed on to others.
import { isSameAddress, type InsideAddress } from '../network/inside-address.ts'
import type { ClientWay } from './client-way.ts'

type PassedLine = Pick<ClientWay, 'line' | 'at'>

export class PassedLines {
  readonly #lines = new Set<PassedLine>()

  add(passed: PassedLine): void {
    this.#lines.add(passed)
    passed.line.once('close', () => this.#lines.delete(passed))
  }

  /** Cuts off who was passed on to that process; null: to any. */
  cutOff(to: InsideAddress | null): void {
    for (const { line, at } of this.#lines) if (to === null || isSameAddress(at, to)) line.destroy()
  }
}
