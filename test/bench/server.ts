// One server process under measurement, from its start to its end.
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import type { Endpoint } from './generator/client.ts'
import { SERVER_CORE, spawnPinned } from './pinned.ts'
import type { System } from './system.ts'

export interface Server extends Endpoint {
  /** From spawning to the line that says where it listens, in ms. */
  readonly startedInMs: number
  /** Time that the servers beside it have run so far, in ms. */
  workBeside(): number
  /** Ends it in good order (SIGTERM), so that it stores what it has. */
  stop(): Promise<void>
  /** Ends it as a power cut would (SIGKILL). */
  kill(): Promise<void>
}

/**
 * Starts a server with its data in `folder`; with `profiles`, it leaves a CPU profile there when it is
 * stopped.
 */
export async function startServer(system: System, folder: string, profiles: string | null): Promise<Server> {
  const beside = (await system.beside?.()) ?? null
  const began = performance.now()
  const profiling = profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]
  const child = spawnPinned(
    SERVER_CORE,
    [...profiling, ...system.command(folder)],
    ['ignore', 'pipe', 'pipe'],
    beside?.environment,
  )
  const port = await portOf(child, system.title).catch(async (error: unknown) => {
    await beside?.stop()
    throw error
  })
  const endBoth = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await end(child, signal)
    await beside?.stop()
  }
  const { pid } = child
  if (pid === undefined) throw new Error(`${system.title} has no process`)
  return {
    port,
    pid,
    dialect: system.name,
    startedInMs: performance.now() - began,
    workBeside: () => beside?.work() ?? 0,
    stop: () => endBoth('SIGTERM'),
    kill: () => endBoth('SIGKILL'),
  }
}

/** Reads the server's output until it says its address; any other output is in the error. */
function portOf(child: ChildProcess, title: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => fail('said no address in 60 s'), 60_000)
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-4000)
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      resolve(Number(port))
    }
    const fail = (why: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`${title} ${why}:\n${said}`))
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.on('error', (error) => fail(error.message))
    child.on('exit', () => fail('ended before it listened'))
  })
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  await ended
  clearTimeout(timer)
}
