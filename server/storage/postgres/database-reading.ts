// Reads a database as it is in one moment, beside a node that may be using it: nothing is written or taken
// over.
import { StoreRefusal } from '../store-refusal.ts'
import { DatabaseConnection, type Sql } from './connection/connection.ts'
import type { DatabaseAddress } from './connection/database-address.ts'
import { causeOf, refusalOf } from './connection/start-refusal.ts'
import { FORMAT, HAS_STORE, newerDatabase, otherDatabase } from './schema.ts'
import { readMoved, whyNotHere } from './tables/moved-database.ts'

export interface ReadingOptions {
  readonly address: DatabaseAddress
  /** The id of the database that the data folder belongs to; null where it belongs to none. */
  readonly expected: string | null
  /** The names of moves that began in the data folder and were cut off. */
  readonly cutOff: readonly string[]
}

interface DatabaseReading extends AsyncDisposable {
  readonly sql: Sql
}

/** Rejects with a StoreRefusal, also where the database is not that of the folder, or of another version. */
export async function readDatabaseBeside(options: ReadingOptions): Promise<DatabaseReading> {
  const { address } = options
  let connection: DatabaseConnection | null = null
  try {
    connection = await DatabaseConnection.open(address)
    await connection.say('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    await assertReadable(connection, options)
    const sql = connection
    return { sql, [Symbol.asyncDispose]: () => sql.end() }
  } catch (error) {
    await connection?.end()
    throw refusalOf(causeOf(error), address)
  }
}

/** What went wrong while it was read, in a sentence. */
export const whyUnread = (error: unknown, address: DatabaseAddress): StoreRefusal =>
  refusalOf(causeOf(error), address)

async function assertReadable(sql: Sql, { address, expected, cutOff }: ReadingOptions): Promise<void> {
  const { name } = address
  if ((await sql.rows(HAS_STORE)).length === 0) {
    throw new StoreRefusal(`There are no worlds in the database ${name}: name another one in --store.`)
  }
  const [store] = await sql.rows<{ version: number; id: string }>('SELECT version, id FROM store')
  if (store === undefined) {
    throw new StoreRefusal(`The database ${name} is damaged: its table “store” is empty.`)
  }
  if (store.version > FORMAT) throw newerDatabase(name, store.version)
  if (store.version < FORMAT) {
    throw new StoreRefusal(
      `The database ${name} was written by an older Inkland: start the node once, which brings it up to date.`,
    )
  }
  if (expected !== null && expected !== store.id) throw otherDatabase(address)
  const why = whyNotHere(await readMoved(sql), name, { isBound: expected !== null, cutOff })
  if (why !== null) throw why
}
