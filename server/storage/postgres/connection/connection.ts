// One connection to PostgreSQL. Bytes go there as they are, and come back in hexadecimal; each statement is
// prepared once. It is lost for good when the server or the network ends it.
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'
import type { DatabaseAddress } from './database-address.ts'
import { ConnectionLost } from './database-faults.ts'
import { isWithoutTls, tlsOptions } from './database-tls.ts'

/** Runs statements, within a transaction or not. */
export interface Sql {
  /** The rows of an answer; each has the columns that the statement names. */
  rows<Row>(text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>
  /** How many rows were changed. */
  run(text: string, values?: readonly SqlValue[]): Promise<number>
}

export type SqlValue = string | number | boolean | Uint8Array | null

/** What the server calls a connection in the list of its sessions. */
export const SESSION = 'inkland'
/** How long the server may take to let somebody in, in ms. */
const CONNECT_MS = 5_000
/** After so long in silence the system asks whether the other side is there, in ms. */
const KEEP_ALIVE_MS = 5_000

/** A commit takes as long as it takes: nothing ends it from this side. */
const SETTINGS =
  'SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; ' +
  "SET bytea_output = 'hex'; SET client_min_messages = 'warning'"

/** Statements by their text: each has one name on every connection. */
const names = new Map<string, string>()

function nameOf(text: string): string {
  const name = names.get(text) ?? `s${names.size}`
  names.set(text, name)
  return name
}

export class DatabaseConnection implements Sql {
  readonly #client: pg.Client
  #isLost = false
  #hasWarned = false

  /** Whether nobody on the way can read it. */
  readonly isEncrypted: boolean

  private constructor(client: pg.Client, isEncrypted: boolean) {
    this.#client = client
    this.isEncrypted = isEncrypted
    client.on('error', () => this.#lose())
    client.on('end', () => this.#lose())
    client.on('notice', ({ code }) => {
      if (code?.startsWith('01') === true || code?.startsWith('57') === true) this.#hasWarned = true
    })
  }

  /**
   * `session`: what the server calls it. Rejects with an error of the server, the client library or the
   * system.
   */
  static async open(address: DatabaseAddress, session = SESSION): Promise<DatabaseConnection> {
    const ssl = await tlsOptions(address.tls)
    try {
      return await DatabaseConnection.#openWith(address, session, ssl)
    } catch (error) {
      if (address.tls.mode !== 'prefer' || !isWithoutTls(error)) throw error
      return DatabaseConnection.#openWith(address, session, false)
    }
  }

  static async #openWith(
    { host, port, database, user, password }: DatabaseAddress,
    session: string,
    ssl: false | ConnectionOptions,
  ): Promise<DatabaseConnection> {
    const client = new pg.Client({
      host,
      port,
      database,
      ...(user !== null && { user }),
      ...(password !== null && { password }),
      ssl,
      application_name: session,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      types: { getTypeParser: parserOf },
    })
    const connection = new DatabaseConnection(client, ssl !== false)
    await client.connect()
    await client.query(SETTINGS)
    return connection
  }

  get isLost(): boolean {
    return this.#isLost
  }

  /** Whether the server takes no writes now: it is a standby, or was the primary until a moment ago. */
  async isReadOnly(): Promise<boolean> {
    const [shown] = await this.rows<{ transaction_read_only: string }>('SHOW transaction_read_only')
    return shown?.transaction_read_only === 'on'
  }

  /** The number of the server's own process for this connection; asked without a prepared statement. */
  async serverProcess(): Promise<unknown> {
    const { rows } = await this.#guarded(() =>
      this.#client.query<{ pid: unknown }>('SELECT pg_backend_pid() AS pid'),
    )
    return rows[0]?.pid
  }

  async rows<Row>(text: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> {
    const { rows } = await this.#ask(text, values)
    // The statement names its columns; parserOf made their values.
    return rows as readonly Row[]
  }

  async run(text: string, values: readonly SqlValue[] = []): Promise<number> {
    return (await this.#ask(text, values)).rowCount ?? 0
  }

  /** A statement without values and without an answer, such as BEGIN; the tag of what was done. */
  async say(text: string): Promise<string> {
    return (await this.#guarded(() => this.#client.query(text))).command
  }

  /**
   * Whether the server warned since this was asked last. A commit that did not wait for its standby is told
   * as a warning.
   */
  takeWarning(): boolean {
    const hasWarned = this.#hasWarned
    this.#hasWarned = false
    return hasWarned
  }

  /** Cuts it: what was on its way may happen or not. */
  cut(): void {
    this.#lose()
    void this.end()
  }

  async end(): Promise<void> {
    await this.#client.end().catch(() => {})
  }

  #ask(text: string, values: readonly SqlValue[]): Promise<pg.QueryResult> {
    const query = { name: nameOf(text), text, values: [...values] }
    return this.#guarded(() => this.#client.query(query))
  }

  async #guarded<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#isLost) throw new ConnectionLost('The connection to the database is lost.')
    try {
      return await ask()
    } catch (error) {
      // A FATAL error of the server comes just before it ends the connection.
      if (error instanceof pg.DatabaseError && !error.code?.startsWith('57P')) throw error
      this.cut()
      throw new ConnectionLost('The connection to the database is lost.', { cause: error })
    }
  }

  #lose(): void {
    this.#isLost = true
  }
}

type ColumnParser = (value: string) => unknown

const BOOLEAN = 16
const BYTES = 17
/** Whole numbers of 8, 2 and 4 bytes: ours are all exact in JavaScript. */
const INTEGERS: readonly number[] = [20, 21, 23]

const asIs: ColumnParser = (value) => value

/** What reads the values of a column: they come as text, bytes in hexadecimal. */
function parserOf(type: number): ColumnParser {
  if (INTEGERS.includes(type)) return Number
  if (type === BOOLEAN) return (value) => value === 't'
  return type === BYTES ? bytesOf : asIs
}

const bytesOf: ColumnParser = (value) => {
  const { buffer, byteOffset, length } = Buffer.from(value.slice(2), 'hex')
  return new Uint8Array(buffer, byteOffset, length)
}
