// The people in a world of another node, as that node reports them. Nothing that it sends is trusted to be
// well-formed, and everything is bounded. Clocks only rise here. When the connection breaks, everybody is
// reported as gone. Once it is back, they are reported again with their earlier states.
import { PRESENCE_BYTES_MAX } from '../../../shared/world/limits.ts'
import { isJson, isNewer, readEntries, type PresenceEntry } from './presence-entries.ts'

/** Largest message of a node about who is there, in bytes: for so many tabs, each with 500. */
const TOLD_BYTES_MAX = 512 * 1024
/** How many tabs of others are shown in one world: more than anybody can look at. */
const RELAYED_MAX = 1000
/** The clocks of so many are remembered, also of those who left. */
const CLOCKS_MAX = 2 * RELAYED_MAX
/** A clock that nobody reaches by talking; above it there may be no next one. */
const CLOCK_MAX = 2 ** 48

export class RelayedPresence {
  /** By presence id, with the clock that the other node said. */
  readonly #here = new Map<number, Pick<PresenceEntry, 'clock'>>()
  /** The last clock that was told, those told longest ago first. */
  readonly #clocks = new Map<number, number>()

  /** The news in an awareness update, as it is told here. */
  take(update: Uint8Array): readonly PresenceEntry[] {
    if (update.length > TOLD_BYTES_MAX) return []
    return (readEntries(update) ?? []).flatMap((entry) => this.#told(entry) ?? [])
  }

  /** The connection broke: nobody of whom the other node told is known to be there. */
  clear(): readonly PresenceEntry[] {
    const ids = [...this.#here.keys()]
    this.#here.clear()
    return ids.map((id) => ({ id, clock: this.#nextClock(id, 0), state: 'null' }))
  }

  #told(entry: PresenceEntry): PresenceEntry | null {
    const { id, clock, state } = entry
    const before = this.#here.get(id)
    if (clock > CLOCK_MAX || state.length > PRESENCE_BYTES_MAX || !isNewer(entry, before) || !isJson(state))
      return null
    if (state === 'null') this.#here.delete(id)
    else if (before === undefined && this.#here.size >= RELAYED_MAX) return null
    else this.#here.set(id, { clock })
    return { id, clock: this.#nextClock(id, clock), state }
  }

  #nextClock(id: number, least: number): number {
    const clock = Math.max(least, (this.#clocks.get(id) ?? -1) + 1)
    this.#clocks.delete(id)
    this.#clocks.set(id, clock)
    const [oldest] = this.#clocks.keys()
    if (this.#clocks.size > CLOCKS_MAX && oldest !== undefined) this.#clocks.delete(oldest)
    return clock
  }
}
