// A PostgreSQL server of a test file's own, which asks for a password, and databases in it.
import { afterAll, beforeAll } from 'vitest'
import { startPostgres, type PostgresServer, type ServerSettings } from '../../support/postgres/server.ts'

/** The password of its databases: found wherever it should not be. */
export const PASSWORD = 'secret'

interface FileServer {
  readonly server: PostgresServer
  /** `postgres://…` of a new database. */
  newDatabase(): Promise<string>
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
