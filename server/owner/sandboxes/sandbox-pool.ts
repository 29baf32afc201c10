// Sandboxes for a node's worlds, in worker threads of their own: lazily started, watched, and replaced when
// a program hangs one. Whose program ended a thread has all programs in another one from then on, beside
// those of their kind alone, and after ten ends in a minute all of them rest for one. The programs of a
// world count together, and so do those of a visitor, in all worlds. Code in there has no environment, no
// input, and no way to this thread but the messages of worker-channel.ts.
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
  LOST_BY_OTHER,
  type WatchedSandboxes,
  type WorkerLink,
} from '../../../shared/behavior/host/watched-sandboxes.ts'
import { faultResult } from '../../../shared/behavior/host/parsed-result.ts'
import type { FaultData, Job, JobResults, Sandbox, Start } from '../../../shared/behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { cacheEnvironment } from '../../workers/compile-cache.ts'
import type { SandboxWorkerData } from './sandbox-thread.ts'

/** Worlds and visitors that are known to have ended a thread; who did so longest ago is forgotten. */
const SUSPECTS_MAX = 1_000
/** A party whose programs ended so many threads within so many ms rests for REST_MS. */
const ENDS_MAX = 10
const ENDS_WITHIN_MS = 60_000
const REST_MS = 60_000
const REST = `ended the thread they run in ${ENDS_MAX} times within a minute. All of them rest for a minute, and start again by themselves.`
const WORLD_RESTS: FaultData = { kind: 'rest', message: `The programs of this world ${REST}`, line: null }
const VISITOR_RESTS: FaultData = { kind: 'rest', message: `The programs of this visitor ${REST}`, line: null }

/** Whose programs count together: a world's id, or the name of a visitor. */
type Party = string
/** A visitor, by whom programs count together; and the world of their body's program, away from home. */
export const visitorParty = (visitor: NonNullable<Start['visitor']>): Party => `${VISITOR}${visitor}`
const VISITOR = 'visitor '

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

/** With the programs of others, or in the thread of those that ended one. */
type Seat = 'shared' | 'apart'

interface PlacedProgram {
  readonly party: Party
  readonly seat: Seat
  /** How many deliveries it has worked on here. */
  worked: number
}

