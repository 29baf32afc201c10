// Work on data that strangers sent, away from the thread that serves everybody. One process does one job at a
// time, within a time and a memory. It is killed and started again if a job takes more. It starts with the
// first job, and ends when none came for a while.
import { createFairQueue, type FairQueueBounds } from '../time/fair-queue.ts'
import { WorkFault } from './work-fault.ts'
import { spawnWork, type SpawnWork, type WorkProcess } from './worker-process.ts'
import type { FromWork } from './process-jobs.ts'

/** The bounds of a job, and the number of jobs that wait. */
export interface PoolBounds extends FairQueueBounds {
  /** Work, in ms of a processor: a machine that is busy with others fails nobody's job. */
  readonly timeMs: number
  /** Memory, in MB: of the heap, and, where it can be asked, of the process beyond what it takes at rest. */
  readonly memoryMb: number
  /** Its room for short-lived objects, in MB, where that is not the usual one. */
  readonly nurseryMb?: number
}

export interface PoolOptions {
  /** The module that the process runs; it calls `serve`. */
  readonly script: URL
  readonly bounds: PoolBounds
  /** Calls `run` after `ms`, unless cancelled by the answer. */
  readonly clock: { after(ms: number, run: () => void): () => void }
  /** A process of this machine, unless a test has another. */
  readonly spawn?: SpawnWork
  /** Called when the process was ended, or ended by itself; it is not told what the job contained. */
  readonly onFault?: (fault: WorkFault) => void
}

interface RunOptions {
  /**
   * The key of the person or node that wants it: those with different keys take turns. A member, an address,
   * a node.
   */
  readonly by: string
  /** Gives up what waits, and kills what runs: the promise rejects with its reason. */
  readonly signal?: AbortSignal
  /** Less, or more, work than is usual for this pool, in ms. */
  readonly timeMs?: number
}

export interface Pool<Job, Result> {
  /** Starts the process before there is a job, where one comes soon. */
  begin(): void
  /** Does a job, when its turn comes. Rejects with a WorkFault, or with the signal's reason. */
  run(job: Job, options: RunOptions): Promise<Result>
  readonly stats: PoolStats
  /** Ends all: waiting and running jobs reject with `closed`. */
  close(): Promise<void>
}

interface PoolStats {
  readonly waiting: number
  readonly isRunning: boolean
  /** How many processes were ended, or died, over a job. */
  readonly killed: number
}

/** How often a job's cost is looked at, in ms. It can go beyond its bounds for so long before it is ended. */
const LOOK_MS = 50
/** On a busy machine a job may take so many times longer than it works. */
const LOST_FACTOR = 5
/** A process that does not begin for so long never will, in ms. */
const START_MS = 20_000
/**
 * Without a job for so long the process ends, in ms: a node at rest pays nothing, and who sends ten pictures
 * waits for one start.
 */
const IDLE_MS = 30_000
/** The memory that a process may hold before its first job, in MB: Node and its libraries. */
const AT_REST_MB = 100
/** How long after that a process ends its job by itself, in ms: then nobody is left who would. */
const ORPHAN_MS = 1_000

interface QueuedJob {
  readonly job: unknown
  readonly timeMs: number
  resolve(result: unknown): void
  reject(error: Error): void
}

type ProcessState =
  | { readonly type: 'none' }
  | { readonly type: 'starting'; readonly process: WorkProcess; readonly cancel: () => void }
  | { readonly type: 'idle'; readonly process: WorkProcess; readonly cancel: () => void }
  | {
      readonly type: 'working'
      readonly process: WorkProcess
      readonly on: QueuedJob
      readonly cancel: () => void
    }

