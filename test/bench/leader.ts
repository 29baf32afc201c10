// The process that leads a node, for another process of that node which is under measurement; both on one database.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'
import { startDatabase } from './database.ts'
import { workOf } from './generator/work.ts'
import { SERVER_CORE, spawnPinned } from './pinned.ts'
import { end, portOf } from './server-process.ts'
import type { Beside } from './system.ts'

/** Starts the database, and on it a process that leads. */
export async function startLeader(command: (folder: string) => string[]): Promise<Beside> {
  const database = await startDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'inkland-bench-leader-'))
  const inside = async (): Promise<string[]> => ['--inside', `127.0.0.1:${await freePort()}`]
  const args = [...command(folder), ...(await inside())]
  const child = spawnPinned(SERVER_CORE, args, ['ignore', 'pipe', 'pipe'], database.environment)
  const stop = async (): Promise<void> => {
    await end(child, 'SIGTERM')
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  await portOf(child, 'the process that leads').catch(async (error: unknown) => {
    await stop()
    throw error
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the process that leads has no process')
  return {
    environment: database.environment,
    args: await inside(),
    work: () => database.work() + workOf(pid),
    leader: pid,
    stop,
  }
}
