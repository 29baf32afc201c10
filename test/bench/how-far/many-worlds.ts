// A node whose database has very many worlds: how long it takes to start, what it has in memory then, and
// how long a list takes. `node test/bench/how-far/many-worlds.ts [--worlds 1000000]`. One world is made as
// people make them; the others are its copies, made by the database.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setTimeout as pause } from 'node:timers/promises'
import { parseDatabaseAddress } from '../../../server/storage/postgres/connection/database-address.ts'
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store.ts'
import { askAt } from '../../support/postgres/server.ts'
import { fetchCopy } from '../../fault/copy.ts'
import { startDatabase } from '../database.ts'
import { memoryOf, workOf } from '../generator/work.ts'
import { startServer } from '../server.ts'
import { INKLAND, type Beside, type System } from '../system.ts'
import { makePagedWorld } from './paged-world.ts'

const { values } = parseArgs({ options: { worlds: { type: 'string', default: '1000000' } } })
const WORLDS = Number(values.worlds)
/** As document-table.ts numbers them. */
const DOCUMENTS_MAX = 2 ** 20
/** A start reads what it needs after it listens, too. */
const SETTLE_MS = 5_000

const copies = (key: number): string => `
  INSERT INTO worlds (key, id, line, address, title, created_at, changed_at, owner, is_living, looked_to, last, scene_last, documents)
    SELECT ${key} + n, id || n, line || n, 'person' || n / 20 || '/world-' || n, 'World ' || n, created_at, changed_at, owner,
      is_living, looked_to, last, scene_last, documents FROM worlds, generate_series(1, ${WORLDS}) AS n WHERE key = ${key};
  INSERT INTO documents (key, world, kind)
    SELECT key + n::bigint * ${DOCUMENTS_MAX}, world + n, kind FROM documents, generate_series(1, ${WORLDS}) AS n
    WHERE world = ${key};
  INSERT INTO log (document, sequence, member, first_at, last_at, updates, quarantined, checksum, bytes)
    SELECT document + n::bigint * ${DOCUMENTS_MAX}, sequence, member, first_at, last_at, updates, quarantined, checksum, bytes
    FROM log, generate_series(1, ${WORLDS}) AS n WHERE document / ${DOCUMENTS_MAX} = ${key};
  UPDATE store SET worlds = worlds + ${WORLDS};
  ANALYZE`

async function fill(url: string): Promise<void> {
  const store = await openPostgresStore({ address: parseDatabaseAddress(url) })
  const world = await makePagedWorld(store, 'template', (bytes) => randomBytes(bytes))
  // Somebody has looked already whether there is code in it.
  await store.setLiving(world.key, false, 1)
  await store.close()
  await askAt(url, copies(world.key))
}

async function measureStart(database: Beside, what: string, opened: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inkland-many-'))
  const beside = (): Promise<Beside> => Promise.resolve({ ...database, stop: async () => undefined })
  const system: System = { ...INKLAND, beside }
  const server = await startServer(system, folder, null)
  try {
    await pause(SETTLE_MS)
    const line = [
      `listens after ${server.startedInMs.toFixed(0)} ms`,
      `${(memoryOf(server.pid) / 1e6).toFixed(0)} MB`,
      `${workOf(server.pid).toFixed(0)} ms of work`,
    ]
    const asked = performance.now()
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/worlds`)
    const bytes = (await answer.arrayBuffer()).byteLength
    line.push(
      `a list of its worlds (${answer.status}, ${bytes} bytes) after ${(performance.now() - asked).toFixed(0)} ms`,
    )
    const opening = performance.now()
    const copy = await fetchCopy(`ws://127.0.0.1:${server.port}/sync/${opened}`)
    copy.destroy()
    line.push(`a world after ${(performance.now() - opening).toFixed(0)} ms`)
    console.log(`${what}: ${line.join(', ')}`)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const database = await startDatabase()
try {
  const url = database.environment['INKLAND_STORE'] ?? ''
  await measureStart(database, 'no worlds', 'inkland/welcome')
  await fill(url)
  const [row] = await askAt(url, 'SELECT pg_database_size(current_database()) AS bytes')
  console.log(
    `${WORLDS} worlds: ${(Number(row?.['bytes']) / 1e9).toFixed(1)} GB in the database (load average ${loadavg()[0]?.toFixed(1) ?? '?'})`,
  )
  await measureStart(database, `${WORLDS} worlds`, 'person7/world-149')
} finally {
  await database.stop()
}
process.exit(0)
