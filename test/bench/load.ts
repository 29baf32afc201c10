// The bench's side of the load generator: one process per job, on its own core, gone afterwards.
import { fileURLToPath } from 'node:url'
import type { Endpoint } from './generator/client.ts'
import type { FromGenerator, JobName, PlanOf, ResultOf } from './generator/main.ts'
import { GENERATOR_CORE, spawnPinned } from './pinned.ts'

const generator = fileURLToPath(new URL('generator/main.ts', import.meta.url))
/**
 * On its one core it collects garbage by itself: four threads that share it take six times as long, and that
 * would be seen as the server's.
 */
const ALONE = ['--no-parallel-scavenge', '--max-semi-space-size=16']

interface RunningJob<Result> {
  /** Resolves when the job says that it is ready: all its connections stand, or its measuring has begun. */
  readonly ready: Promise<void>
  /** Asks a job that goes on until it is told to stop. */
  stop(): void
  readonly result: Promise<Result>
}

/** Starts a job in a process of its own. */
export function startJob<Name extends JobName>(
  name: Name,
  endpoint: Endpoint,
  plan: PlanOf<Name>,
): RunningJob<ResultOf<Name>> {
  const { port, pid, others, dialect } = endpoint
  const args = [
    ...ALONE,
    generator,
    name,
    JSON.stringify({ port, pid, others, dialect }),
    JSON.stringify(plan),
  ]
  const child = spawnPinned(GENERATOR_CORE, args, ['ignore', 'inherit', 'inherit', 'ipc'])
  const ready = Promise.withResolvers<void>()
  const result = Promise.withResolvers<ResultOf<Name>>()
  child.on('message', (message: FromGenerator) => {
    if (message.type === 'ready') ready.resolve()
    else result.resolve(message.result as ResultOf<Name>)
  })
  child.on('error', result.reject)
  child.on('exit', () => result.reject(new Error(`${name}: the load generator ended without a result`)))
  result.promise.then(() => ready.resolve(), ready.reject)
  ready.promise.catch(() => {})
  return { ready: ready.promise, result: result.promise, stop: () => void child.send('stop') }
}

/** Runs a job to its end. */
export const runJob = <Name extends JobName>(
  name: Name,
  endpoint: Endpoint,
  plan: PlanOf<Name>,
): Promise<ResultOf<Name>> => startJob(name, endpoint, plan).result
