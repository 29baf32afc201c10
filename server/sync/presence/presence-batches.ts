// The people in a room, as all sides report them. The followers of a room get the news in turns, and not for
// each move of a cursor.
import type { MemberId } from '../../../shared/world/address.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { ShownMember } from '../../contracts/request-member.ts'
import { RoomPresence, type PresenceChanges, type PresenceUpdate, type Speaker } from './room-presence.ts'
import type { PresenceEntry } from './presence-entries.ts'
import { RelayedPresence } from './relayed-presence.ts'

/** Presence is told at most this often, in ms: a flood costs its sender only. */
const TURN_MS = 30

interface PresenceTurnsOptions {
  readonly clock: ServerClock
  /** The member of a client id of the document; presence ids are client ids. */
  readonly ownerOf: (id: number) => MemberId | undefined
  readonly tell: (changes: PresenceChanges) => void
}

export class PresenceTurns {
  readonly presence: RoomPresence
  readonly #relayed = new RelayedPresence()
  readonly #clock: ServerClock
  readonly #tell: (changes: PresenceChanges) => void
  #toldAt = -Infinity
  #isDue = false

  constructor({ clock, ownerOf, tell }: PresenceTurnsOptions) {
    this.presence = new RoomPresence(ownerOf)
    this.#clock = clock
    this.#tell = tell
  }

  /** Takes in what a connection says. */
  hear(update: Uint8Array, speaker: Speaker, shown: ShownMember): PresenceUpdate | 'malformed' {
    const heard = this.presence.hear(update, speaker, shown)
    if (heard !== 'malformed' && heard.isNews) this.#soon()
    return heard
  }

  /** A connection is gone, and who spoke by it. */
  leave(speaker: Speaker): void {
    if (this.presence.leave(speaker)) this.#soon()
  }

  /** Takes in another node's news of the people who are there; null: it sends no more. */
  relay(update: Uint8Array | null): void {
    this.bring(update === null ? this.#relayed.clear() : this.#relayed.take(update))
  }

  bring(entries: readonly PresenceEntry[]): void {
    if (this.presence.bring(entries)) this.#soon()
  }

  #soon(): void {
    if (this.#isDue) return
    this.#isDue = true
    const wait = this.#toldAt + TURN_MS - this.#clock.now()
    if (wait <= 0) this.#clock.soon(() => this.#turn())
    else this.#clock.after(wait, () => this.#turn())
  }

  #turn(): void {
    this.#isDue = false
    this.#toldAt = this.#clock.now()
    this.#tell(this.presence.takeChanges())
  }
}
