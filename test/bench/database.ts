// A PostgreSQL server for a system under measurement: new for each run, on the core of that system.
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../support/postgres/server.ts'
import { workOfFamily } from './generator/work.ts'
import { pins, SERVER_CORE } from './pinned.ts'
import type { Beside } from './system.ts'

/** Starts one, with an empty database. */
export async function startDatabase(): Promise<Beside> {
  const server = await startPostgres({ within: tmpdir(), ...(pins && { core: SERVER_CORE }) })
  await server.ask('CREATE DATABASE inkland')
  const [main = ''] = readFileSync(join(server.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
  const remove = (): void => void process.kill(Number(main), 'SIGQUIT')
  process.once('exit', remove)
  return {
    environment: { INKLAND_STORE: server.url('inkland') },
    work: () => workOfFamily(Number(main)),
    async stop() {
      process.off('exit', remove)
      await server.remove()
    },
  }
}