export function createPool<Job, Result>(options: PoolOptions): Pool<Job, Result> {
  const { script, bounds, clock, spawn = spawnWork, onFault } = options
  const queue = createFairQueue<QueuedJob>(bounds)
  const ending = new Set<Promise<void>>()
  let state: ProcessState = { type: 'none' }
  let killed = 0
  let isClosed = false

  function start(): void {
    const made: WorkProcess = spawn(
      { script, memoryMb: bounds.memoryMb, ...(bounds.nurseryMb && { nurseryMb: bounds.nurseryMb }) },
      (message) => {
        if (state.type !== 'none' && state.process === made) receive(message)
      },
      (isOutOfMemory) => {
        if (state.type === 'none' || state.process !== made) return
        fail(isOutOfMemory ? tooLarge() : new WorkFault('crashed', 'The process that judges this ended.'))
      },
    )
    const cancel = clock.after(START_MS, () =>
      fail(new WorkFault('crashed', 'The process that judges this does not start.')),
    )
    state = { type: 'starting', process: made, cancel }
  }

  function receive(message: FromWork): void {
    if (message.type === 'ready' && state.type === 'starting') return rest(state.process, state.cancel)
    if (message.type === 'ready' || state.type !== 'working') return
    const { on, process, cancel } = state
    rest(process, cancel)
    if (message.type === 'done') on.resolve(message.result)
    else on.reject(told(message.type === 'slow' ? tooSlow() : new WorkFault('crashed', message.message)))
  }

  /** The process has nothing to do: it takes the next, or waits for one. */
  function rest(process: WorkProcess, cancel: () => void): void {
    cancel()
    state = { type: 'idle', process, cancel: clock.after(IDLE_MS, end) }
    next()
  }

  function next(): void {
    if (queue.length === 0) return
    if (state.type === 'none') start()
    if (state.type !== 'idle') return
    const on = queue.shift()
    if (on === null) return
    const { process } = state
    state.cancel()
    const limits = { timeMs: on.timeMs, memoryMb: bounds.memoryMb }
    state = { type: 'working', process, on, cancel: watchCost(process, limits, clock, fail) }
    process.send({ job: on.job, lastMs: on.timeMs * LOST_FACTOR + ORPHAN_MS })
  }

  /** Ends the process over its job. If it fails while it starts, the next job has waited in vain. */
  function fail(fault: WorkFault): void {
    const on = state.type === 'working' ? state.on : queue.shift()
    killed += 1
    end()
    on?.reject(told(fault))
    next()
  }

  function end(): void {
    if (state.type === 'none') return
    const { process, cancel } = state
    cancel()
    state = { type: 'none' }
    const gone = process.kill()
    ending.add(gone)
    void gone.finally(() => ending.delete(gone))
  }

  function told(fault: WorkFault): WorkFault {
    onFault?.(fault)
    return fault
  }

  function giveUp(waiting: QueuedJob, why: Error): void {
    waiting.reject(why)
    queue.remove(waiting)
    if (state.type !== 'working' || state.on !== waiting) return
    end()
    next()
  }

  return {
    begin() {
      if (state.type === 'idle') rest(state.process, state.cancel)
      else if (state.type === 'none' && !isClosed) start()
    },
    run(job, { by, signal, timeMs = bounds.timeMs }) {
      let stop = (): void => undefined
      const ran = new Promise<unknown>((resolve, reject) => {
        signal?.throwIfAborted()
        if (isClosed) throw closed()
        const waiting: QueuedJob = { job, timeMs, resolve, reject }
        stop = () => giveUp(waiting, signal?.reason as Error)
        signal?.addEventListener('abort', stop, { once: true })
        queue.push(by, waiting)?.reject(new WorkFault('busy', 'Too much waits to be judged.'))
        next()
      }).finally(() => signal?.removeEventListener('abort', stop))
      // The script of this pool answers so.
      return ran as Promise<Result>
    },
    get stats() {
      return { waiting: queue.length, isRunning: state.type === 'working', killed }
    },
    async close() {
      isClosed = true
      const on = state.type === 'working' ? state.on : null
      end()
      on?.reject(closed())
      for (const waiting of queue.clear()) waiting.reject(closed())
      await Promise.all(ending)
    },
  }
}

/** Looks at what a job costs until the answer is called; `onOver` is told once when that is too much. */
function watchCost(
  process: WorkProcess,
  { timeMs, memoryMb }: Pick<PoolBounds, 'timeMs' | 'memoryMb'>,
  clock: PoolOptions['clock'],
  onOver: (fault: WorkFault) => void,
): () => void {
  let lookedMs = 0
  let before: number | null = null
  let isOver = false
  let cancel = (): void => undefined

  async function look(): Promise<void> {
    const usage = await process.usage()
    if (isOver) return
    before ??= usage.workedMs
    const took = usage.workedMs === null || before === null ? lookedMs : usage.workedMs - before
    if (took >= timeMs || lookedMs >= timeMs * LOST_FACTOR) onOver(tooSlow())
    else if (usage.memoryMb !== null && usage.memoryMb > memoryMb + AT_REST_MB) onOver(tooLarge())
    else cancel = clock.after(LOOK_MS, lookAgain)
  }

  function lookAgain(): void {
    lookedMs += LOOK_MS
    void look()
  }

  void look()
  return () => {
    isOver = true
    cancel()
  }
}

const tooSlow = () => new WorkFault('slow', 'It takes too long to judge.')
const tooLarge = () => new WorkFault('large', 'It takes too much memory to judge.')
const closed = () => new WorkFault('closed', 'This node is about to stop.')
