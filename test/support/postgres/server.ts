// A real PostgreSQL server of the tests' own: the machine's programs, in a folder that is removed afterwards.
// It does not run as root, so where the tests do, it is the user `postgres`.
import { execFile, execFileSync } from 'node:child_process'
import { chownSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from '../free-port.ts'

const run = promisify(execFile)

export interface PostgresServer {
  readonly port: number
  readonly folder: string
  /** `postgres://…` of a database; `port`: of a proxy before it. */
  url(database: string, port?: number): string
  /** A statement on a database, as the superuser; the rows that it answers. */
  ask(sql: string, database?: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  start(): Promise<void>
  /** `immediate`: as if the machine's power went. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  remove(): Promise<void>
}

export interface ServerSettings {
  /** Where its folder is made. */
  readonly within?: string
  /** Asks for the password `secret`. */
  readonly withPassword?: boolean
  readonly settings?: Readonly<Record<string, string>>
  /** Runs it on one core of the machine. */
  readonly core?: number
}

/** The folder of PostgreSQL's programs; null where this machine has none. */
export function postgresPrograms(): string | null {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...globSync('/usr/lib/postgresql/*/bin').sort().toReversed(),
  ]
  const found = folders.flatMap((folder) => globSync(join(folder, 'initdb')))[0]
  return found === undefined ? null : dirname(found)
}

const isRoot = process.getuid?.() === 0
/** What a command begins with to run as the server's user. */
export const AS_ITS_USER = isRoot ? ['runuser', '-u', 'postgres', '--'] : []

/** Runs a program as the server's user. */
async function program(before: readonly string[], name: string, ...args: readonly string[]): Promise<void> {
  const path = join(postgresPrograms() ?? '', name)
  const [command = '', ...rest] = [...before, ...AS_ITS_USER, path, ...args]
  await run(command, rest, { cwd: '/' })
}

/** Makes a server and starts it; rejects where there are no programs. */
export async function startPostgres(options: ServerSettings = {}): Promise<PostgresServer> {
  const folder = folderOfItsUser(options.within)
  const data = join(folder, 'data')
  const port = await freePort()
  const password = join(folder, 'password')
  const { withPassword = false, settings = {}, core } = options
  const pinned = core === undefined ? [] : ['taskset', '-c', String(core)]
  writeFileSync(password, 'secret\n')
  if (isRoot) chownSync(password, idOf('-u'), idOf('-g'))
  const how = withPassword ? ['-A', 'scram-sha-256', '--pwfile', password] : ['-A', 'trust']
  await program([], 'initdb', '-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync', ...how)
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    max_connections: '200',
    ...settings,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'\n`)
  writeFileSync(join(data, 'postgresql.auto.conf'), lines.join(''))
  const server: PostgresServer = {
    port,
    folder,
    url: (database, at = port) => {
      const user = withPassword ? 'postgres:secret' : 'postgres'
      return `postgres://${user}@127.0.0.1:${at}/${database}`
    },
    ask: (sql, database = 'postgres') => askAt(server.url(database), sql),
    start: async () => {
      await program(pinned, 'pg_ctl', 'start', '-w', '-D', data, '-l', join(folder, 'log'))
    },
    stop: async (mode = 'fast') => {
      await program([], 'pg_ctl', 'stop', '-w', '-D', data, '-m', mode)
    },
    remove: async () => {
      await server.stop('immediate').catch(() => {})
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  await server.start()
  return server
}

/** A new folder, which belongs to the server's user. */
export function folderOfItsUser(within = '/tmp'): string {
  const folder = mkdtempSync(join(within, 'inkland-postgres-'))
  if (isRoot) chownSync(folder, idOf('-u'), idOf('-g'))
  return folder
}

/** A statement on a database, and the rows that it answers. */
export async function askAt(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const idOf = (which: '-u' | '-g'): number =>
  Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }))
