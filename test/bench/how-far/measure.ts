// What the other scenarios do not measure, and how-far/main.ts needs: what an append costs PostgreSQL, what
// a world takes there, and what a world takes in a process while somebody is in it. `node
// test/bench/how-far/measure.ts` writes measured.json. All of it is work that processes did, bytes and
// memory: other work on the machine changes it little.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { parseDatabaseAddress } from '../../../server/storage/postgres/connection/database-address.ts'
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import type { Store } from '../../../server/storage/store.ts'
import { connect, type Driver } from '../../../shared/driver/connect.ts'
import { ANONYMOUS } from '../../../shared/world/address.ts'
import { askAt } from '../../support/postgres/server.ts'
import { startDatabase } from '../database.ts'
import { memoryOf } from '../generator/work.ts'
import { startServer } from '../server.ts'
import { INKLAND } from '../system.ts'
import { lineThrough } from './lines.ts'
import { makePagedWorld } from './paged-world.ts'

const WORLDS = 4_000
const AT_ONCE = 200
/** So many worlds' edits are in one group, and so many groups are sent. */
const GROUPS = [
  { worlds: 1, count: 2_000 },
  { worlds: 10, count: 600 },
  { worlds: 100, count: 100 },
]
/** What somebody types in a moment, as an update. */
const EDIT_BYTES = 30
const VISITED = 150

const random = (bytes: number): Uint8Array => randomBytes(bytes)

async function makeWorlds(store: Store): Promise<WorldRecord[]> {
  const made: WorldRecord[] = []
  for (let from = 0; from < WORLDS; from += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, n) => makePagedWorld(store, `world-${from + n}`, random))
    made.push(...(await Promise.all(some)))
  }
  return made
}

async function measureDatabase() {
  const database = await startDatabase()
  try {
    const url = database.environment['INKLAND_STORE'] ?? ''
    const number = async (sql: string): Promise<number> => Number((await askAt(url, sql))[0]?.['n'])
    const size = (): Promise<number> => number('SELECT pg_database_size(current_database()) AS n')
    const written = (): Promise<number> => number("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS n")
    const rowsSize = (): Promise<number> => number("SELECT pg_total_relation_size('log') AS n")
    const store = await openPostgresStore({ address: parseDatabaseAddress(url) })
    const empty = await size()
    const worlds = await makeWorlds(store)
    await askAt(url, 'CHECKPOINT')
    const worldBytes = ((await size()) - empty) / worlds.length
    const groups = []
    const rowsBefore = await rowsSize()
    let rows = 0
    for (const { worlds: width, count } of GROUPS) {
      const [work, wal, began] = [database.work(), await written(), performance.now()]
      for (let n = 0; n < count; n += 1) {
        const chosen = Array.from({ length: width }, (_, at) => worlds[(n * width + at) % worlds.length])
        await store.append(
          chosen.flatMap((world) =>
            world === undefined
              ? []
              : [
                  {
                    document: { world: world.key, kind: 'scene' },
                    bytes: random(EDIT_BYTES),
                    member: ANONYMOUS,
                    at: n,
                    claims: [],
                  },
                ],
          ),
        )
      }
      rows += width * count
      groups.push({
        worlds: width,
        workUs: ((database.work() - work) / count) * 1_000,
        walBytes: ((await written()) - wal) / count,
        ms: (performance.now() - began) / count,
      })
    }
    const rowBytes = ((await rowsSize()) - rowsBefore) / rows
    await store.close()
    const widths = groups.map((group) => group.worlds)
    const work = lineThrough(
      widths,
      groups.map(({ workUs }) => workUs),
    )
    const wal = lineThrough(
      widths,
      groups.map(({ walBytes }) => walBytes),
    )
    return {
      groups,
      groupWorkUs: work.at0,
      rowWorkUs: work.slope,
      groupWalBytes: wal.at0,
      rowWalBytes: wal.slope,
      worldBytes,
      rowBytes,
    }
  } finally {
    await database.stop()
  }
}

/** What each world adds to a process while one person is in it, in bytes. */
async function measureVisited(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'inkland-how-far-'))
  const server = await startServer(INKLAND, folder, null)
  const drivers: Driver[] = []
  const comeInto = async (world: string): Promise<void> => {
    const at = {
      server: `http://127.0.0.1:${server.port}`,
      name: 'Somebody',
      platform: globalThis,
      WebSocket,
    }
    const driver = await connect({ ...at, world })
    drivers.push(driver)
    const { ok, why } = await driver.visit()
    if (!ok) throw new Error(why ?? 'nobody came in')
  }
  try {
    // What the first ones load is there for all.
    for (let n = 0; n < 20; n += 1) await comeInto(`ada/first-${n}`)
    await pause(3_000)
    const before = memoryOf(server.pid)
    for (let n = 0; n < VISITED; n += 1) await comeInto(`ada/world-${n}`)
    await pause(3_000)
    return (memoryOf(server.pid) - before) / VISITED
  } finally {
    for (const driver of drivers) driver.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const measured = {
  on: new Date().toISOString().slice(0, 10),
  load: Number((loadavg()[0] ?? Number.NaN).toFixed(1)),
  database: await measureDatabase(),
  visitedWorldBytes: await measureVisited(),
}
const text = JSON.stringify(
  measured,
  (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value),
  2,
)
writeFileSync(new URL('measured.json', import.meta.url), `${text}\n`)
console.log(text)
process.exit(0)
