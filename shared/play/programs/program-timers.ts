// The timers of all programs. Those with a key outlive a restart (stored-timers.ts).
import type { ArtifactId } from '../../world/address.ts'
import type { StoredTimer } from '../../world/live/live-state-values.ts'
import { createDueQueue } from '../documents/due-queue.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'
import { createStoredTimers } from './stored-timers.ts'

/**
 * How much later than asked for a repeating timer may begin, in ms: at most a tenth of its beat, and never
 * more than this.
 */
const TOGETHER_MS = 250
/**
 * Most beats that programs are given at once; the rest a tick later: a world can have a hundred thousand
 * timers that all beat together.
 */
const BEATS_MAX = 5_000

interface SetTimer {
  readonly artifact: ArtifactId
  /** The number that the program gave it. */
  readonly timer: number
  readonly key: string | null
  readonly everyMs: number | null
}

interface Beat {
  readonly artifact: ArtifactId
  readonly timer: number
  /** Beats before this one that nobody was given. */
  readonly missed: number
  /** To be called when the program has had this beat: until then no other one of this timer is given. */
  readonly given: () => void
}

export interface ProgramTimers {
  /** Stops the timers of an artifact whose program is to start; answers those that it can take up again. */
  readonly rest: (artifact: ArtifactId, since: number) => Readonly<Record<string, StoredTimer>>
  readonly set: (timer: SetTimer, inMs: number, now: number) => void
  readonly unset: (artifact: ArtifactId, timer: number) => void
  /** Forgets what a program that started did not take up again. */
  readonly settle: (artifact: ArtifactId) => void
  /** Ends all timers of an artifact for good. */
  readonly drop: (artifact: ArtifactId) => void
  /** The beats that are due. */
  readonly take: (now: number) => readonly Beat[]
  readonly next: () => number | null
  /** Puts everything off: the world was held. */
  readonly shift: (ms: number) => void
  /** Whether any timer runs that outlives a restart. */
  readonly hasStored: () => boolean
  /** Forgets all timers, and those in live: the world begins anew. */
  readonly clear: () => void
}

interface Running {
  readonly timer: SetTimer
  dueAt: number
  isWaiting: boolean
  missed: number
  cancel: () => void
}

