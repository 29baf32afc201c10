// Sandboxes for many worlds in one worker, with a watchdog: a worker that hangs is ended and another takes
// its place, and nobody waits for an answer for ever. The worlds' models are told anew; their programs start
// anew when they are needed.
import type { ArtifactId } from '../../world/address.ts'
import { HUNG_MS } from '../program-limits.ts'
import type { JobResults, FaultData, Job, Sandbox } from '../sandbox-protocol.ts'
import { readJobOutcomes, type FromWorker, type WorkerProgress, type ToSandbox } from './worker-channel.ts'
import { faultResult } from './parsed-result.ts'

/** How often the watchdog looks, in ms, and how often it must see the same before it believes it. */
const LOOK_MS = 50
const LOOKS_MIN = 3
/**
 * A worker that does not even say how much it has worked for so long is in one call that never ends, in ms.
 * One that waits for a processor says so when it gets one for a moment.
 */
const UNHEARD_MS = 3_000
/** A worker that does not begin to work for so long is ended, in ms: on a busy machine one begins slowly. */
const SILENT_MS = 30_000
/** After a worker that died before it was ready, the next is started so much later, in ms. */
const RETRY_MS = 1000

/** A worker, as the watchdog uses it. */
export interface WorkerLink {
  post(message: ToSandbox): void
  /** Its progress; asked often. */
  mark(): WorkerProgress
  /** How many ms it has worked since it began; left out where nobody knows. */
  worked?(): Promise<number>
  /** Ends the worker, whatever it is doing. Nothing more arrives from it. */
  kill(): void
}

interface WatchedOptions {
  /** Starts a worker. `onDeath`: it ended without being killed. */
  readonly spawn: (onMessage: (message: FromWorker) => void, onDeath: () => void) => WorkerLink
  /** Calls `act` after `ms`, unless the returned function is called before. */
  readonly after: (ms: number, act: () => void) => () => void
  /** ms of a clock that never goes back. */
  readonly ticks: () => number
  /** Told when a worker had to be ended or died, and which program was running, if one was. */
  readonly onKill?: (why: 'hung' | 'died' | 'silent', culprit: Culprit | null) => void
}

/** A program, and the world in which it runs. */
interface Culprit {
  readonly world: string
  readonly artifact: ArtifactId
}

export interface WatchedSandboxes {
  /** A world's sandbox. `onLost`: all that it knew is lost; send a whole patch, at once. */
  open(world: string, onLost: () => void): Sandbox
  stats(): WatchedStats
  /** Ends the worker. Waiting jobs are answered with `lost`. */
  close(): void
}

interface WatchedStats {
  readonly worlds: number
  /** Jobs that are not answered. */
  readonly waiting: number
  /** How many workers had to be ended, or died. */
  readonly killed: number
}

/** The watchdog's view of one delivery. */
interface Sight {
  readonly beat: number
  readonly since: number
  looks: number
  /** How long the worker had worked when it was asked first, and how much more since then, in ms. */
  before: number | null
  worked: number
  /** When it said so last; before that, the start. */
  heardAt: number
}

interface PendingRun {
  readonly world: string
  readonly run: number
  readonly jobs: readonly Job[]
  resolve(done: readonly JobResults[]): void
}

const HUNG: FaultData = {
  kind: 'hung',
  message: 'A single step of it took so long that it held everything up and had to be stopped.',
  line: null,
}
const LOST: FaultData = {
  kind: 'lost',
  message: 'It was stopped along with others. It is starting again.',
  line: null,
}
export const LOST_BY_OTHER: FaultData = { ...LOST, isByOther: true }

/**
 * Looks at a worker while it has work to do. `link` answers null while it has none; `end` ends it, and may
 * put another in its place.
 */
function createWatchdog(
  after: WatchedOptions['after'],
  ticks: () => number,
  link: () => WorkerLink | null,
  end: (why: 'hung' | 'silent') => void,
) {
  let stopWatching: (() => void) | null = null
  let seen = sightOf(-1)

  /** It may have had nothing to do for long: what was seen before that counts no more. */
  function watch(): void {
    if (stopWatching) return
    forget()
    stopWatching = after(LOOK_MS, look)
  }

  function look(): void {
    stopWatching = null
    const worker = link()
    if (!worker) return forget()
    const { run, beat } = worker.mark()
    const shown = run === 0 ? -1 : beat
    if (shown !== seen.beat) seen = sightOf(shown)
    seen.looks++
    if (run === 0) {
      if (ticks() - seen.since >= SILENT_MS) end('silent')
    } else if (isHung(worker)) end('hung')
    else askWorked(worker, seen, ticks)
    if (link()) stopWatching ??= after(LOOK_MS, look)
  }

  /** Work counts, not time: a worker that waits for a processor does not hang. */
  function isHung(worker: WorkerLink): boolean {
    const now = ticks()
    // Looked at often enough too: it may be this thread that was held up.
    if (now - seen.since < HUNG_MS || seen.looks <= LOOKS_MIN) return false
    if (!worker.worked || seen.worked >= HUNG_MS / 2) return true
    // Where the whole machine stood still, nobody looked.
    return now - seen.heardAt >= UNHEARD_MS && seen.looks >= UNHEARD_MS / LOOK_MS / 2
  }

  function sightOf(beat: number): Sight {
    const since = ticks()
    return { beat, since, looks: 0, before: null, worked: 0, heardAt: since }
  }

  function forget(): void {
    seen = sightOf(-1)
  }

  return { watch, forget, stop: () => stopWatching?.() }
}

