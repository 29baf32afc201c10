// What a database may answer to a commit, brought about in a real one: that another transaction was in the
// way, and that it is kept here but not yet at a standby. Nothing is told before it is known, and nothing is
// done twice.
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { openNodeStore } from '../../../server/storage/opening/node-store.ts'
import { parseStoreAddress } from '../../../server/storage/opening/store-address.ts'
import type { Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { documentOf, makeWorld, update } from '../../contract/made.ts'
import { temporaryFolder, until } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { databaseServer } from './database-server.ts'

describe.skipIf(!hasPostgres)('a commit on PostgreSQL', { timeout: 60_000 }, () => {
  const databases = databaseServer()
  const open: AsyncDisposable[] = []
  afterEach(async () => {
    for (const one of open.splice(0).toReversed()) await one[Symbol.asyncDispose]()
  })

  /** A store with two worlds, and somebody else who is connected to its database. */
  async function opened(): Promise<{
    readonly store: Store
    readonly worlds: readonly [WorldRecord, WorldRecord]
    readonly other: pg.Client
    readonly ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  }> {
    const address = await databases.newDatabase()
    const logger = { warn: () => undefined, error: () => undefined }
    const store = await openNodeStore(parseStoreAddress(address), { folder: temporaryFolder(), logger })
    open.push({ [Symbol.asyncDispose]: () => store.close() })
    const worlds = [await makeWorld(store, 'first'), await makeWorld(store, 'second')] as const
    const other = new pg.Client({ connectionString: address })
    await other.connect()
    open.push({ [Symbol.asyncDispose]: () => other.end() })
    const name = new URL(address).pathname.slice(1)
    return { store, worlds, other, ask: (sql) => databases.server.ask(sql, name) }
  }

  const marksIn = async (store: Store, world: WorldRecord): Promise<number[]> =>
    (await store.log(documentOf(world), 0, 100)).map(({ bytes }) => bytes[0] ?? Number.NaN)

  test('[L13] a deadlock with another transaction: the append is sent again, and is there once', async () => {
    const { store, worlds, other, ask } = await opened()
    const [first, second] = worlds
    const lock = (world: WorldRecord) =>
      other.query('SELECT key FROM worlds WHERE key = $1 FOR UPDATE', [world.key])
    // The database ends the one that looks first: not this one.
    await other.query(`SET deadlock_timeout = '1min'`)
    await other.query('BEGIN')
    await lock(second)
    const appended = store.append([update(documentOf(first), 1), update(documentOf(second), 2)])
    await until('the append waits for the second world', async () => {
      const waiting = await ask(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)
      return waiting.length > 0
    })
    await lock(first)
    await other.query('COMMIT')
    expect(await appended).toHaveLength(2)
    expect(await marksIn(store, first)).toEqual([1])
    expect(await marksIn(store, second)).toEqual([2])
    await until('the database counted it', async () => {
      const [row] = await ask('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')
      return Number(row?.['deadlocks']) > 0
    })
  })

  test('[L13] serialization failures: an append is sent again until it goes, and is there once', async () => {
    const { store, worlds, ask } = await opened()
    await ask('CREATE SEQUENCE tries')
    await ask(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('tries') <= 4 THEN RAISE EXCEPTION 'later' USING ERRCODE = '40001'; END IF;
      RETURN NEW; END $$`)
    await ask('CREATE TRIGGER refusing BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION refuse()')
    await store.append([update(documentOf(worlds[0]), 1)])
    expect(await marksIn(store, worlds[0])).toEqual([1])
    expect(await ask(`SELECT nextval('tries')::int AS tries`)).toEqual([{ tries: 6 }])
  })

  test('[L13] a commit that does not wait for its standby is told only when a later one has', async () => {
    const { store, worlds, ask } = await opened()
    const sync = async (setting: string): Promise<void> => {
      await ask(`ALTER SYSTEM ${setting}`)
      await ask('SELECT pg_reload_conf()')
    }
    // Its connection is there then.
    await store.append([update(documentOf(worlds[0]), 1)])
    await sync(`SET synchronous_standby_names = 'nobody'`)
    try {
      let isTold = false
      const appended = store.append([update(documentOf(worlds[0]), 2)]).finally(() => (isTold = true))
      const waiting = (what: string) =>
        ask(`SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%${what}%'`)
      await until('its wait for a standby is cancelled', async () => {
        const [row] = await waiting('written_at, checksum, start')
        if (row !== undefined) await ask(`SELECT pg_cancel_backend(${Number(row['pid'])})`)
        return row !== undefined
      })
      await until(
        'what asks after it waits, too',
        async () => (await waiting('SET closed = true')).length > 0,
      )
      await pause(300)
      expect(isTold).toBe(false)
      await sync('RESET synchronous_standby_names')
      expect(await appended).toHaveLength(1)
    } finally {
      await sync('RESET synchronous_standby_names')
    }
    expect(await marksIn(store, worlds[0])).toEqual([1, 2])
  })
})
