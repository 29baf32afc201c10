// Every format that a data folder or a database ever had, as a node of that time left it, in `formats/`: the
// store of today opens each, with all that was written, and its past, and a node serves it. A new step of a
// schema needs a folder here (`leave-format.ts` makes it).
//
// A node takes much longer to start than a store: in `npm test` one serves the oldest folder, and in the hard
// run one serves each folder and each database.
//
// PostgreSQL's first format is missing: no node could be started on it.
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { FORMAT as POSTGRES_FORMAT } from '../../server/storage/postgres/schema.ts'
import { FORMAT as SQLITE_FORMAT } from '../../server/storage/sqlite/tables/database-schema.ts'
import type { WorldRecord } from '../../server/contracts/world-record.ts'
import { openNodeStore } from '../../server/storage/opening/node-store.ts'
import { parseStoreAddress } from '../../server/storage/opening/store-address.ts'
import type { Store } from '../../server/storage/store.ts'
import { copyOfStored } from '../../server/sync/document/stored-document.ts'
import { trialsHere } from '../../server/sync/validation/trial-runner.ts'
import { systemClock } from '../../server/time/server-clock.ts'
import { HistoryAnswer } from '../../shared/wire/api/history-bodies.ts'
import { serve } from '../hosted-node.ts'
import { temporaryFolder, until } from '../process.ts'
import { hasPostgres, newDatabase, type TestDatabase } from '../support/postgres/shared-server.ts'
import { openStock } from '../unit/sync/stock.ts'
import { ada, at, documentOf } from './made.ts'
import { GARDEN, PAGE, REMOVED, pageIn } from './left-world.ts'
import { IS_HARD } from '../hard.ts'

const FORMATS = fileURLToPath(new URL('formats', import.meta.url))
const SQLITE = numbersFrom(1, SQLITE_FORMAT)
const POSTGRES = numbersFrom(2, POSTGRES_FORMAT)

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** The oldest goes through each step that there is: it is the one of each day. */
const some = (formats: readonly number[]): readonly number[] => (IS_HARD ? formats : formats.slice(0, 1))

test('there is one of each format', () => {
  const names = globSync(join(FORMATS, '*')).map((path) => basename(path))
  const expected = [...SQLITE.map((n) => `sqlite-${n}`), ...POSTGRES.map((n) => `postgres-${n}`)]
  expect(names.toSorted()).toEqual(expected.toSorted())
})

describe('[L30] a store of today opens', () => {
  test.each(some(SQLITE))('a folder of format %i', async (format) => {
    await hasAll(folderOf(`sqlite-${format}`), 'sqlite')
  })

  test.skipIf(!hasPostgres).each(some(POSTGRES))('a database of format %i', async (format) => {
    const data = folderOf(`postgres-${format}`)
    await using database = await databaseOf(data)
    await hasAll(data, database.url)
  })
})

describe('[L30] a node of today serves', () => {
  test.each(some(SQLITE))('a folder of format %i', async (format) => {
    await servesAll(folderOf(`sqlite-${format}`), 'sqlite')
  })

  test.skipIf(!hasPostgres || !IS_HARD).each(POSTGRES)('a database of format %i', async (format) => {
    const data = folderOf(`postgres-${format}`)
    await using database = await databaseOf(data)
    await servesAll(data, database.url)
  })
})

/** A copy, unpacked. */
function folderOf(name: string): string {
  const data = temporaryFolder()
  cpSync(join(FORMATS, name), data, { recursive: true })
  for (const packed of globSync(join(data, '*.gz'))) {
    writeFileSync(packed.slice(0, -'.gz'.length), gunzipSync(readFileSync(packed)), { mode: 0o600 })
    rmSync(packed)
  }
  return data
}

/** A database of what a folder has of it. */
async function databaseOf(data: string): Promise<TestDatabase> {
  const database = await newDatabase()
  const dump = join(data, 'database.sql')
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(readFileSync(dump, 'utf8'))
  await client.end()
  rmSync(dump)
  return database
}

/**
 * The page, each row by itself as it was written, and what is written now, which is there after another
 * start.
 */
async function hasAll(data: string, address: string): Promise<void> {
  const opened = () => openNodeStore(parseStoreAddress(address), { folder: data })
  {
    await using open = closing(await opened())
    const document = documentOf(await gardenIn(open.store))
    const stored = await open.store.open(document)
    expect(stored.isDamaged ?? false).toBe(false)
    const scene = await copyOfStored(stored, copying)
    expect(pageIn(scene)).toBe(PAGE)
    const pages = pagesOf(await open.store.log(document, 0, stored.sequence))
    expect(pages.at(-1)).toBe(PAGE)
    expect(pages.filter((page) => page?.includes(REMOVED)).length).toBeGreaterThan(0)
    const before = Y.encodeStateVector(scene)
    scene.getMap('meta').set('title', 'Written today')
    const bytes = Y.encodeStateAsUpdate(scene, before)
    await open.store.append([{ document, bytes, member: ada, at: Date.now(), claims: [scene.clientID] }])
  }
  await using open = closing(await opened())
  const stored = await open.store.open(documentOf(await gardenIn(open.store)))
  const scene = await copyOfStored(stored, copying)
  expect([pageIn(scene), scene.getMap('meta').get('title')]).toEqual([PAGE, 'Written today'])
}

const copying = { trials: trialsHere(), clock: systemClock, by: 'a test' }

const closing = (store: Store) => ({ store, [Symbol.asyncDispose]: () => store.close() })

async function gardenIn(store: Store): Promise<WorldRecord> {
  const world = await store.find(at(GARDEN))
  if (world === null) throw new Error(`there is no world at ${GARDEN}`)
  return world
}

/** The page after each row of a log. */
function pagesOf(rows: readonly { readonly bytes: Uint8Array }[]): (string | null)[] {
  const scene = new Y.Doc()
  return rows.map(({ bytes }) => {
    Y.applyUpdate(scene, bytes)
    return pageIn(scene)
  })
}

async function servesAll(data: string, store: string): Promise<void> {
  await using node = await serve({ data, access: 'open', env: { INKLAND_STORE: store } })
  const person = openStock(`${node.url.replace('http', 'ws')}/sync`, GARDEN)
  await until('the page is there', () => pageIn(person.doc) === PAGE)
  const { revision } = HistoryAnswer.parse(await (await fetch(pastAt(node.url))).json())
  const pages: (string | null)[] = []
  for (const each of numbersFrom(1, revision)) pages.push(await pageAt(node.url, each))
  expect(pages.at(-1)).toBe(PAGE)
  expect(pages.filter((page) => page?.includes(REMOVED)).length).toBeGreaterThan(0)
  person.doc.getMap('meta').set('title', 'Written today')
  const other = openStock(`${node.url.replace('http', 'ws')}/sync`, GARDEN)
  await until('others see what is written', () => other.doc.getMap('meta').get('title') === 'Written today')
  for (const each of [person, other]) each.destroy()
}

const pastAt = (url: string, revision = ''): string => `${url}/api/worlds/${GARDEN}/history${revision}`

async function pageAt(url: string, revision: number): Promise<string | null> {
  const answer = await fetch(pastAt(url, `/${revision}`))
  expect(answer.status).toBe(200)
  const scene = new Y.Doc()
  Y.applyUpdate(scene, new Uint8Array(await answer.arrayBuffer()))
  return pageIn(scene)
}
