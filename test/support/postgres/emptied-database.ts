// A database of the tests' PostgreSQL server with the store's tables in it, as a new store has them. Making
// one takes a fifth of a second of a core, emptying it a few milliseconds: so a process of the tests keeps
// those that it made, and each test gets one that another test is done with.
import { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { SpareConnections } from '../../../server/storage/postgres/connection/spare-connections.ts'
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store.ts'
import { parseDatabaseAddress } from '../../../server/storage/postgres/connection/database-address.ts'
import { newDatabase, type TestDatabase } from './shared-server.ts'

interface EmptiedDatabase extends TestDatabase {
  /** The connections of stores that were closed: a new one takes the server longer than most tests. */
  readonly spare: SpareConnections
}

interface KeptDatabase {
  readonly database: TestDatabase
  readonly spare: SpareConnections
  /** For emptying it. */
  readonly client: pg.Client
  readonly emptying: string
}

const idle: KeptDatabase[] = []

/** A database whose tables are those of a store that was just made. */
export async function emptiedDatabase(): Promise<EmptiedDatabase> {
  const kept = idle.pop() ?? (await makeOne())
  return { url: kept.database.url, spare: kept.spare, [Symbol.asyncDispose]: () => giveBack(kept) }
}

async function makeOne(): Promise<KeptDatabase> {
  const database = await newDatabase()
  const spare = new SpareConnections()
  const store = await openPostgresStore({ address: parseDatabaseAddress(database.url), spare })
  await store.close()
  // The process need not wait for it; the server ends with the run.
  const client = new pg.Client({ connectionString: database.url, stream: () => new Socket().unref() })
  await client.connect()
  return { database, spare, client, emptying: await emptyingOf(client) }
}

/** A statement that makes all tables what they are now, the moment after the store made them. */
async function emptyingOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  )
  await client.query('CREATE SCHEMA fresh')
  for (const { name } of rows) await client.query(`CREATE TABLE fresh.${name} AS TABLE public.${name}`)
  const deletions = rows.map(({ name }) => `DELETE FROM public.${name}`)
  const insertions = rows.map(({ name }) => `INSERT INTO public.${name} SELECT * FROM fresh.${name}`)
  return [...deletions, ...insertions].join('; ')
}

/** Whoever else has a connection; the server's own processes look after its tables. */
const OTHERS = `SELECT count(*)::int AS others FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`
/** The server notices that a connection was closed a moment after it was. */
const LOOKS = 20
const BETWEEN_LOOKS_MS = 5

async function isUsed({ client, spare }: KeptDatabase): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    const { rows } = await client.query<{ others: number }>(OTHERS)
    if (rows[0]?.others === spare.count) return false
    await pause(BETWEEN_LOOKS_MS)
  }
  return true
}

/** Empties it for the next test; one that somebody still uses is dropped. */
async function giveBack(kept: KeptDatabase): Promise<void> {
  const { database, spare, client, emptying } = kept
  if (!(await isUsed(kept))) {
    await client.query(emptying)
    idle.push(kept)
    return
  }
  await spare.close()
  await client.end()
  await database[Symbol.asyncDispose]()
}
