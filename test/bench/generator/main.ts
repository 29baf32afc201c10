// The load generator's process: does one job for the bench, tells the result, and ends.
import { acting } from './acting.ts'
import { crowd, visit } from './crowd.ts'
import { editCost, load, open } from './history.ts'
import { flood } from './flood.ts'
import { awake, beats, writeLiving } from './living.ts'
import { paced } from './paced.ts'
import { players } from './players.ts'
import { reconnect } from './reconnect.ts'
import { runaway } from './runaway.ts'
import { typed, typing } from './typing.ts'
import { using } from './using.ts'
import type { Endpoint } from './client.ts'

const jobs = {
  acting,
  awake,
  beats,
  crowd,
  editCost,
  flood,
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
