// A node that keeps its worlds in PostgreSQL: it starts like any other, says in one sentence what is wrong
// where it cannot, and tells nobody the password.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Overview } from '../../../shared/wire/api/admin-bodies.ts'
import { Backups } from '../../../shared/wire/api/backup-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { openNodeStore } from '../../../server/storage/opening/node-store.ts'
import { parseStoreAddress, type StoreOptions } from '../../../server/storage/opening/store-address.ts'
import { parseDatabaseAddress } from '../../../server/storage/postgres/connection/database-address.ts'
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store.ts'
import { StoreRefusal } from '../../../server/storage/store-refusal.ts'
import type { Store } from '../../../server/storage/store.ts'
import { runServer, startServer, temporaryFolder, until, type Exit } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { ask } from '../../unit/http/ask.ts'
import { fetchCopy } from '../copy.ts'
import { databaseServer, PASSWORD } from './database-server.ts'

const LIMIT_MS = 60_000
/** Rounds of two starts on one empty database. */
const ROUNDS = 20
/** So soon a start that cannot go well has ended, in ms: what is wrong is asked of the database. */
const REFUSED_MS = 10_000

/** What a node says that does not start: its last line, and how it ended. */
async function refusal(store: string, ...args: readonly string[]): Promise<{ exit: Exit; says: string }> {
  const begun = performance.now()
  const run = runServer(['--log-level', 'trace', ...args], { env: { INKLAND_STORE: store } })
  const exit = await run.exit
  expect(performance.now() - begun).toBeLessThan(REFUSED_MS)
  expect(run.lines).toEqual([])
  expect(run.log()).not.toContain(PASSWORD)
  return { exit, says: run.log().trim().split('\n').at(-1) ?? '' }
}

