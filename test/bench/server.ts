// One server process under measurement, from its start to its end.
import type { Endpoint } from './generator/client.ts'
import { SERVER_CORE, spawnPinned } from './pinned.ts'
import { end, portOf } from './server-process.ts'
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
  const profiling =
    profiles === null || system.runtime !== undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]
  const child = spawnPinned(
    SERVER_CORE,
    [...profiling, ...system.command(folder), ...(beside?.args ?? [])],
    ['ignore', 'pipe', 'pipe'],
    beside?.environment,
    system.runtime,
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
    others: beside?.others ?? [],
    startedInMs: performance.now() - began,
    workBeside: () => beside?.work() ?? 0,
    stop: () => endBoth('SIGTERM'),
    kill: () => endBoth('SIGKILL'),
  }
}
