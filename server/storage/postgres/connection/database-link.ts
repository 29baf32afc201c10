// The way to the database: makes connections, and knows since when it is away. A short absence is a pause: work
// waits for it. A longer one is a fault, told at once, until it is back.
import type { Logger } from 'pino'
import { DatabaseConnection, SESSION } from './connection.ts'
import type { DatabaseAddress } from './database-address.ts'
import { codeOf, isAway, isAwayFault } from './database-faults.ts'
import { closedStore } from '../../store-faults.ts'

/** So long work waits for a database that is away, in ms: it is started again, or another one takes over. */
const PATIENCE_MS = 10_000
/** Between two tries, in ms: rising from the first to the last. */
const TRY_FIRST_MS = 50
const TRY_LAST_MS = 1_000

export class DatabaseLink {
  readonly #address: DatabaseAddress
  readonly #logger: Pick<Logger, 'warn'> | undefined
  readonly #session: string
  readonly #closing = new AbortController()
  #awaySince: number | null = null
  /** The name under which this process has the database for itself; null where others have it, too. */
  readonly holder: string | null

  constructor(
    address: DatabaseAddress,
    {
      holder,
      session = SESSION,
      logger,
    }: {
      readonly holder: string | null
      readonly session?: string
      readonly logger?: Pick<Logger, 'warn'>
    },
  ) {
    this.#address = address
    this.#session = session
    this.holder = holder
    this.#logger = logger
  }

  /** Whether it is away for longer than work waits. */
  get isAwayLong(): boolean {
    return this.#awaySince !== null && performance.now() - this.#awaySince > PATIENCE_MS
  }

  /**
   * A new connection. Rejects with a StoreFault when the database is away for longer than work waits; with
   * `forEver`, only when the store is closed.
   */
  async connect({ forEver = false } = {}): Promise<DatabaseConnection> {
    for (let waitMs = TRY_FIRST_MS; ; waitMs = Math.min(waitMs * 2, TRY_LAST_MS)) {
      if (this.#closing.signal.aborted) throw closedStore()
      try {
        const connection = await DatabaseConnection.open(this.#address, this.#session)
        this.#awaySince = null
        return connection
      } catch (error) {
        if (codeOf(error) !== null && !isAway(error))
          this.#logger?.warn({ code: codeOf(error) }, 'no connection')
        if (this.#awaySince === null) this.#logger?.warn('the database cannot be reached')
        this.#awaySince ??= performance.now()
        if (this.isAwayLong && !forEver) throw isAwayFault()
      }
      await this.#pause(waitMs)
    }
  }

  /** Nobody waits for the database any more. */
  close(): void {
    this.#closing.abort()
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#closing
      const go = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', go)
        resolve()
      }
      const timer = setTimeout(go, ms)
      signal.addEventListener('abort', go)
    })
  }
}