describe.skipIf(!hasPostgres)('a node on PostgreSQL', { timeout: LIMIT_MS }, () => {
  const databases = databaseServer({ fsync: 'off' })

  test('[L13] starts, serves, and starts again with what it had', async () => {
    const env = { INKLAND_STORE: await databases.newDatabase() }
    const data = temporaryFolder()
    for (const world of ['ada/one', 'ada/two']) {
      await using node = await startServer({ data, env })
      expect(node.lines()).toEqual([`inkland listening on ${node.url}`])
      ;(await fetchCopy(`${node.wsUrl}/sync/${world}`)).destroy()
      const { worlds } = (await ask(node.url, 'GET /api/worlds')).read(WorldList)
      expect(worlds.map(({ address }) => address)).toEqual(
        world === 'ada/one' ? ['ada/one', 'inkland/welcome'] : ['ada/two', 'ada/one', 'inkland/welcome'],
      )
      expect(await node.stop()).toEqual({ code: 0, signal: null })
    }
  })

  test('[L16] [L21] says its password to nobody, and that its backups are the database’s own', async () => {
    const store = await databases.newDatabase()
    await using node = await startServer({ env: { INKLAND_STORE: store }, args: ['--log-level', 'trace'] })
    const overview = (await ask(node.url, 'GET /api/admin')).text
    const asked = await ask(node.url, 'GET /api/admin/backups')
    const backups = asked.text
    expect(asked.read(Backups)).toMatchObject({ instead: expect.stringContaining('pg_dump'), nextAt: null })
    expect((await ask(node.url, 'POST /api/admin/backups')).refusal()).toMatchObject({ code: 'instead' })
    expect((await ask(node.url, 'GET /api/admin')).read(Overview)).toMatchObject({ isInDatabase: true })
    const processes = readFileSync(`/proc/${node.pid}/cmdline`, 'utf8')
    for (const told of [overview, backups, processes, node.log(), node.lines().join()]) {
      expect(told).not.toContain(PASSWORD)
    }
    expect(readFileSync(join(node.data, 'database.json'), 'utf8')).not.toContain(PASSWORD)
  })

  test('[L16] warns where its password is on the command line', async () => {
    await using node = await startServer({ args: ['--store', await databases.newDatabase()] })
    await until('it is told', () => node.log().includes('INKLAND_STORE'))
    expect(node.log()).not.toContain(PASSWORD)
  })

  test('[L14] is the only process on its database, and says so', async () => {
    const store = await databases.newDatabase()
    await using node = await startServer({ env: { INKLAND_STORE: store } })
    const other = await refusal(store, '--data', temporaryFolder())
    expect(other.exit.code).toBe(1)
    expect(other.says).toMatch(
      /^Another Inkland is using the database 127\.0\.0\.1:\d+\/worlds_\d+: stop it first/,
    )
    const same = await refusal(store, '--data', node.data)
    expect(same.says).toMatch(/^Another Inkland is using the folder /)
  })

  test('[L14] goes on at once after it was killed, where it has the folder of the one before', async () => {
    const env = { INKLAND_STORE: await databases.newDatabase() }
    const data = temporaryFolder()
    const first = await startServer({ data, env })
    await first.kill()
    const begun = performance.now()
    await using _second = await startServer({ data, env })
    // Without the folder's word the beat of the one before is watched for 4 s.
    expect(performance.now() - begun).toBeLessThan(4_000)
  })

  test('[L14] of two that make the tables at once one gets the database, and the other says why not', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const store = await databases.newDatabase()
      const both = await Promise.allSettled([open(store, temporaryFolder()), open(store, temporaryFolder())])
      const opened = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
      const refused = both.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
      expect([opened.length, refused.length]).toEqual([1, 1])
      expect(refused[0]).toBeInstanceOf(StoreRefusal)
      expect(String(refused[0])).toContain('Another Inkland is using the database')
      await opened[0]?.close()
    }
  })

  test('[L14] processes that share a database make its tables at once', async () => {
    const address = parseDatabaseAddress(await databases.newDatabase())
    const stores = await Promise.all(
      Array.from({ length: 6 }, () => openPostgresStore({ address, isShared: true })),
    )
    expect(await stores[0]?.worlds('here')).toEqual([])
    for (const store of stores) await store.close()
  })

  test('[L15] a data folder goes with its worlds, wherever they are', async () => {
    const store = await databases.newDatabase()
    const folder = temporaryFolder()
    await (await open(store, folder)).close()
    expect(await whyNot(await databases.newDatabase(), folder)).toMatch(
      /^The data folder belongs to another database than .*--store.*--data\.$/,
    )
    expect(await whyNot('sqlite', folder)).toMatch(
      /^The worlds of the folder .* are in the database 127.*INKLAND_STORE/,
    )
    const own = temporaryFolder()
    await (await open('sqlite', own)).close()
    expect(await whyNot(store, own)).toMatch(/^The folder .* has worlds of its own, in SQLite: .*move --to/)
    await (await open(store, folder)).close()
  })

  test('[L15] a folder that belongs to another database makes no tables in this one', async () => {
    const folder = temporaryFolder()
    await (await open(await databases.newDatabase(), folder)).close()
    const empty = await databases.newDatabase()
    await whyNot(empty, folder)
    const tables = "SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'"
    expect(await databases.server.ask(tables, nameIn(empty))).toEqual([])
  })

  test('[L15] a new folder for a database with worlds is taken: nothing is missing in it', async () => {
    const store = await databases.newDatabase()
    const said: string[] = []
    const logger = { warn: (_: unknown, text?: string) => void said.push(text ?? ''), error: () => undefined }
    for (const folder of [temporaryFolder(), temporaryFolder()])
      await (await open(store, folder, logger)).close()
    expect(said).toEqual([])
  })

  test('[L13] a database that cannot be used is refused at once, in a sentence that says what to do', async () => {
    const store = await databases.newDatabase()
    const { port } = databases.server
    await using stranger = await listening()
    const newer = await databases.newDatabase()
    await (await open(newer, temporaryFolder())).close()
    await databases.server.ask('UPDATE store SET version = 1000', nameIn(newer))
    const foreign = await databases.newDatabase()
    await databases.server.ask(
      'CREATE TABLE store (price int); CREATE TABLE people (id int)',
      nameIn(foreign),
    )
    const wrong: readonly (readonly [string, RegExp])[] = [
      [store.replace(PASSWORD, 'wrong'), /does not let postgres in: check the user and the password/],
      [store.replace('postgres:secret', 'nobody:secret'), /does not let nobody in/],
      [store.replace(`:${PASSWORD}`, ''), /asks for a password: write it in INKLAND_STORE/],
      [`${store}_not`, /^There is no database worlds_\d+_not at .*createdb/],
      [store.replace(String(port), '1'), /^No PostgreSQL answers at 127\.0\.0\.1:1: start it, or check/],
      [store.replace(String(port), String(stranger.port)), /^What answers at .* is no PostgreSQL/],
      [store.replace('127.0.0.1', 'nowhere.invalid'), /^The host of the database .* is not known/],
      ['a database', /^--store takes sqlite, or an address such as postgres:/],
      [newer, /was written by a newer Inkland \(it has version 1000.*start that newer Inkland/],
      [foreign, /^There are tables of another program in the database /],
      [`${store}?sslmode=require`, /offers no encryption: turn it on there/],
      [
        `${store}?sslmode=verify-full&sslrootcert=/nowhere.pem`,
        /^The file that sslrootcert names .*\/nowhere\.pem\.$/,
      ],
    ]
    for (const [address, sentence] of wrong) {
      const says = await whyNot(address, temporaryFolder())
      expect(says).toMatch(sentence)
      expect(says).toMatch(/\w\.$/)
      expect(says).not.toContain(PASSWORD)
    }
    const { exit, says } = await refusal(`${store}_not`, '--data', temporaryFolder())
    expect(says).toMatch(/^There is no database worlds_/)
    expect(exit.code).toBe(1)
  })
})

async function open(
  store: string,
  folder: string,
  logger: StoreOptions['logger'] = { warn: () => undefined, error: () => undefined },
): Promise<Store> {
  return openNodeStore(parseStoreAddress(store), { folder, logger })
}

/** Why a store cannot be opened, as the node says it. */
async function whyNot(store: string, folder: string): Promise<string> {
  const begun = performance.now()
  const why = await open(store, folder).then(
    async (opened) => {
      await opened.close()
      return 'It was opened.'
    },
    (error: unknown) => (error instanceof StoreRefusal ? error.message : `A bug: ${String(error)}`),
  )
  expect(performance.now() - begun).toBeLessThan(REFUSED_MS)
  return why
}

const nameIn = (store: string): string => new URL(store).pathname.slice(1)

/** A server that does not know PostgreSQL's protocol. */
async function listening(): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
