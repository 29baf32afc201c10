// Sends a document's updates to its readers: coded once, the same bytes for all. What happens in a world goes
// as deltas to those who read them (delta-decoder.ts), and as the updates themselves to all others.
import { deltaFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { DeltaEncoder } from '../../../shared/yjs/deltas/delta-encoder.ts'
import { OutgoingMessage } from '../socket/outgoing-message.ts'
import type { RoomMember } from './room-member.ts'

export class UpdateFanOut {
  readonly #plain = new Set<RoomMember>()
  /** Those who read deltas and have the history of all up to now; and those who do not have it yet. */
  readonly #following = new Set<RoomMember>()
  readonly #coming = new Set<RoomMember>()
  /** Null: nobody reads deltas here. */
  #deltas: DeltaEncoder | null = null
  /** Whether it is a live document. */
  readonly #hasDeltas: boolean

  constructor(hasDeltas: boolean) {
    this.#hasDeltas = hasDeltas
  }

  add(reader: RoomMember, readsDeltas: boolean): void {
    if (!this.#hasDeltas || !readsDeltas) this.#plain.add(reader)
    else this.#coming.add(reader)
  }

  remove(reader: RoomMember): void {
    this.#plain.delete(reader)
    this.#coming.delete(reader)
    this.#following.delete(reader)
    if (this.#following.size + this.#coming.size === 0) this.#deltas = null
  }

  tell(update: Uint8Array, except: RoomMember | null): void {
    const delta = this.#deltaOf(update)
    if (delta !== null) {
      for (const reader of this.#following) reader.send(delta)
      if (this.#plain.size === 0) return
    }
    const message = new OutgoingMessage(syncFrame('update', update))
    for (const reader of this.#plain) if (reader !== except) reader.send(message)
    if (delta === null) {
      for (const reader of this.#following) reader.send(message)
      for (const reader of this.#coming) reader.send(message)
    }
  }

  /** Who comes is given the history that it rests on first. Null: it has no delta, or nobody reads them. */
  #deltaOf(update: Uint8Array): OutgoingMessage | null {
    if (this.#following.size + this.#coming.size === 0) return null
    const deltas = (this.#deltas ??= new DeltaEncoder())
    const history = this.#coming.size === 0 ? null : deltas.history()
    const delta = deltas.encode(update)
    if (delta === null) return null
    if (history !== null) {
      const message = new OutgoingMessage(deltaFrame('history', history))
      for (const reader of this.#coming) {
        this.#following.add(reader)
        reader.send(message)
      }
      this.#coming.clear()
    }
    return new OutgoingMessage(deltaFrame('delta', delta))
  }
}
