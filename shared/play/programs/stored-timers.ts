// Timers that outlive a restart: live keeps when the first beat was due and how often it beats, from which
// every later beat follows. So a thousand clocks write nothing while they tick.
import type { ArtifactId } from '../../world/address.ts'
import type { StoredTimer } from '../../world/live/live-state-values.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'

interface StoredTimers {
  /** The timers of an artifact that live has, or will have after the next write, by key. */
  readonly of: (artifact: ArtifactId) => ReadonlyMap<string, StoredTimer>
  /** Keeps a timer; null: no more. */
  readonly keep: (artifact: ArtifactId, key: string, timer: StoredTimer | null) => void
  /** Reads an artifact's timers anew when they are asked for next. */
  readonly forget: (artifact: ArtifactId) => void
  /** Puts everything off. Live is told of it by `writeShifted`. */
  readonly shift: (ms: number) => void
  readonly isShifted: () => boolean
  readonly writeShifted: () => void
  readonly hasAny: () => boolean
  readonly clear: () => void
}

/** `read`: the timers of an artifact in live. `all`: the artifacts with timers in live. */
export function createStoredTimers(
  writes: Pick<PendingWrites, 'put' | 'isFull'>,
  read: (artifact: ArtifactId) => ReadonlyMap<string, StoredTimer>,
  all: () => Iterable<ArtifactId>,
): StoredTimers {
  const stored = new Map<ArtifactId, Map<string, StoredTimer>>()
  /** Artifacts whose timers were put off, and live does not know it yet. */
  const shifted = new Set<ArtifactId>()

  function timersOf(artifact: ArtifactId): Map<string, StoredTimer> {
    let timers = stored.get(artifact)
    if (timers === undefined) stored.set(artifact, (timers = new Map(read(artifact))))
    return timers
  }

  function keep(artifact: ArtifactId, key: string, timer: StoredTimer | null): void {
    const timers = timersOf(artifact)
    const before = timers.get(key)
    if (timer === null) timers.delete(key)
    else timers.set(key, timer)
    if (timer === null ? before === undefined : isInPhase(before, timer)) return
    writes.put(`timer ${artifact} ${key}`, (writer) => writer.setTimer(artifact, key, timer))
  }

  return {
    of: timersOf,
    keep,
    forget: (artifact) => void stored.delete(artifact),
    shift(ms) {
      for (const artifact of new Set([...all(), ...stored.keys()])) {
        const timers = timersOf(artifact)
        for (const [key, timer] of timers) timers.set(key, { ...timer, dueAt: timer.dueAt + ms })
        if (timers.size > 0) shifted.add(artifact)
      }
    },
    isShifted: () => shifted.size > 0,
    // As much as fits into a tick: before that, what is due after a crash is due too early.
    writeShifted() {
      for (const artifact of shifted) {
        if (writes.isFull()) return
        shifted.delete(artifact)
        for (const [key, timer] of timersOf(artifact)) {
          writes.put(`timer ${artifact} ${key}`, (writer) => writer.setTimer(artifact, key, timer))
        }
      }
    },
    hasAny: () => [...stored.values()].some((timers) => timers.size > 0),
    clear() {
      stored.clear()
      shifted.clear()
    },
  }
}

/** Whether two stand for the same beats. */
function isInPhase(a: StoredTimer | undefined, b: StoredTimer): boolean {
  if (a === undefined || a.everyMs !== b.everyMs) return false
  return b.everyMs === null ? a.dueAt === b.dueAt : (b.dueAt - a.dueAt) % b.everyMs === 0
}
