// The state of a world's node, if that is another one: as one's own node tells it, for as long as the world
// is open.
import type { HostEvent } from '../../../shared/wire/frames/action-frames.ts'
import { Observable } from '../../device/observable.ts'
import type { Replica } from '../../replica/replica.ts'

const known = new WeakMap<Replica, Observable<HostEvent | null>>()

/** Remembers what is told; from when a replica is opened on, since it is told once for each connection. */
export function followHost(replica: Replica): void {
  const told = new Observable<HostEvent | null>(null)
  known.set(replica, told)
  replica.onEvent((event) => event.type === 'host' && told.set(event))
}

/** The last message; null: none, or the world is of this node. */
export const hostIn = (replica: Replica): HostEvent | null => known.get(replica)?.now ?? null

export const onHost = (replica: Replica, listener: () => void): (() => void) =>
  known.get(replica)?.subscribe(listener) ?? (() => undefined)
