// The messages between the thread that plays and a worker that runs programs, and the worker's side of it.
// Worlds take turns, a job at a time, and within a world everything happens in the order in which it was
// sent.
import type { ArtifactId } from '../../world/address.ts'
import type { Effect, JobResults, Job, Patch, Result } from '../sandbox-protocol.ts'
import type { SandboxHost } from './program-host.ts'
import { NO_RESULT } from './parsed-result.ts'

export type ToSandbox =
  | { readonly type: 'patch'; readonly world: string; readonly patch: Patch }
  /** Answered with `done` and the same number. */
  | { readonly type: 'run'; readonly world: string; readonly run: number; readonly jobs: readonly Job[] }
  | { readonly type: 'stop'; readonly world: string; readonly artifact: ArtifactId }
  | { readonly type: 'close'; readonly world: string }

export type FromWorker =
  /** It has started. */
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly run: number; readonly done: readonly JobOutcome[] }
  /** If no memory is shared: the job in progress. */
  | { readonly type: 'mark'; readonly mark: WorkerProgress }

/**
 * The outcome of a job: its results, or only their number when all are empty. By far most are. Of a job that
 * was cut there are fewer than deliveries.
 */
type JobOutcome = readonly (Result | RememberedValues)[] | number

/** A result that only remembers values, which most do that are not empty: each name and its value. */
type RememberedValues = readonly unknown[]

/** The outcome of a job, in the form that is posted. */
function jobOutcomeOf({ results }: JobResults): JobOutcome {
  return results.every((result) => result === NO_RESULT) ? results.length : results.map(shortened)
}

function shortened(result: Result): Result | RememberedValues {
  const { effects, logs, fault, refusal } = result
  if (effects.length === 0 || logs.length > 0 || fault !== null || refusal !== null) return result
  const values: unknown[] = []
  for (const effect of effects) {
    if (effect.do !== 'memory' || !('value' in effect)) return result
    values.push(effect.key, effect.value)
  }
  return values
}

const isShort = (posted: Result | RememberedValues): posted is RememberedValues => Array.isArray(posted)

function restored(posted: Result | RememberedValues): Result {
  if (!isShort(posted)) return posted
  const effects: Effect[] = []
  for (let at = 0; at < posted.length; at += 2)
    effects.push({ do: 'memory', key: String(posted[at]), value: posted[at + 1] })
  return { ...NO_RESULT, effects }
}

/** Restores the outcomes of jobs from the form that was posted. */
export function readJobOutcomes(jobs: readonly Job[], came: readonly JobOutcome[]): readonly JobResults[] {
  return jobs.map(({ artifact, deliveries }, index) => {
    const results = resultsOf(came[index] ?? 0)
    return { artifact, results, ...(results.length < deliveries.length && { isCut: true }) }
  })
}

function resultsOf(outcome: JobOutcome): readonly Result[] {
  if (typeof outcome !== 'number') return outcome.map(restored)
  return outcome === 1 ? NOTHING : Array.from({ length: outcome }, () => NO_RESULT)
}

const NOTHING: readonly Result[] = [NO_RESULT]

/** A worker's progress. */
export interface WorkerProgress {
  /** The number of the run that it works on; 0: it waits. */
  readonly run: number
  /** Which of the run's jobs, and which of the job's deliveries. */
  readonly job: number
  readonly delivery: number
  /** Rises with each delivery. */
  readonly beat: number
  /** Where in its code the program made what works on the delivery: the line, from 0; null: nobody knows. */
  readonly line: number | null
}

export const IDLE: WorkerProgress = { run: 0, job: 0, delivery: 0, beat: 0, line: null }

/** How long a worker goes on before it looks for messages, in ms. */
const TURN_MS = 10

interface ServeOptions {
  readonly host: SandboxHost
  readonly post: (message: FromWorker) => void
  readonly ticks: () => number
  /** Calls `go` after messages that wait have been taken in. */
  readonly soon: (go: () => void) => void
  /** Told which job is next, and with -1 that there is none. */
  readonly working: (run: number, job: number) => void
}

type RunMessage = Extract<ToSandbox, { type: 'run' }>

/**
 * The waiting work for a world. A world keeps its queue: queues made anew all the time would live just long
 * enough for the garbage collector to take them for old.
 */
interface WorkQueue {
  /** The first is being worked on. */
  readonly steps: ToSandbox[]
  /** The outcomes of the first step so far, if that is a run. */
  done: JobOutcome[]
}

/** Serves what is told: give it every message. */
export function serve({ host, post, ticks, soon, working }: ServeOptions): (message: ToSandbox) => void {
  const lines = new Map<string, WorkQueue>()
  /** The worlds that have something to do. The first is next. */
  const turns: WorkQueue[] = []
  let isGoing = false

  function receive(message: ToSandbox): void {
    const line = lineOf(message.world)
    if (line.steps.push(message) === 1) turns.push(line)
    if (!isGoing) go()
  }

  function lineOf(world: string): WorkQueue {
    const known = lines.get(world)
    if (known) return known
    const made: WorkQueue = { steps: [], done: [] }
    lines.set(world, made)
    return made
  }

  function go(): void {
    isGoing = true
    const until = ticks() + TURN_MS
    for (let line = turns.shift(); line; line = turns.shift()) {
      takeTurn(line)
      if (ticks() > until) {
        soon(go)
        return
      }
    }
    isGoing = false
    working(0, -1)
  }

  /** Does a job, or something smaller, for a world; then that goes to the end of the line. */
  function takeTurn(line: WorkQueue): void {
    const [message] = line.steps
    if (!message) return
    const isOver = message.type === 'run' ? work(line.done, message) : take(message)
    if (isOver) {
      line.steps.shift()
      line.done = []
    }
    if (line.steps.length > 0) turns.push(line)
    else if (message.type === 'close') lines.delete(message.world)
  }

  /** Work that is done at once. */
  function take(message: Exclude<ToSandbox, RunMessage>): true {
    if (message.type === 'patch') host.patch(message.world, message.patch)
    else if (message.type === 'stop') host.stop(message.world, message.artifact)
    else host.close(message.world)
    return true
  }

  /** Does the next job of a run; answers whether it was the last. */
  function work(done: JobOutcome[], { world, run, jobs }: RunMessage): boolean {
    const job = jobs[done.length]
    if (job) {
      working(run, done.length)
      done.push(jobOutcomeOf(host.run(world, job)))
    }
    if (done.length < jobs.length) return false
    post({ type: 'done', run, done })
    return true
  }

  return receive
}