function askWorked(asked: WorkerLink, sight: Sight, ticks: () => number): void {
  if (!asked.worked) return
  const note = (worked: number): void => {
    sight.heardAt = ticks()
    sight.before ??= worked
    sight.worked = worked - sight.before
  }
  // One that ends has nothing more to say.
  asked.worked().then(note, () => {})
}

export function createWatchedSandboxes({ spawn, after, ticks, onKill }: WatchedOptions): WatchedSandboxes {
  const worlds = new Map<string, () => void>()
  /** In the order in which they were given, which is nearly that in which they are answered. */
  let pending: PendingRun[] = []
  let link: WorkerLink | null = null
  let isReady = false
  let isClosed = false
  let lastRun = 0
  let killed = 0
  let stopRetrying: (() => void) | null = null
  const watchdog = createWatchdog(after, ticks, () => (pending.length === 0 ? null : link), replace)

  function post(message: ToSandbox): void {
    if (isClosed || stopRetrying) return
    link ??= start()
    link.post(message)
  }

  function start(): WorkerLink {
    isReady = false
    watchdog.forget()
    const made = spawn(
      (message) => link === made && receive(message),
      () => link === made && replace('died'),
    )
    return made
  }

  function receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        isReady = true
        return
      case 'done': {
        const at = pending.findIndex(({ run }) => run === message.run)
        const [answered] = at < 0 ? [] : pending.splice(at, 1)
        answered?.resolve(readJobOutcomes(answered.jobs, message.done))
        return
      }
      case 'mark':
        return
    }
  }

  /** Ends the worker, and puts another in its place. */
  function replace(why: 'hung' | 'died' | 'silent'): void {
    const mark = link?.mark()
    endWorker()
    killed++
    const culprit = culpritOf(pending, mark)
    onKill?.(why, culprit)
    const tell = (): void => {
      stopRetrying = null
      const lost = pending.splice(0)
      // First, so that the worlds are told anew before anybody starts a program there.
      tellLost()
      for (const waiting of lost) waiting.resolve(goneOf(waiting, mark, culprit))
    }
    // Where it dies at once, there is no haste. Jobs wait until then: a program that is lost is started at
    // once, and after some times no more.
    if (isReady) tell()
    else stopRetrying = after(RETRY_MS, tell)
  }

  function endWorker(): void {
    link?.kill()
    link = null
  }

  function tellLost(): void {
    for (const onLost of worlds.values()) onLost()
  }

  return {
    open(world, onLost) {
      worlds.set(world, onLost)
      return {
        patch: (patch) => post({ type: 'patch', world, patch }),
        run(jobs) {
          if (jobs.length === 0) return Promise.resolve([])
          const run = ++lastRun
          return new Promise((resolve) => {
            const waiting: PendingRun = { world, run, jobs, resolve }
            if (isClosed || worlds.get(world) !== onLost) {
              resolve(goneOf(waiting, undefined))
              return
            }
            pending.push(waiting)
            if (stopRetrying) return
            post({ type: 'run', world, run, jobs })
            watchdog.watch()
          })
        },
        stop: (artifact: ArtifactId) => post({ type: 'stop', world, artifact }),
        close() {
          if (worlds.get(world) !== onLost) return
          worlds.delete(world)
          // Another one begins with the next world.
          if (worlds.size === 0 && pending.length === 0) endWorker()
          else if (link) post({ type: 'close', world })
        },
      }
    },
    stats: () => ({
      worlds: worlds.size,
      waiting: pending.reduce((sum, { jobs }) => sum + jobs.length, 0),
      killed,
    }),
    close() {
      if (isClosed) return
      isClosed = true
      watchdog.stop()
      stopRetrying?.()
      endWorker()
      const lost = pending
      pending = []
      for (const waiting of lost) waiting.resolve(goneOf(waiting, undefined))
    },
  }
}

/** The program that a worker was running. */
function culpritOf(pending: readonly PendingRun[], mark: WorkerProgress | undefined): Culprit | null {
  const at = pending.find(({ run }) => run === mark?.run)
  const job = at?.jobs[mark?.job ?? -1]
  return at === undefined || job === undefined ? null : { world: at.world, artifact: job.artifact }
}

function goneOf(
  { run, jobs }: PendingRun,
  mark: WorkerProgress | undefined,
  culprit: Culprit | null = null,
): JobResults[] {
  const lost = culprit === null ? LOST : LOST_BY_OTHER
  return jobs.map(({ artifact, deliveries }, index) => {
    const hungAt = mark?.run === run && mark.job === index ? mark.delivery : null
    // Those before it are lost with it, and not to blame.
    const hung = { ...HUNG, line: mark?.line ?? null }
    return { artifact, results: deliveries.map((_, nth) => faultResult(nth === hungAt ? hung : lost, [])) }
  })
}