interface PlacedWorld {
  readonly world: string
  /** Those that were started, each where it is now. */
  readonly programs: Map<ArtifactId, PlacedProgram>
  readonly onLost: () => void
  /** Opens a sandbox of this world in a thread. */
  readonly place: (seat: Seat) => Sandbox
  readonly seatOf: (party: Party) => Seat
  readonly rests: (party: Party) => boolean
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
      onKill(why, culprit) {
        const party = culprit && partyIn(culprit.world, culprit.artifact)
        log.warn({ why, thread, party }, 'a thread that runs programs was ended; another one replaces it')
        if (party !== null) suspect(party)
      },
    })
  const threads = Array.from({ length: workers }, (_, thread) => watched(thread))
  const suspects = watched('suspects')
  /** When each ended threads lately, and until when it rests, by the clock that never goes back. */
  const known = new Map<Party, { readonly endedAt: readonly number[]; readonly restsUntil: number }>()
  const open = new Map<string, ReadonlyMap<ArtifactId, PlacedProgram>>()

  const partyIn = (world: string, program: ArtifactId): Party => open.get(world)?.get(program)?.party ?? world
  const seatOf = (party: Party): Seat => (known.has(party) ? 'apart' : 'shared')
  const rests = (party: Party): boolean => (known.get(party)?.restsUntil ?? 0) > clock.monotonic()

  function suspect(party: Party): void {
    const at = clock.monotonic()
    const recent = (known.get(party)?.endedAt ?? []).filter((then) => then > at - ENDS_WITHIN_MS)
    const endedAt = [...recent, at]
    // The one that did so last is the last to be forgotten.
    known.delete(party)
    known.set(party, { endedAt, restsUntil: endedAt.length < ENDS_MAX ? 0 : at + REST_MS })
    for (const oldest of known.keys()) if (known.size > SUSPECTS_MAX) known.delete(oldest)
  }

  function openWorld(world: string, onLost: () => void): Sandbox {
    const place = (seat: Seat): Sandbox =>
      (seat === 'apart' ? suspects : leastUsed(threads)).open(world, onLost)
    const programs = new Map<ArtifactId, PlacedProgram>()
    const sandbox = openPlaced({ world, programs, onLost, place, seatOf, rests })
    open.set(world, programs)
    return {
      ...sandbox,
      close() {
        sandbox.close()
        if (open.get(world) === programs) open.delete(world)
        // It takes 12 MB, and is compiled anew for the next world.
        if (open.size === 0) engine = null
      },
    }
  }

  return {
    open: openWorld,
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

/** Each program sits where those with whom it counts belong, and goes there with its next work. */
function openPlaced({ world, programs, onLost, place, seatOf, rests }: PlacedWorld): Sandbox {
  const seats = new Map<Seat, Sandbox>()
  const seated = { shared: 0, apart: 0 }

  function openSeat(seat: Seat): Sandbox {
    const sandbox = place(seat)
    seats.set(seat, sandbox)
    return sandbox
  }

  /** A second one is told of the world as the first one was. */
  function seatNamed(seat: Seat): Sandbox {
    const known = seats.get(seat)
    if (known !== undefined) return known
    const opened = openSeat(seat)
    onLost()
    return opened
  }

  function remove(artifact: ArtifactId, program: PlacedProgram): void {
    programs.delete(artifact)
    seated[program.seat] -= 1
    seats.get(program.seat)?.stop(artifact)
  }

  function add(artifact: ArtifactId, program: PlacedProgram): void {
    programs.set(artifact, program)
    seated[program.seat] += 1
  }

  /** Nobody knows it where it is now, so it begins anew there. */
  function move(artifact: ArtifactId, program: PlacedProgram, to: Seat): void {
    const { seat } = program
    remove(artifact, program)
    add(artifact, { ...program, seat: to })
    if (seated[seat] > 0) return
    seats.get(seat)?.close()
    seats.delete(seat)
  }

  /** Takes note of a start: whose program it is, and where it sits. */
  function partyOf({ artifact, deliveries }: Job): Party {
    const before = programs.get(artifact)
    const start = deliveries.find((delivery) => delivery.type === 'start')?.start
    if (start === undefined) return before?.party ?? world
    const party = start.visitor === undefined ? world : visitorParty(start.visitor)
    if (before?.party !== party) {
      if (before !== undefined) remove(artifact, before)
      add(artifact, { party, seat: seatOf(party), worked: 0 })
    }
    return party
  }

  function placeOf(job: Job): Seat | FaultData {
    const party = partyOf(job)
    if (rests(party)) return party.startsWith(VISITOR) ? VISITOR_RESTS : WORLD_RESTS
    const seat = seatOf(party)
    const program = programs.get(job.artifact)
    if (program !== undefined && program.seat !== seat) move(job.artifact, program, seat)
    return seat
  }

  /**
   * Those go first that have worked most, each job by itself: so several that end the thread one after the
   * other do not hold up the rest each time. Where one of them was lost, the others are lost with it, and all
   * start again together.
   */
  async function runApart(jobs: readonly Job[]): Promise<readonly JobResults[]> {
    const sandbox = seatNamed('apart')
    const workedBy = ({ artifact }: Job): number => programs.get(artifact)?.worked ?? 0
    const rankOf = (job: Job): number => Math.floor(Math.log2(workedBy(job) + 1))
    const ranks = Map.groupBy(
      jobs.toSorted((a, b) => rankOf(b) - rankOf(a)),
      rankOf,
    )
    const outcomes: JobResults[] = []
    for (const jobsOfRank of ranks.values()) {
      const isBehind = outcomes.some(({ results }) => results.some(({ fault }) => fault?.kind === 'lost'))
      if (isBehind) outcomes.push(...jobsOfRank.map((job) => resultOfAll(job, LOST_BY_OTHER)))
      else outcomes.push(...(await Promise.all(jobsOfRank.map((job) => sandbox.run([job])))).flat())
    }
    for (const { artifact, results } of outcomes) {
      const program = programs.get(artifact)
      if (program) program.worked += results.filter(({ fault }) => fault === null).length
    }
    return outcomes
  }

  openSeat(seatOf(world))
  return {
    patch(patch) {
      for (const sandbox of seats.values()) sandbox.patch(patch)
    },
    async run(jobs) {
      const dones = [...Map.groupBy(jobs, placeOf)].map(async ([at, those]) => {
        if (typeof at !== 'string') return those.map((job) => resultOfAll(job, at))
        return at === 'apart' ? runApart(those) : seatNamed(at).run(those)
      })
      return (await Promise.all(dones)).flat()
    },
    stop(artifact) {
      const program = programs.get(artifact)
      if (program !== undefined) remove(artifact, program)
    },
    close() {
      for (const sandbox of seats.values()) sandbox.close()
    },
  }
}

const resultOfAll = ({ artifact, deliveries }: Job, fault: FaultData): JobResults => ({
  artifact,
  results: deliveries.map(() => faultResult(fault, [])),
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
  const marks = new Int32Array(new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT))
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
    env: cacheEnvironment(),
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
  const [run = 0, job = 0, beat = 0, delivery = 0, line = -1] = [0, 1, 2, 3, 4].map((index) =>
    Atomics.load(marks, index),
  )
  return run === 0 ? IDLE : { run, job, delivery, beat, line: line < 0 ? null : line }
}

/** Reads and compiles the engine in a thread of its own. */
function compileApart(): Promise<Modules> {
  const worker = new Worker(new URL('compile-thread.ts', import.meta.url), {
    name: 'compiling',
    env: cacheEnvironment(),
    argv: [],
  })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread that compiles ended before it was done.')))
  })
}
