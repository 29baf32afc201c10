// Which of the appends that wait go together in one statement.
import type { Append } from '../log-rows.ts'

/** Most appends, and about how many bytes, in one group: bounds how long a statement takes. */
const GROUP_APPENDS_MAX = 1024
const GROUP_BYTES_MAX = 8 * 1024 * 1024

export interface QueuedAppend {
  readonly updates: readonly Append[]
  readonly size: number
}

export interface AppendGroup<Queued extends QueuedAppend = QueuedAppend> {
  readonly appends: readonly Queued[]
  /** The client id that its only append claims for two members; null, as nearly always, where none does. */
  readonly claimedTwice: number | null
}

/** Takes the next group from the front of a queue. */
export function takeGroup<Queued extends QueuedAppend>(queue: Queued[]): AppendGroup<Queued> {
  const owners = new Map<string, string>()
  let bytes = 0
  for (const [index, { updates, size }] of queue.entries()) {
    bytes += size
    const isFull = index === GROUP_APPENDS_MAX || (index > 0 && bytes > GROUP_BYTES_MAX)
    if (isFull) return { appends: queue.splice(0, index), claimedTwice: null }
    const conflict = conflictIn(updates, owners)
    if (conflict === null) continue
    // The one before decides whose it is; the database tells the other.
    if (index > 0) return { appends: queue.splice(0, index), claimedTwice: null }
    return { appends: queue.splice(0, 1), claimedTwice: conflict }
  }
  return { appends: queue.splice(0), claimedTwice: null }
}

/** A client id that gets a second owner; null where none does. */
function conflictIn(updates: readonly Append[], owners: Map<string, string>): number | null {
  for (const { document, member, claims } of updates) {
    for (const client of claims) {
      const claim = `${document.world}/${document.kind} ${client}`
      const owner = owners.get(claim) ?? member
      if (owner !== member) return client
      owners.set(claim, owner)
    }
  }
  return null
}
