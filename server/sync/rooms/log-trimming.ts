// Keeps those logs short whose history nobody needs: live documents, and the copies of other nodes' worlds.
// Code that writes all the time, or a host that sends all the time, would fill any disk.
import { nodeOf } from '../../../shared/world/address.ts'
import type { Store } from '../../storage/store.ts'
import type { DocumentRoom } from './document-room.ts'

/** A log that grew by so many bytes becomes one row: more than a busy day of most worlds. */
export const SHORT_LOG_BYTES = 32 * 1024 * 1024

export class ShortLogs {
  readonly #store: Pick<Store, 'condense'>
  readonly #warn: (room: DocumentRoom, error: unknown) => void
  readonly #grown = new WeakMap<DocumentRoom, number>()

  constructor(store: Pick<Store, 'condense'>, warn: (room: DocumentRoom, error: unknown) => void) {
    this.#store = store
    this.#warn = warn
  }

  /** How many bytes more are in a room's log. */
  saved(room: DocumentRoom, bytes: number): void {
    const { key, world } = room
    if (key.kind !== 'live' && (key.kind !== 'scene' || nodeOf(world.address) === null)) return
    const grown = (this.#grown.get(room) ?? 0) + bytes
    const isLong = grown >= SHORT_LOG_BYTES
    this.#grown.set(room, isLong ? 0 : grown)
    if (isLong) this.#store.condense(key).catch((error: unknown) => this.#warn(room, error))
  }
}
