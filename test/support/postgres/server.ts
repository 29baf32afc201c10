// A real PostgreSQL server of the tests' own, in a folder that is removed afterwards.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../free-port.ts'
import { giveToItsUser, runProgram } from './programs.ts'

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

/** Makes a server and starts it; rejects where there are no programs. */
export async function startPostgres(options: ServerSettings = {}): Promise<PostgresServer> {
  const folder = folderOfItsUser(options.within)
  const data = join(folder, 'data')
  const port = await freePort()
  const password = join(folder, 'password')
  const { withPassword = false, settings = {}, core } = options
  const pinned = core === undefined ? [] : ['taskset', '-c', String(core)]
  writeFileSync(password, 'secret\n')
  giveToItsUser(password)
  const how = withPassword ? ['-A', 'scram-sha-256', '--pwfile', password] : ['-A', 'trust']
  await runProgram(
    [],
    'initdb',
    '-D',
    data,
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
    ...how,
  )
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
      await runProgram(pinned, 'pg_ctl', 'start', '-w', '-D', data, '-l', join(folder, 'log'))
    },
    stop: async (mode = 'fast') => {
      await runProgram([], 'pg_ctl', 'stop', '-w', '-D', data, '-m', mode)
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
  giveToItsUser(folder)
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