/** `read`: live's timers of an artifact. `all`: the artifacts that have any there. */
export function createProgramTimers(
  writes: PendingWrites,
  read: (artifact: ArtifactId) => ReadonlyMap<string, StoredTimer>,
  all: () => Iterable<ArtifactId>,
): ProgramTimers {
  const running = new Map<ArtifactId, Map<number, Running>>()
  const stored = createStoredTimers(writes, read, all)
  /** The next beats for a program that starts, so that it loses none. */
  const resting = new Map<ArtifactId, Map<string, number>>()
  const dues = createDueQueue<Running>()

  function schedule(entry: Running): void {
    entry.cancel()
    entry.cancel = dues.put(entry.dueAt, entry)
  }

  function unset(artifact: ArtifactId, timer: number): void {
    const entry = running.get(artifact)?.get(timer)
    if (entry === undefined) return
    entry.cancel()
    running.get(artifact)?.delete(timer)
    if (entry.timer.key !== null) stored.keep(artifact, entry.timer.key, null)
  }

  function stop(artifact: ArtifactId): void {
    for (const entry of running.get(artifact)?.values() ?? []) entry.cancel()
    running.delete(artifact)
  }

  /** Forgets what live keeps and no timer stands for. */
  function settle(artifact: ArtifactId): void {
    const keys = new Set<string | null>()
    for (const { timer } of running.get(artifact)?.values() ?? []) keys.add(timer.key)
    for (const key of stored.of(artifact).keys()) if (!keys.has(key)) stored.keep(artifact, key, null)
    resting.delete(artifact)
  }

  return {
    rest(artifact, since) {
      const rests = new Map<string, number>()
      const timers: [string, StoredTimer][] = []
      for (const [key, timer] of stored.of(artifact)) {
        const dueAt = nextOf(running.get(artifact), key, timer, since)
        rests.set(key, dueAt)
        timers.push([key, { dueAt, everyMs: timer.everyMs }])
      }
      stop(artifact)
      resting.set(artifact, rests)
      return Object.fromEntries(timers)
    },
    set(timer, inMs, now) {
      const { artifact, key, everyMs } = timer
      unset(artifact, timer.timer)
      const rests = key === null ? undefined : resting.get(artifact)?.get(key)
      const isTakenUp =
        rests !== undefined && key !== null && stored.of(artifact).get(key)?.everyMs === everyMs
      const dueAt = isTakenUp ? rests : firstBeat(now + inMs, everyMs)
      if (key !== null) {
        resting.get(artifact)?.delete(key)
        stored.keep(artifact, key, { dueAt, everyMs })
      }
      const entry: Running = { timer, dueAt, isWaiting: false, missed: 0, cancel: () => undefined }
      const timers = running.get(artifact) ?? new Map<number, Running>()
      running.set(artifact, timers.set(timer.timer, entry))
      schedule(entry)
    },
    unset,
    settle,
    drop(artifact) {
      stop(artifact)
      settle(artifact)
      stored.forget(artifact)
    },
    take(now) {
      stored.writeShifted()
      const beats: Beat[] = []
      while (beats.length < BEATS_MAX) {
        const due = dues.take(now)
        if (due === null) break
        const entry = due.item
        const { everyMs } = entry.timer
        if (everyMs !== null) {
          countBeats(entry, everyMs, now)
          schedule(entry)
        }
        if (entry.isWaiting) entry.missed += 1
        else beats.push(beatOf(entry, unset))
      }
      return beats
    },
    next: () => (stored.isShifted() ? 0 : dues.next()),
    shift(ms) {
      for (const timers of running.values()) {
        for (const entry of timers.values()) {
          entry.dueAt += ms
          schedule(entry)
        }
      }
      stored.shift(ms)
    },
    hasStored: stored.hasAny,
    clear() {
      for (const artifact of running.keys()) stop(artifact)
      stored.clear()
      resting.clear()
    },
  }
}

/**
 * Clocks that are wound up within a moment of each other beat together, which costs a world of them much
 * less.
 */
function firstBeat(at: number, everyMs: number | null): number {
  const grid = everyMs === null ? 1 : Math.min(Math.floor(everyMs / 10), TOGETHER_MS)
  return grid > 1 ? Math.ceil(at / grid) * grid : Math.round(at)
}

/** The first beat after a time: those before it were given. */
function firstAfter(dueAt: number, everyMs: number | null, since: number): number {
  if (everyMs === null || since < dueAt) return dueAt
  return dueAt + (Math.floor((since - dueAt) / everyMs) + 1) * everyMs
}

/** Counts the beats that are over, and when the next one is due. */
function countBeats(entry: Running, everyMs: number, now: number): void {
  const over = Math.floor((now - entry.dueAt) / everyMs)
  entry.missed += over
  entry.dueAt += (over + 1) * everyMs
}

/** The beat for the program of a timer, which waits until the program has had it. */
function beatOf(entry: Running, unset: (artifact: ArtifactId, timer: number) => void): Beat {
  const { missed, timer } = entry
  entry.missed = 0
  entry.isWaiting = true
  return {
    artifact: timer.artifact,
    timer: timer.timer,
    missed,
    given() {
      entry.isWaiting = false
      // Only now: if the node dies before, the one beat of this timer is still to come.
      if (timer.everyMs === null) unset(timer.artifact, timer.timer)
    },
  }
}

/** The next beat of a timer that its program was not given. */
function nextOf(
  timers: ReadonlyMap<number, Running> | undefined,
  key: string,
  { dueAt, everyMs }: StoredTimer,
  since: number,
): number {
  for (const entry of timers?.values() ?? []) {
    if (entry.timer.key === key) return entry.dueAt - (entry.isWaiting ? (everyMs ?? 0) : 0)
  }
  return firstAfter(dueAt, everyMs, since)
}
