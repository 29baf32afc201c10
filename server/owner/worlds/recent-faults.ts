// The faults of programs since this node was started: the last ones, and how many of each world. For the
// admins; the authors see theirs at the line.
import type { FaultData } from '../../../shared/behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'

/** How many are kept: enough to read when something goes wrong. */
const KEPT_MAX = 50
/** Longest message that is kept, in characters: a line or two. */
const MESSAGE_MAX = 300

interface NotedFault {
  /** The world's id. */
  readonly world: string
  readonly thing: ArtifactId
  readonly message: string
  /** ms since 1970. */
  readonly at: number
}

export interface RecentFaults {
  note(world: string, thing: ArtifactId, fault: FaultData): void
  /** The last ones, the newest first. */
  last(): readonly NotedFault[]
  /** How many in a world. */
  countOf(world: string): number
}

export function createRecentFaults(clock: { now(): number }): RecentFaults {
  const faults: NotedFault[] = []
  const counts = new Map<string, number>()
  return {
    note(world, thing, { message }) {
      faults.unshift({ world, thing, message: message.slice(0, MESSAGE_MAX), at: clock.now() })
      faults.length = Math.min(faults.length, KEPT_MAX)
      counts.set(world, (counts.get(world) ?? 0) + 1)
    },
    last: () => [...faults],
    countOf: (world) => counts.get(world) ?? 0,
  }
}
