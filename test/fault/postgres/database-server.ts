// Databases for tests of real nodes, whose addresses have a password: in the server of the run, or in one of
// a test file's own, which asks for that password.
import { afterAll, beforeAll } from 'vitest'
import { newDatabase as newInRun } from '../../support/postgres/shared-server.ts'
import { startPostgres, type PostgresServer, type ServerSettings } from '../../support/postgres/server.ts'

/** The password of its databases: found wherever it should not be. */
export const PASSWORD = 'secret'

export interface FileDatabases {
  /** `postgres://…` of a new database. */
  newDatabase(): Promise<string>
}

interface FileServer extends FileDatabases {
  readonly server: PostgresServer
}

/**
 * In the server of the run, for a file that neither stops its server nor needs it to wait for the disk: a
 * server of its own costs a second and a half of a core.
 */
export const databasesOfRun: FileDatabases = {
  async newDatabase() {
    const { url } = await newInRun()
    return url.replace('postgres@', `postgres:${PASSWORD}@`)
  },
}

/** Starts before the tests of a file, and is removed after them. */
export function databaseServer(settings: ServerSettings['settings'] = {}): FileServer {
  let server: PostgresServer | null = null
  let made = 0
  beforeAll(async () => {
    server = await startPostgres({ withPassword: true, settings })
  })
  afterAll(() => server?.remove())
  const here = (): PostgresServer => {
    if (server === null) throw new Error('The server of this file did not start.')
    return server
  }
  return {
    get server() {
      return here()
    },
    async newDatabase() {
      const name = `worlds_${(made += 1)}`
      await here().ask(`CREATE DATABASE ${name}`)
      return here().url(name)
    },
  }
}
