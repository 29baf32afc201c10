// The load generator's process: does one job for the bench, tells the result, and ends.
import { acting } from './jobs/acting.ts'
import { crowd, visit } from './jobs/crowd.ts'
import { editCost, load, open } from './jobs/history.ts'
import { flood } from './jobs/flood.ts'
import { join } from './jobs/join.ts'
import { awake, beats, writeLiving } from './jobs/living.ts'
import { paced } from './jobs/paced.ts'
import { players } from './jobs/players.ts'
import { reconnect } from './jobs/reconnect.ts'
import { runaway } from './jobs/runaway.ts'
import { typed, typing } from './jobs/typing.ts'
import { using } from './jobs/using.ts'
import type { Endpoint } from './client.ts'

const jobs = {
  acting,
  awake,
  beats,
  crowd,
  editCost,
  flood,
  join,
  load,
  open,
  paced,
  players,
  reconnect,
  runaway,
  typed,
  typing,
  using,
  visit,
  writeLiving,
}

type Jobs = typeof jobs
export type JobName = keyof Jobs
export type PlanOf<Name extends JobName> = Parameters<Jobs[Name]>[1]
export type ResultOf<Name extends JobName> = Awaited<ReturnType<Jobs[Name]>>
export type FromGenerator = { readonly type: 'ready' } | { readonly type: 'result'; readonly result: unknown }

/** How a job and the bench talk while it runs. */
export interface Line {
  ready(): void
  readonly stopped: Promise<void>
}

const tell = (message: FromGenerator): void => void process.send?.(message)
const line: Line = {
  ready: () => tell({ type: 'ready' }),
  stopped: new Promise((resolve) => process.once('message', () => resolve())),
}
// Without the bench there is nobody to work for.
process.on('disconnect', () => process.exit(1))

const [name = '', endpoint = '', plan = ''] = process.argv.slice(2)
type AnyJob = (endpoint: Endpoint, plan: unknown, line: Line) => Promise<unknown>
const job = jobs[name as JobName] as AnyJob
const result = await job(JSON.parse(endpoint) as Endpoint, JSON.parse(plan), line)
process.send?.({ type: 'result', result }, () => process.exit(0))
