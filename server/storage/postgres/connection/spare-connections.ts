// Connections that one store of this process has left over for its next one: where another part of a node
// begins in a hurry, each new one would cost it a handshake.
import type { DatabaseConnection } from './connection.ts'

/** As many are kept at most: what the store of a process has. */
const SPARE_MAX = 10

export class SpareConnections {
  readonly #spare: DatabaseConnection[] = []
  #isClosed = false

  /** How many there are. */
  get count(): number {
    return this.#spare.filter(({ isLost }) => !isLost).length
  }

  /** One that nobody uses any more; null: there is none. */
  take(): DatabaseConnection | null {
    for (let spare = this.#spare.pop(); spare !== undefined; spare = this.#spare.pop())
      if (!spare.isLost) return spare
    return null
  }

  /** Keeps one on which nothing is under way, or ends it. */
  async leave(connection: DatabaseConnection): Promise<void> {
    const isKept = !this.#isClosed && !connection.isLost && this.#spare.length < SPARE_MAX
    if (isKept) this.#spare.push(connection)
    else await connection.end()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#spare.splice(0).map((connection) => connection.end()))
  }
}
