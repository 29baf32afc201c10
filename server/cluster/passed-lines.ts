// The connections by which clients of this process are passed on to others.
import type { TLSSocket } from 'node:tls'
import { isSameAddress, type InsideAddress } from '../network/inside-address.ts'

interface PassedLine {
  readonly line: TLSSocket
  /** Where it leads. */
  readonly at: InsideAddress
}

export class PassedLines {
  readonly #lines = new Set<PassedLine>()

  add({ line, at }: PassedLine): void {
    const passed = { line, at }
    this.#lines.add(passed)
    line.once('close', () => this.#lines.delete(passed))
  }

  /** Cuts off who was passed on to that process; null: to any. */
  cutOff(to: InsideAddress | null): void {
    for (const { line, at } of this.#lines) if (to === null || isSameAddress(at, to)) line.destroy()
  }
}
