// The way to the database: makes connections, and knows since when it is away. A short absence is a pause:
// work waits for it. A longer one is a fault, told at once, until it is back.
import type { Logger } from 'pino'
import { waitMsAfter } from '../../../../shared/time/doubling-wait.ts'
import { pause, withinTime } from '../../../../shared/time/time-limit.ts'
import type { ServerClock } from '../../../time/server-clock.ts'
import { DatabaseConnection, SESSION } from './connection.ts'
import type { DatabaseAddress } from './database-address.ts'
import { codeOf, ConnectionLost, isAway, isAwayFault } from './database-faults.ts'
import { closedStore } from '../../store-faults.ts'
import type { SpareConnections } from './spare-connections.ts'

/** How long work waits for a database that is away, in ms: it is started again, or another one takes over. */
const AWAY_MAX_MS = 10_000
/** How long a connection that was left over may take to answer, in ms. */
const SPARE_MS = 1_000
/** Between two tries. */
const WAIT = { firstMs: 50, longestMs: 1_000 }

export class DatabaseLink {
  readonly #address: DatabaseAddress
  readonly #logger: Pick<Logger, 'warn'> | undefined
  readonly #session: string
  readonly #spare: SpareConnections | null
  readonly #closing = new AbortController()
  #awaySince: number | null = null
  readonly clock: ServerClock
  /** The name under which this process has the database for itself; null where anybody may write. */
  readonly holder: string | null
  /** That is a name in the list of the processes of a node: it writes as long as it is there. */
  readonly isAmong: boolean

  constructor(
    address: DatabaseAddress,
    {
      holder,
      clock,
      isAmong = false,
      session = SESSION,
      spare = null,
      logger,
    }: {
      readonly holder: string | null
      readonly clock: ServerClock
      readonly isAmong?: boolean
      readonly session?: string
      readonly spare?: SpareConnections | null
      readonly logger?: Pick<Logger, 'warn'>
    },
  ) {
    this.#address = address
    this.#session = session
    this.#spare = spare
    this.holder = holder
    this.clock = clock
    this.isAmong = isAmong
    this.#logger = logger
  }

  /** Whether it is away for longer than work waits. */
  get isAwayLong(): boolean {
    return this.#awaySince !== null && this.clock.monotonic() - this.#awaySince > AWAY_MAX_MS
  }

  /**
   * A connection that nobody else uses. Rejects with a StoreFault when the database is away for longer than
   * work waits; with `forEver`, only when the store is closed.
   */
  async connect({ forEver = false } = {}): Promise<DatabaseConnection> {
    const { signal } = this.#closing
    for (let failures = 0; ; failures += 1) {
      if (signal.aborted) throw closedStore()
      try {
        const spare = await this.#takeSpare()
        if (spare !== null) return spare
        const connection = await DatabaseConnection.open(this.#address, this.#session)
        if (await connection.isReadOnly()) {
          connection.cut()
          throw new ConnectionLost('The server takes no writes.')
        }
        this.#awaySince = null
        return connection
      } catch (error) {
        if (codeOf(error) !== null && !isAway(error))
          this.#logger?.warn({ code: codeOf(error) }, 'no connection')
        if (this.#awaySince === null) this.#logger?.warn('the database cannot be reached')
        this.#awaySince ??= this.clock.monotonic()
        if (this.isAwayLong && !forEver) throw isAwayFault()
      }
      await pause(this.clock, waitMsAfter(failures, WAIT), signal)
    }
  }

  /** One that answers still; null: there is none. */
  async #takeSpare(): Promise<DatabaseConnection | null> {
    for (;;) {
      const spare = this.#spare?.take() ?? null
      if (spare === null) return null
      const mayWrite = spare.isReadOnly().then(
        (isReadOnly) => !isReadOnly,
        () => false,
      )
      if (await withinTime(this.clock, SPARE_MS, mayWrite, false)) return spare
      spare.cut()
    }
  }

  /** A connection on which nothing is under way is not needed any more. */
  async leave(connection: DatabaseConnection): Promise<void> {
    await (this.#spare === null ? connection.end() : this.#spare.leave(connection))
  }

  /** Nobody waits for the database any more. */
  close(): void {
    this.#closing.abort()
  }
}
