// The people in a room: names, colours, cursors. Never stored. A connection speaks for one presence id, its
// own, and says there what its client does; who somebody is comes from their session. Stock clients echo the
// states of others; those echoes are ignored without a word.
import { presenceFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import { PRESENCE_BYTES_MAX } from '../../../shared/world/limits.ts'
import type { Member, ShownMember } from '../../contracts/request-member.ts'
import { isNewer, readEntries, shownEntry, writeEntries, type PresenceEntry } from './presence-entries.ts'

/** The connection that speaks. */
export interface Speaker {
  readonly member: Member
  /** It belongs to another node, for all tabs that somebody has there. */
  readonly isBare: boolean
}

interface HeldPresence extends PresenceEntry {
  /** Null: they are on another node, which told of them. */
  readonly holder: Speaker | null
}

/** Somebody who was said to have left. */
interface Left {
  readonly member: MemberId
  readonly clock: number
}

/** The result of an awareness update. */
export interface PresenceUpdate {
  /** Somebody should hear of it. */
  readonly isNews: boolean
  /** The answer to the speaker; null for none. */
  readonly answer: Uint8Array | null
}

/** The changes for the followers. */
export interface PresenceChanges {
  readonly all: readonly PresenceEntry[]
  /** Entries that came from connections to this room, and not from another node. */
  readonly spoken: readonly PresenceEntry[]
}

/**
 * How many tabs of one person on another node are shown in one world: the rest are seen when others are
 * closed.
 */
const TABS_MAX = 8

/** How many people who left are remembered: their id is theirs when they come again. */
const LEFT_MAX = 1000

/** The presence of one room. */
export class RoomPresence {
  readonly #present = new Map<number, HeldPresence>()
  readonly #left = new Map<number, Left>()
  /** All that are present, until one says something else. */
  #everybody: Uint8Array | null = null
  readonly #own = new Map<Speaker, Set<number>>()
  #changed = new Map<number, { readonly entry: PresenceEntry; readonly isSpoken: boolean }>()
  readonly #ownerOf: (id: number) => MemberId | undefined

  /** `ownerOf` says whose the document's client ids are; presence ids are client ids. */
  constructor(ownerOf: (id: number) => MemberId | undefined) {
    this.#ownerOf = ownerOf
  }

  /** Takes in an awareness update of a speaker, shown as `shown`; `malformed` when it cannot be read. */
  hear(update: Uint8Array, holder: Speaker, shown: ShownMember): PresenceUpdate | 'malformed' {
    const entries = readEntries(update)
    if (entries === null) return 'malformed'
    let isNews = false
    const corrections: PresenceEntry[] = []
    for (const said of entries) {
      if (!this.#maySpeakFor(holder, said, entries.length)) continue
      const correction = this.#correction(said)
      if (correction !== null) {
        corrections.push(correction)
        continue
      }
      this.#claim(holder, said.id)
      const entry = shownEntry(said, shown)
      if (entry === null) return 'malformed'
      if (entry.state.length > PRESENCE_BYTES_MAX) continue
      if (!isNewer(entry, this.#present.get(entry.id))) continue
      this.#put(entry, holder)
      isNews = true
    }
    return { isNews, answer: corrections.length > 0 ? writeEntries(corrections) : null }
  }

  /**
   * Takes in another node's news of the people who are there; true if others should hear of it. People who
   * are connected here speak for themselves: if they are reported as gone, they say with a higher clock that
   * they are here.
   */
  bring(entries: readonly PresenceEntry[]): boolean {
    let isNews = false
    for (const entry of entries) {
      const before = this.#present.get(entry.id)
      if (!isNewer(entry, before) || (before?.holder != null && entry.state !== 'null')) continue
      if (before?.holder == null) this.#put(entry, null)
      else this.#changed.set(entry.id, { entry, isSpoken: false })
      isNews = true
    }
    return isNews
  }

  /** Whether an entry is about the connection itself: its own id, or one that it announces alone. */
  #maySpeakFor(holder: Speaker, { id, state }: PresenceEntry, among: number): boolean {
    if (state.length > PRESENCE_BYTES_MAX) return false
    const own = this.#own.get(holder)
    if (own?.has(id) === true) return this.#mayBe(holder, id)
    const isFull = (own?.size ?? 0) >= (holder.isBare ? TABS_MAX : 1)
    // A connection of another node says nothing of others.
    if (isFull || state === 'null' || (among !== 1 && !holder.isBare)) return false
    return this.#mayBe(holder, id)
  }

  /** The id is the connection's own until it goes; it has one, but for those of other nodes. */
  #claim(holder: Speaker, id: number): void {
    const own = this.#own.get(holder) ?? new Set()
    if (own.has(id)) return
    const before = this.#present.get(id)
    if (before !== undefined) {
      this.#lose(before)
      this.#present.set(id, { ...before, holder })
    }
    this.#own.set(holder, own.add(id))
  }

  /** The ids of which a connection speaks. */
  idsOf(holder: Speaker): Iterable<number> {
    return this.#own.get(holder) ?? []
  }

  /** An id is no longer its holder's. */
  #lose({ id, holder }: HeldPresence): void {
    const own = holder && this.#own.get(holder)
    own?.delete(id)
    if (holder !== null && own?.size === 0) this.#own.delete(holder)
  }

  /**
   * Nobody takes an id of somebody else: of somebody who wrote under it, is here, or was here. But somebody
   * who comes back before their broken connection is given up takes over from themselves.
   */
  #mayBe(speaker: Speaker, id: number): boolean {
    const { member } = speaker
    const writer = this.#ownerOf(id)
    if ((writer ?? this.#left.get(id)?.member ?? member.id) !== member.id) return false
    const holder = this.#present.get(id)?.holder ?? speaker
    if (holder === speaker) return true
    if (holder.member.id !== member.id) return writer !== undefined
    return member.session !== null && member.session === holder.member.session
  }

  /**
   * Somebody who was said to have left, and goes on with the same clock, is not believed by those who heard
   * it. So they are told the same, and their client answers with a higher clock; a stock client that only
   * echoes them has no more to say.
   */
  #correction({ id, clock, state }: PresenceEntry): PresenceEntry | null {
    const left = this.#left.get(id)
    if (left === undefined || state === 'null' || clock > left.clock) return null
    return { id, clock: left.clock, state: 'null' }
  }

  #put(entry: PresenceEntry, holder: Speaker | null): void {
    this.#everybody = null
    const { id, clock, state } = entry
    if (state === 'null') {
      this.#present.delete(id)
      if (holder !== null) this.#remember(id, { member: holder.member.id, clock })
      // Tabs come and go on a connection of another node.
      if (holder?.isBare === true) this.#lose({ ...entry, holder })
    } else {
      this.#present.set(id, { ...entry, holder })
    }
    this.#changed.set(id, { entry, isSpoken: holder !== null })
  }

  #remember(id: number, left: Left): void {
    this.#left.delete(id)
    this.#left.set(id, left)
    const [oldest] = this.#left.keys()
    if (this.#left.size > LEFT_MAX && oldest !== undefined) this.#left.delete(oldest)
  }

  /** The speaker of each presence id, as the node knows them, whatever they say of themselves. */
  holders(): ReadonlyMap<number, MemberId> {
    return new Map([...this.#present].flatMap(([id, { holder }]) => (holder ? [[id, holder.member.id]] : [])))
  }

  /** Takes a connection's presence out; true when somebody should hear of it. */
  leave(holder: Speaker): boolean {
    const ids = [...(this.#own.get(holder) ?? [])]
    this.#own.delete(holder)
    const here = ids.flatMap((id) => this.#present.get(id) ?? []).filter((each) => each.holder === holder)
    for (const { id, clock } of here) this.#put({ id, clock: clock + 1, state: 'null' }, holder)
    return here.length > 0
  }

  /** Returns the changes since the last call. */
  takeChanges(): PresenceChanges {
    const changes = [...this.#changed.values()]
    this.#changed = new Map()
    return {
      all: changes.map(({ entry }) => entry),
      spoken: changes.flatMap(({ entry, isSpoken }) => (isSpoken ? [entry] : [])),
    }
  }

  /** Everybody who is here, those whom another node told of as well. */
  entries(): readonly PresenceEntry[] {
    return [...this.#present.values()]
  }

  /** Everybody who is here, as one message for all who ask; null when nobody is. */
  everybody(): Uint8Array | null {
    if (this.#present.size === 0) return null
    this.#everybody ??= presenceFrame(writeEntries(this.entries()))
    return this.#everybody
  }
}

/** An awareness update about nobody. It keeps a silent stock client from giving the connection up. */
export const NOBODY = Uint8Array.of(0)
