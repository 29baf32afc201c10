// Asks a client by step 1 what it has that is not here: when it comes in, and when something was missing.
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { DocumentRoom } from '../rooms/document-room.ts'
import type { SyncSocket } from '../socket/sync-socket.ts'

/** At most one step 1 for healing in this time, in ms; the last one asked for is always sent. */
const HEAL_MS = 250

/** The connection of the client who is asked. */
interface AskedConnection {
  send(frame: Uint8Array): void
  /** Does something with the room, which is opened anew when that fails. */
  guarded(act: (room: DocumentRoom) => void): void
}

export class StateRequests {
  /** The client was not asked yet: it is given the state first, which nobody has read. */
  isOwed = false
  readonly #connection: AskedConnection
  readonly #wire: Pick<SyncSocket, 'afterwards'>
  readonly #clock: ServerClock
  #healedAt = -Infinity
  #isHealing = false

  constructor(connection: AskedConnection, wire: Pick<SyncSocket, 'afterwards'>, clock: ServerClock) {
    this.#connection = connection
    this.#wire = wire
    this.#clock = clock
  }

  /** They were given the state: who was not asked yet is asked once the network has taken it. */
  answered(): void {
    const askOwed = (room: DocumentRoom): void => (this.isOwed ? this.ask(room) : undefined)
    if (this.isOwed) this.#wire.afterwards(() => this.#connection.guarded(askOwed))
  }

  /** Asks now, or as soon as the clocks of the document are known. */
  ask(room: DocumentRoom): void {
    this.isOwed = false
    const ask = (): void => this.#connection.send(syncFrame('step1', room.document.vector()))
    if (!room.document.isUnread) return ask()
    room.document.read().then(
      () => this.#connection.guarded(ask),
      (error: unknown) => room.broke(error),
    )
  }

  /** Asks again what the client has: a stock client answers with all that was missing. */
  heal(room: DocumentRoom): void {
    if (this.#isHealing) return
    this.#isHealing = true
    const clock = this.#clock
    const ask = (): void => {
      this.#isHealing = false
      this.#healedAt = clock.now()
      this.ask(room)
    }
    const sinceLast = clock.now() - this.#healedAt
    if (sinceLast >= HEAL_MS) ask()
    else clock.after(HEAL_MS - sinceLast, ask)
  }
}
