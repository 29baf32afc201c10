// Leaves a folder for `formats/` as the node of today writes it: `node test/contract/leave-format.ts`, once
// there is a new step in a schema.
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { FORMAT as POSTGRES_FORMAT } from '../../server/storage/postgres/schema.ts'
import { FORMAT as SQLITE_FORMAT } from '../../server/storage/sqlite/tables/database-schema.ts'
import { startServer, temporaryFolder, until } from '../process.ts'
import { startPostgres } from '../support/postgres/server.ts'
import { openStock } from '../unit/sync/stock.ts'
import { GARDEN, PAGE, pageIn, writeGarden } from './left-world.ts'

/** How long the program of the page runs, in ms. */
const LIVES_MS = 3_000
const LETTERS_MS = 100

async function leave(store: string): Promise<string> {
  const data = temporaryFolder()
  await using node = await startServer({ data, access: 'open', env: { INKLAND_STORE: store } })
  const [one, two] = [0, 1].map(() => openStock(`${node.url.replace('http', 'ws')}/sync`, GARDEN))
  if (one === undefined || two === undefined) throw new Error('two people come')
  await until('both are there', () => pageIn(one.doc) !== null && pageIn(two.doc) !== null)
  await writeGarden(one.doc, two.doc, () => pause(LETTERS_MS))
  await until('both see the page', () => [one, two].every(({ doc }) => pageIn(doc) === PAGE))
  await pause(LIVES_MS)
  for (const each of [one, two]) each.destroy()
  await node.stop()
  return data
}

/** The place of a format; null where there is one. */
function placeOf(name: string): string | null {
  const place = fileURLToPath(new URL(`formats/${name}`, import.meta.url))
  if (existsSync(place)) return null
  mkdirSync(place)
  return place
}

const folder = placeOf(`sqlite-${SQLITE_FORMAT}`)
if (folder !== null) {
  const data = await leave('sqlite')
  writeFileSync(join(folder, 'inkland.sqlite.gz'), gzipSync(readFileSync(join(data, 'inkland.sqlite'))))
  copyFileSync(join(data, 'inkland.progress'), join(folder, 'inkland.progress'))
}
const database = placeOf(`postgres-${POSTGRES_FORMAT}`)
if (database !== null) {
  const server = await startPostgres()
  await server.ask('CREATE DATABASE worlds')
  const data = await leave(server.url('worlds'))
  const [dump = 'pg_dump'] = globSync('/usr/lib/postgresql/*/bin/pg_dump')
  const options = ['--no-owner', '--no-privileges', '--inserts', server.url('worlds')]
  const statements = execFileSync(dump, options, { encoding: 'utf8' })
  // What begins so is for psql.
  const lines = statements.split('\n').filter((line) => !line.startsWith('\\'))
  writeFileSync(join(database, 'database.sql.gz'), gzipSync(lines.join('\n')))
  copyFileSync(join(data, 'database.json'), join(database, 'database.json'))
  await server.remove()
}
