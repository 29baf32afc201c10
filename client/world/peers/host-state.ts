// How the node is that a world is on, where that is another one: as one's own node tells it, for as long as
// the world is open.
import type { HostEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { Replica } from '../../replica/contract/replica.ts'

interface HostNews {
  now: HostEvent | null
  readonly listeners: Set<() => void>
}

const known = new WeakMap<Replica, HostNews>()

/** Remembers what is told; from when a replica is opened on, since it is told once for each connection. */
export function followHost(replica: Replica): void {
  const told: HostNews = { now: null, listeners: new Set() }
  known.set(replica, told)
  replica.onEvent((event) => {
    if (event.type !== 'host') return
    told.now = event
    for (const listener of told.listeners) listener()
  })
}

/** What was told last; null: nothing, or the world is of this node. */
export const hostIn = (replica: Replica): HostEvent | null => known.get(replica)?.now ?? null

export function onHost(replica: Replica, listener: () => void): () => void {
  const listeners = known.get(replica)?.listeners
  listeners?.add(listener)
  return () => listeners?.delete(listener)
}
