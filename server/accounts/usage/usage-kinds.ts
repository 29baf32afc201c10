// How much of somebody's bytes in the logs is in pages, and how much is history. The state of a world is a
// part of the bytes of its log, and all who wrote there share it as they share the log. So both together are
// their additions, and nothing has to be read.
import type { DocumentKey } from '../../storage/store.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { Contributor, Ledger, Share } from './usage-ledger.ts'

interface Kinds {
  /** A document takes so many bytes as it is now. */
  noteState(document: DocumentKey, bytes: number): void
  /** A world is gone. */
  end(world: WorldKey): void
  /**
   * How many of everybody's bytes in the logs stand in pages. Counts anew what has changed since it was asked
   * last.
   */
  pages(): ReadonlyMap<Contributor, number>
}

type Part = readonly [Contributor, number]

export function createKinds(ledger: Pick<Ledger, 'sharesOf' | 'takeTouched'>): Kinds {
  const states = new Map<WorldKey, Map<DocumentKey['kind'], number>>()
  /** Worlds whose states changed since they were counted. */
  let changed = new Set<WorldKey>()
  const parts = new Map<WorldKey, readonly Part[]>()
  const sums = new Map<Contributor, number>()

  function partsOf(world: WorldKey): readonly Part[] {
    const shares = ledger.sharesOf(world)
    const logs = new Map<DocumentKey['kind'], number>()
    for (const [kind, , bytes] of shares) logs.set(kind, (logs.get(kind) ?? 0) + bytes)
    return shares.map(([kind, who, bytes]: Share): Part => {
      // A short log has no snapshot beside it: all of it is pages.
      const state = states.get(world)?.get(kind) ?? Infinity
      const log = logs.get(kind) ?? 0
      return [who, state >= log ? bytes : Math.floor((bytes * state) / log)]
    })
  }

  function add(all: readonly Part[], sign: 1 | -1): void {
    for (const [who, bytes] of all) {
      const sum = (sums.get(who) ?? 0) + sign * bytes
      if (sum === 0) sums.delete(who)
      else sums.set(who, sum)
    }
  }

  return {
    noteState({ world, kind }, bytes) {
      states.set(world, (states.get(world) ?? new Map()).set(kind, bytes))
      changed.add(world)
    },
    end(world) {
      states.delete(world)
      changed.add(world)
    },
    pages() {
      for (const world of new Set([...changed, ...ledger.takeTouched()])) {
        add(parts.get(world) ?? [], -1)
        const now = partsOf(world)
        add(now, 1)
        if (now.length === 0) parts.delete(world)
        else parts.set(world, now)
      }
      changed = new Set()
      return sums
    },
  }
}
