// Systems of several processes, and what they need between them: those that are there before the process
// under measurement. All run on its core.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn, type ChildProcess } from 'node:child_process'
import { freePort } from '../support/free-port.ts'
import { startDatabase } from './database.ts'
import type { ServerProcess } from './generator/client.ts'
import { workOf } from './generator/work.ts'
import { pins, SERVER_CORE, spawnPinned } from './pinned.ts'
import { end, portOf } from './server-process.ts'
import type { Beside, System } from './system.ts'

type Startable = Pick<System, 'title' | 'command'>

/** Starts a database, and on it so many processes of a node. Another one comes to them by the arguments. */
export async function startFirst(count: number, system: Startable): Promise<Beside> {
  const database = await startDatabase()
  const inside = async (): Promise<string[]> => ['--inside', `127.0.0.1:${await freePort()}`]
  return withOthers(count, system, { ...database, args: inside })
}

/** Starts a Redis server, and so many processes that talk by it. */
export async function startRedis(count: number, system: Startable): Promise<Beside> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'inkland-bench-redis-'))
  const command = [
    'redis-server',
    '--bind',
    '127.0.0.1',
    '--port',
    String(port),
    '--dir',
    folder,
    '--save',
    '',
  ]
  const [program = '', ...args] = pins ? ['taskset', '-c', String(SERVER_CORE), ...command] : command
  const redis = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = (): void => void redis.kill('SIGKILL')
  process.once('exit', kill)
  await isReady(redis)
  return withOthers(count, system, {
    environment: { REDIS_PORT: String(port) },
    args: () => Promise.resolve([]),
    work: () => workOf(redis.pid ?? 0),
    async stop() {
      process.off('exit', kill)
      await end(redis, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  })
}

function isReady(redis: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    redis.once('error', (error) => {
      reject(new Error(`redis-server did not start (apt-get install redis-server): ${error.message}`))
    })
    redis.once('exit', () => reject(new Error('redis-server ended')))
    redis.stdout?.on('data', (said: Buffer) => {
      if (said.includes('Ready to accept connections')) resolve()
    })
  })
}

interface Between extends Omit<Beside, 'args'> {
  /** What each process is started with so that it finds the others. */
  readonly args: () => Promise<string[]>
}

async function withOthers(count: number, system: Startable, between: Between): Promise<Beside> {
  const running: { readonly child: ChildProcess; readonly folder: string; readonly at: ServerProcess }[] = []
  const stop = async (): Promise<void> => {
    for (const { child, folder } of running) {
      await end(child, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    }
    await between.stop()
  }
  try {
    for (let i = 0; i < count; i++) {
      const folder = mkdtempSync(join(tmpdir(), 'inkland-bench-other-'))
      const args = [...system.command(folder), ...(await between.args())]
      const child = spawnPinned(SERVER_CORE, args, ['ignore', 'pipe', 'pipe'], between.environment)
      const port = await portOf(child, system.title)
      running.push({ child, folder, at: { port, pid: child.pid ?? 0 } })
    }
    return {
      environment: between.environment,
      args: await between.args(),
      work: between.work,
      others: running.map(({ at }) => at),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
