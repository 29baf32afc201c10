// A pooler before the database (where PgBouncer is installed): one that gives each transaction another
// connection is refused at once, in the sentence that is true; one that gives each its own is as none.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { runServer, startServer, until } from '../../process.ts'
import { freePort } from '../../support/free-port.ts'
import { AS_ITS_USER, giveToItsUser } from '../../support/postgres/programs.ts'
import { askAt, folderOfItsUser } from '../../support/postgres/server.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { ask } from '../../unit/http/ask.ts'
import { fetchCopy } from '../copy.ts'
import { databaseServer } from './database-server.ts'

const PGBOUNCER = '/usr/sbin/pgbouncer'
/** The word comes from asking the database, not from waiting for it: so soon, in ms. */
const REFUSED_MS = 5_000

describe.skipIf(!hasPostgres || !existsSync(PGBOUNCER))('PgBouncer', { timeout: 60_000 }, () => {
  const databases = databaseServer({ fsync: 'off' })

  for (const mode of ['transaction', 'statement']) {
    test(`[L13] in ${mode} mode is refused at once, with what to do`, async () => {
      await using pooler = await startPooler(await databases.newDatabase(), mode)
      const begun = performance.now()
      const run = runServer([], { env: { INKLAND_STORE: pooler.url } })
      expect((await run.exit).code).toBe(1)
      expect(performance.now() - begun).toBeLessThan(REFUSED_MS)
      expect(run.log().trim().split('\n').at(-1)).toMatch(
        /^A pooler, such as PgBouncer, stands before the database 127\.0\.0\.1:\d+\/worlds_\d+, .*pool_mode = session/,
      )
    })
  }

  test('[L13] in session mode serves, and starts again with what it had', async () => {
    await using pooler = await startPooler(await databases.newDatabase(), 'session')
    const env = { INKLAND_STORE: pooler.url }
    let data: string | undefined
    for (const world of ['ada/one', 'ada/two']) {
      await using node = await startServer({ ...(data !== undefined && { data }), env })
      data = node.data
      ;(await fetchCopy(`${node.wsUrl}/sync/${world}`)).destroy()
      const { worlds } = (await ask(node.url, 'GET /api/worlds')).read(WorldList)
      expect(worlds.map(({ address }) => String(address))).toContain('ada/one')
      expect(await node.stop()).toEqual({ code: 0, signal: null })
    }
  })
})

/** PgBouncer before a database; `url` is the database's by way of it. */
async function startPooler(store: string, mode: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const [folder, port] = [folderOfItsUser(), await freePort()]
  const { hostname, port: at, pathname, password } = new URL(store)
  const files = {
    'users.txt': `"postgres" "${password}"\n`,
    'pgbouncer.ini': [
      '[databases]',
      `* = host=${hostname} port=${at}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = plain',
      `auth_file = ${join(folder, 'users.txt')}`,
      `pool_mode = ${mode}`,
    ].join('\n'),
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text)
    giveToItsUser(join(folder, name))
  }
  const [command, ...args] = [...AS_ITS_USER, PGBOUNCER, join(folder, 'pgbouncer.ini')]
  const program = spawn(command, args, { stdio: 'ignore' })
  const url = `postgres://postgres:${password}@127.0.0.1:${port}${pathname}`
  await until('the pooler answers', () =>
    askAt(url, 'SELECT 1').then(
      () => true,
      () => false,
    ),
  )
  return {
    url,
    async [Symbol.asyncDispose]() {
      program.kill('SIGTERM')
      await once(program, 'exit')
    },
  }
}
