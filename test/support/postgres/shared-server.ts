// One PostgreSQL server for a whole run of the tests, started by the first that needs it; each test has a
// database of its own. The run's end stops it (test/scratch.ts).
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { hasPrograms } from './programs.ts'
import { startPostgres } from './server.ts'

/** In the folder of the run, which all of its processes know. */
const FOLDER = 'postgres'
const READY = 'ready.json'
const START_MS = 60_000

/** Whether this machine can run one. Where it cannot, tests skip; CI fails instead (test/scratch.ts). */
export const hasPostgres = hasPrograms()

interface Started {
  readonly port: number
  readonly folder: string
}

/** What is told of the server of a run; null where none was started. */
export function startedIn(run: string): Started | null {
  const ready = join(run, FOLDER, READY)
  return existsSync(ready) ? (JSON.parse(readFileSync(ready, 'utf8')) as Started) : null
}

let started: Promise<Started> | null = null

async function sharedServer(): Promise<Started> {
  const run = tmpdir()
  if (isFirst(join(run, FOLDER))) {
    // Nothing of it outlives the run, so nothing need be on the disk, and no table grows old: a process for
    // each database that looks after its tables takes a fifth of the server's work.
    const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum: 'off' }
    const { port, folder } = await startPostgres({ settings })
    const ready = join(run, FOLDER, READY)
    // Others look for it: it is there whole, or not at all.
    writeFileSync(`${ready}.new`, JSON.stringify({ port, folder }))
    renameSync(`${ready}.new`, ready)
  }
  const end = Date.now() + START_MS
  for (;;) {
    const found = startedIn(run)
    if (found !== null) return found
    if (Date.now() > end) throw new Error('The PostgreSQL server of the tests does not start.')
    await pause(50)
  }
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}

export interface TestDatabase extends AsyncDisposable {
  readonly url: string
}

/**
 * A database without any tables. It takes the server longer than most tests: who needs no more than a store
 * that is empty takes `emptiedDatabase`.
 */
export async function newDatabase(): Promise<TestDatabase> {
  const { port } = await (started ??= sharedServer())
  const name = `test_${process.pid}_${(made += 1)}`
  await withServer(port, (client) => client.query(`CREATE DATABASE ${name}`))
  return {
    url: `postgres://postgres@127.0.0.1:${port}/${name}`,
    [Symbol.asyncDispose]: () =>
      withServer(port, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  }
}

let made = 0

async function withServer(port: number, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres` })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
