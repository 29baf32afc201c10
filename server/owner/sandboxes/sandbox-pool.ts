// Sandboxes for a node's worlds, in worker threads of their own: lazily started, watched, and replaced when a
// program hangs one. A world whose programs ended a thread runs in another one from then on, beside worlds of
// its kind alone, and rests when they end that one, too. Code in there has no environment, no input, and no
// way to this thread but the messages of worker-channel.ts.
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import {
  IDLE,
  type FromWorker,
  type WorkerProgress,
  type ToSandbox,
} from '../../../shared/behavior/host/worker-channel.ts'
import type { Modules } from '../../../shared/behavior/host/engine/compiled-modules.ts'
import {
  createWatchedSandboxes,
  type WatchedSandboxes,
  type WorkerLink,
} from '../../../shared/behavior/host/watched-sandboxes.ts'
import { faultResult } from '../../../shared/behavior/host/parsed-result.ts'
import type { FaultData, Job, JobResults, Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { SandboxWorkerData } from './sandbox-thread.ts'

/** Worlds that are known to have ended a thread; those that did so longest ago are forgotten. */
const SUSPECTS_MAX = 1_000
/**
 * How long the programs of a world rest that ended two threads, in ms: each is told so as it is started, and
 * so often that it sleeps (program-faults.ts).
 */
const REST_MS = 60_000
const RESTS: FaultData = {
  kind: 'hung',
  message:
    'The programs of this world held everything up twice, and rest for a minute. Find the step that takes too long, and wake them then.',
  line: null,
}

/** Most programs that live at once in one worker: some 20 kB each, if they have no seat. */
const HOT_MAX = 10_000

interface SandboxesOptions {
  /** How many threads run programs; 1, if left out. */
  readonly workers?: number
  readonly log: Pick<Logger, 'warn'>
  readonly clock: Pick<ServerClock, 'after' | 'monotonic'>
  /** Compiles the engine that programs run in; ours, if left out. */
  readonly compile?: () => Promise<Modules>
}

interface SandboxesStats {
  readonly worlds: number
  /** Jobs that are not answered yet. */
  readonly waiting: number
  /** Workers that had to be ended since the start, or died. */
  readonly killed: number
}

export interface Sandboxes {
  /** The sandbox of a world. `onLost`: its facts about the world are lost; send a whole patch, at once. */
  open(world: string, onLost: () => void): Sandbox
  stats(): SandboxesStats
  close(): Promise<void>
}

/** A world's sandbox, in whichever thread it is now. */
interface PlacedSandbox {
  sandbox: Sandbox
  readonly onLost: () => void
}

/** Starts nothing yet: threads come with the first world that has something to run. */
export function createSandboxes(options: SandboxesOptions): Sandboxes {
  const { workers = 1, log, clock, compile = compileApart } = options
  let engine: Promise<Modules> | null = null
  const ending = new Set<Promise<unknown>>()
  const watched = (thread: number | 'suspects'): WatchedSandboxes =>
    createWatchedSandboxes({
      spawn(onMessage, onDeath) {
        engine ??= compile()
        return spawn(engine, onMessage, onDeath, ending)
      },
      after: (ms, act) => clock.after(ms, act),
      // Threads live in real time.
      ticks: () => clock.monotonic(),
      onKill(why, world) {
        log.warn({ why, thread, world }, 'a thread that runs programs was ended; another one replaces it')
        if (world !== null) suspect(world)
      },
    })
  const threads = Array.from({ length: workers }, (_, thread) => watched(thread))
  const suspects = watched('suspects')
  /** Until when they rest, by the clock that never goes back. */
  const restsUntil = new Map<string, number>()
  const open = new Map<string, PlacedSandbox>()

  function suspect(world: string): void {
    const isKnown = restsUntil.delete(world)
    restsUntil.set(world, isKnown ? clock.monotonic() + REST_MS : 0)
    for (const oldest of restsUntil.keys()) if (restsUntil.size > SUSPECTS_MAX) restsUntil.delete(oldest)
    const placed = open.get(world)
    if (placed === undefined || isKnown) return
    placed.sandbox.close()
    placed.sandbox = suspects.open(world, placed.onLost)
    placed.onLost()
  }

  return {
    open(world, onLost) {
      const thread = restsUntil.has(world) ? suspects : leastUsed(threads)
      const placed: PlacedSandbox = { sandbox: thread.open(world, onLost), onLost }
      open.set(world, placed)
      return {
        patch: (patch) => placed.sandbox.patch(patch),
        run: (jobs) =>
          (restsUntil.get(world) ?? 0) > clock.monotonic()
            ? Promise.resolve(jobs.map(resting))
            : placed.sandbox.run(jobs),
        stop: (artifact) => placed.sandbox.stop(artifact),
        close() {
          placed.sandbox.close()
          if (open.get(world) === placed) open.delete(world)
        },
      }
    },
    stats() {
      const all = [...threads, suspects].map((watched) => watched.stats())
      const sum = (key: keyof SandboxesStats) => all.reduce((total, stats) => total + stats[key], 0)
      return { worlds: sum('worlds'), waiting: sum('waiting'), killed: sum('killed') }
    },
    async close() {
      for (const watched of [...threads, suspects]) watched.close()
      await Promise.all(ending)
    },
  }
}

const resting = ({ artifact, deliveries }: Job): JobResults => ({
  artifact,
  results: deliveries.map(() => faultResult(RESTS, [])),
})

function leastUsed([first, ...rest]: readonly WatchedSandboxes[]): WatchedSandboxes {
  if (!first) throw new Error('There has to be a thread for programs.')
  return rest.reduce((least, other) => (other.stats().worlds < least.stats().worlds ? other : least), first)
}

/** A thread, once the engine is there; earlier messages wait. */
function spawn(
  engine: Promise<Modules>,
  onMessage: (message: FromWorker) => void,
  onDeath: () => void,
  ending: Set<Promise<unknown>>,
): WorkerLink {
  const marks = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT))
  const early: ToSandbox[] = []
  let worker: Worker | null = null
  let isKilled = false
  const begin = (module: Modules): void => {
    if (isKilled) return
    worker = startThread(module, marks)
    worker.on('message', onMessage)
    worker.on('exit', onDeath)
    for (const message of early.splice(0)) worker.postMessage(message, [])
  }
  engine.then(begin, onDeath)
  return {
    post(message) {
      if (worker) worker.postMessage(message, [])
      else early.push(message)
    },
    mark: () => markIn(marks),
    async worked() {
      const usage = await worker?.cpuUsage()
      return usage ? (usage.user + usage.system) / 1000 : 0
    },
    kill() {
      isKilled = true
      if (!worker) return
      worker.off('message', onMessage)
      worker.off('exit', onDeath)
      const end = worker.terminate()
      ending.add(end)
      void end.finally(() => ending.delete(end))
    },
  }
}

function startThread(engine: Modules, marks: Int32Array): Worker {
  const workerData: SandboxWorkerData = { engine, marks, hotMax: HOT_MAX }
  const worker = new Worker(new URL('sandbox-thread.ts', import.meta.url), {
    workerData,
    name: 'programs',
    env: {},
    argv: [],
    stdin: false,
    // The programs' memory is not on this heap; only models of worlds are.
    resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 1024 },
  })
  // Its end follows.
  worker.on('error', () => {})
  return worker
}

/** The worker writes the beat last; a mark that is read while it changes is read again at the next look. */
function markIn(marks: Int32Array): WorkerProgress {
  const [run = 0, job = 0, beat = 0, delivery = 0] = [0, 1, 2, 3].map((index) => Atomics.load(marks, index))
  return run === 0 ? IDLE : { run, job, delivery, beat }
}

/** Reads and compiles the engine in a thread of its own. */
function compileApart(): Promise<Modules> {
  const worker = new Worker(new URL('compile-thread.ts', import.meta.url), {
    name: 'compiling',
    env: {},
    argv: [],
  })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread that compiles ended before it was done.')))
  })
}
