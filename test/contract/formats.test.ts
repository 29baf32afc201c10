// Every format that a data folder or a database ever had, as a node of that time left it, in `formats/`: a node of
// today opens each, with all that was written, and its past. A new step of a schema needs a folder here
// (`leave-format.ts` makes it).
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
import { HistoryAnswer } from '../../shared/wire/api/history-bodies.ts'
import { startServer, temporaryFolder, until } from '../process.ts'
import { hasPostgres, newDatabase } from '../support/postgres/shared-server.ts'
import { openStock } from '../unit/sync/stock.ts'
import { GARDEN, PAGE, REMOVED, pageIn } from './left-world.ts'

const FORMATS = fileURLToPath(new URL('formats', import.meta.url))
const SQLITE = numbersFrom(1, SQLITE_FORMAT)
const POSTGRES = numbersFrom(2, POSTGRES_FORMAT)

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

test('there is one of each format', () => {
  const names = globSync(join(FORMATS, '*')).map((path) => basename(path))
  const expected = [...SQLITE.map((n) => `sqlite-${n}`), ...POSTGRES.map((n) => `postgres-${n}`)]
  expect(names.toSorted()).toEqual(expected.toSorted())
})

describe('[L30] a node of today opens', () => {
  test.each(SQLITE)('a folder of format %i', async (format) => {
    const data = folderOf(`sqlite-${format}`)
    await opensAll(data, 'sqlite')
  })

  test.skipIf(!hasPostgres).each(POSTGRES)('a database of format %i', async (format) => {
    const data = folderOf(`postgres-${format}`)
    await using database = await newDatabase()
    const dump = join(data, 'database.sql')
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query(readFileSync(dump, 'utf8'))
    await client.end()
    rmSync(dump)
    await opensAll(data, database.url)
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

async function opensAll(data: string, store: string): Promise<void> {
  await using node = await startServer({ data, access: 'open', env: { INKLAND_STORE: store } })
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
  expect(await node.stop()).toEqual({ code: 0, signal: null })
}

const pastAt = (url: string, revision = ''): string => `${url}/api/worlds/${GARDEN}/history${revision}`

async function pageAt(url: string, revision: number): Promise<string | null> {
  const answer = await fetch(pastAt(url, `/${revision}`))
  expect(answer.status).toBe(200)
  const scene = new Y.Doc()
  Y.applyUpdate(scene, new Uint8Array(await answer.arrayBuffer()))
  return pageIn(scene)
}
