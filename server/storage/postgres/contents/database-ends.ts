// A database as one end of a move: the one that is left, and an empty one that is filled in one transaction.
import { pause } from '../../../../shared/time/time-limit.ts'
import { waitingClock } from '../../../time/server-clock.ts'
import type { FillingStore, StoreContents } from '../../store-contents.ts'
import { StoreRefusal } from '../../store-refusal.ts'
import { DatabaseConnection, type Sql } from '../connection/connection.ts'
import type { DatabaseAddress } from '../connection/database-address.ts'
import { causeOf, refusalOf } from '../connection/start-refusal.ts'
import { openDatabase } from '../postgres-store.ts'
import { OUR_TABLES, takeSteps } from '../schema.ts'
import { noteMoved, readMoved, type MovedDatabase } from '../tables/moved-database.ts'
import { contentsOf } from './postgres-contents.ts'
import { fillingOf } from './postgres-filling.ts'

interface LeftDatabase {
  /** The name under which this process has it. */
  readonly holder: string
  readonly contents: StoreContents
  /** Says that its worlds are elsewhere; undone by the next start where the move is not done after all. */
  readonly leave: (moved: Omit<MovedDatabase, 'state'>) => Promise<void>
  readonly close: () => Promise<void>
}

interface LeftOptions {
  readonly address: DatabaseAddress
  /** The id of the database that the data folder belongs to. */
  readonly expected: string
  /** The name of a process of this folder that had it, and does not run any more. */
  readonly dead: string | null
  /** The names of moves that began in the data folder and were cut off. */
  readonly cutOff: readonly string[]
}

/** Takes a database for this process, and reads it as it is then. Rejects with a StoreRefusal. */
export async function readDatabase(options: LeftOptions): Promise<LeftDatabase> {
  const { address } = options
  await assertStopped(address)
  const { store, holder } = await openDatabase(options)
  let reader: DatabaseConnection | null = null
  try {
    reader = await DatabaseConnection.open(address)
    await reader.say('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
  } catch (error) {
    await reader?.end()
    await store.close()
    throw refusalOf(causeOf(error), address)
  }
  const sql = reader
  return {
    holder: holder ?? '',
    contents: contentsOf(sql),
    async leave(moved) {
      await sql.say('COMMIT')
      const noted = await sql.run('UPDATE store SET moved = $1 WHERE holder = $2', [
        JSON.stringify({ ...moved, state: 'left' } satisfies MovedDatabase),
        holder,
      ])
      if (noted !== 1) {
        throw new StoreRefusal(`Another Inkland has taken the database ${address.name} meanwhile.`)
      }
    },
    async close() {
      await sql.end()
      await store.close()
    },
  }
}

/** How long it is watched whether processes that share a database say that they live, in ms. */
const WATCHED_MS = 4_000

const BEATS = `
  SELECT process, beat FROM processes WHERE (SELECT holder FROM store) IS NULL ORDER BY process`

/** Rejects with a StoreRefusal where processes that share the database are running. */
async function assertStopped(address: DatabaseAddress): Promise<void> {
  const sql = await DatabaseConnection.open(address).catch((error: unknown) => {
    throw refusalOf(causeOf(error), address)
  })
  try {
    const beats = async (): Promise<string> => JSON.stringify(await sql.rows(BEATS).catch(() => []))
    const before = await beats()
    if (before === '[]') return
    await pause(waitingClock(), WATCHED_MS)
    if ((await beats()) === before) return
    throw new StoreRefusal(`A node is using the database ${address.name}: stop all of its processes first.`)
  } finally {
    await sql.end()
  }
}

interface FilledDatabase {
  readonly filling: FillingStore
  /** All of it is in the database, and counts once the move is done. Answers the database's id. */
  readonly finish: (moved: Omit<MovedDatabase, 'state'>) => Promise<string>
  /** The move is done. */
  readonly settle: () => Promise<void>
  /** Takes back what is not finished. */
  readonly abandon: () => Promise<void>
}

/**
 * Makes the tables of an empty database, within a transaction that lasts until it is finished. What a move of
 * this folder left there that was cut off is thrown away. Rejects with a StoreRefusal.
 */
export async function fillDatabase(
  address: DatabaseAddress,
  cutOff: readonly string[],
): Promise<FilledDatabase> {
  let connection: DatabaseConnection | null = null
  try {
    connection = await DatabaseConnection.open(address)
    await connection.say('BEGIN')
    await makeEmpty(connection, address.name, cutOff)
  } catch (error) {
    await connection?.end()
    throw refusalOf(causeOf(error), address)
  }
  const sql = connection
  return {
    filling: fillingOf(sql),
    async finish(moved) {
      const [store] = await sql.rows<{ id: string }>('SELECT id FROM store')
      await noteMoved(sql, { ...moved, state: 'arriving' })
      sql.takeWarning()
      // With a warning it is committed here, and perhaps on no standby.
      if ((await sql.say('COMMIT')) !== 'COMMIT' || sql.takeWarning()) {
        throw new StoreRefusal(`The database ${address.name} did not keep it.`)
      }
      return store?.id ?? ''
    },
    async settle() {
      await noteMoved(sql, null)
      await sql.end()
    },
    abandon: () => sql.end(),
  }
}

const TABLES =
  'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name'

/** Leaves our tables there, without a row of anybody's. */
async function makeEmpty(sql: DatabaseConnection, name: string, cutOff: readonly string[]): Promise<void> {
  const tables = (await sql.rows<{ name: string }>(TABLES)).map((table) => table.name)
  if (tables.length > 0 && !tables.includes('store')) {
    throw new StoreRefusal(`There are tables of another program in the database ${name}: name an empty one.`)
  }
  await takeSteps(sql, name)
  const moved = await readMoved(sql)
  if (moved?.state === 'arriving' && cutOff.includes(moved.move)) {
    await sql.say(`DROP TABLE ${OUR_TABLES.join(', ')}`)
    await takeSteps(sql, name)
    return
  }
  if (await holdsSomething(sql)) throw new StoreRefusal(whyFull(name, moved))
}

const HOLDS = `
  SELECT EXISTS (SELECT 1 FROM worlds) OR EXISTS (SELECT 1 FROM records) OR EXISTS (SELECT 1 FROM people)
    OR EXISTS (SELECT 1 FROM members) OR EXISTS (SELECT 1 FROM secrets) AS holds`

async function holdsSomething(sql: Sql): Promise<boolean> {
  const [found] = await sql.rows<{ holds: boolean }>(HOLDS)
  return found?.holds === true
}

function whyFull(name: string, moved: MovedDatabase | null): string {
  if (moved === null) return `The database ${name} holds something already: name an empty one.`
  return moved.state === 'left'
    ? `The database ${name} still has the worlds that moved to ${moved.place}, as they were then: empty it first (dropdb, createdb), or name another one.`
    : `A move from ${moved.place} into the database ${name} was cut off: run that one again, or empty the database first (dropdb, createdb).`
}
