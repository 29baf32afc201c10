// Who is here: names, colours, cursors. Never stored. A connection speaks for one presence id, its own; stock clients
// echo what others said, and those echoes are ignored without a word.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { MemberId } from '../../shared/world/address.ts'
import { PRESENCE_BYTES_MAX } from '../../shared/world/limits.ts'
import type { Member } from '../accounts/member.ts'

interface Entry {
  readonly id: number
  readonly clock: number
  /** JSON; `null` when gone. */
  readonly state: string
}

/** Who speaks: a connection. */
export interface Speaker {
  readonly member: Member
}

interface Present extends Entry {
  readonly holder: Speaker
}

/** Somebody who was said to have left. */
interface Left {
  readonly member: MemberId
  readonly clock: number
}

/** What came of presence that was heard. */
export interface Heard {
  /** Somebody should hear of it. */
  readonly isNews: boolean
  /** What the speaker should hear; null when nothing. */
  readonly answer: Uint8Array | null
}

/** Largest presence frame that is read at all, in bytes: a stock client echoes what everybody said. */
const FRAME_ENTRIES_MAX = 10_000

/** So many who left are remembered: theirs is their id, should they come again. */
const LEFT_MAX = 1000

/** The presence of one room. */
export class Presence {
  private readonly present = new Map<number, Present>()
  private readonly left = new Map<number, Left>()
  private readonly own = new Map<Speaker, number>()
  private changed = new Map<number, Entry>()
  private readonly ownerOf: (id: number) => MemberId | undefined

  /** `ownerOf` says to whom the document's client ids belong, which presence ids are. */
  constructor(ownerOf: (id: number) => MemberId | undefined) {
    this.ownerOf = ownerOf
  }

  /** Takes in an awareness update; `malformed` when it cannot be read. */
  hear(update: Uint8Array, holder: Speaker): Heard | 'malformed' {
    const entries = readEntries(update)
    if (entries === null) return 'malformed'
    let isNews = false
    let answer: Uint8Array | null = null
    for (const entry of entries) {
      if (!this.speaksFor(holder, entry, entries.length)) continue
      if (!isJson(entry.state)) return 'malformed'
      answer ??= this.correction(entry)
      if (!this.isNewer(entry)) continue
      this.put(entry, holder)
      isNews = true
    }
    return { isNews, answer }
  }

  /** The first id that a connection announces alone, and that it may have, is its own until it goes. */
  private speaksFor(holder: Speaker, { id, state }: Entry, among: number): boolean {
    const own = this.own.get(holder)
    if ((own ?? id) !== id || state.length > PRESENCE_BYTES_MAX || !this.mayBe(holder, id)) return false
    if (own !== undefined) return true
    if (among !== 1 || state === 'null') return false
    const before = this.present.get(id)
    if (before !== undefined) {
      this.own.delete(before.holder)
      this.present.set(id, { ...before, holder })
    }
    this.own.set(holder, id)
    return true
  }

  /**
   * Nobody is somebody else: not who wrote under that id, not who is here, not who was. But whoever comes back before the
   * line that broke is given up, takes over from themselves.
   */
  private mayBe(speaker: Speaker, id: number): boolean {
    const { member } = speaker
    const writer = this.ownerOf(id)
    if ((writer ?? this.left.get(id)?.member ?? member.id) !== member.id) return false
    const holder = this.present.get(id)?.holder
    if (holder === undefined || holder === speaker) return true
    if (holder.member.id !== member.id) return writer !== undefined
    return member.session !== null && member.session === holder.member.session
  }

  /**
   * Who was said to have left, and goes on where they were, is not believed by those who heard of it; told the same, a
   * client says louder that it is here.
   */
  private correction({ id, clock, state }: Entry): Uint8Array | null {
    const left = this.left.get(id)
    if (left === undefined || state === 'null' || clock > left.clock) return null
    return writeEntries([{ id, clock: left.clock, state: 'null' }])
  }

  private isNewer({ id, clock, state }: Entry): boolean {
    const before = this.present.get(id)
    return before === undefined || clock > before.clock || (clock === before.clock && state === 'null')
  }

  private put(entry: Entry, holder: Speaker): void {
    const { id, clock, state } = entry
    if (state === 'null') {
      this.present.delete(id)
      this.remember(id, { member: holder.member.id, clock })
    } else {
      this.present.set(id, { ...entry, holder })
    }
    this.changed.set(id, entry)
  }

  private remember(id: number, left: Left): void {
    this.left.delete(id)
    this.left.set(id, left)
    const [oldest] = this.left.keys()
    if (this.left.size > LEFT_MAX && oldest !== undefined) this.left.delete(oldest)
  }

  /** Who speaks under which presence id: as the node knows them, whatever they say of themselves. */
  holders(): ReadonlyMap<number, MemberId> {
    return new Map([...this.present].map(([id, { holder }]) => [id, holder.member.id]))
  }

  /** Takes a connection's presence out; true when somebody should hear of it. */
  leave(holder: Speaker): boolean {
    const id = this.own.get(holder)
    this.own.delete(holder)
    const before = id === undefined ? undefined : this.present.get(id)
    if (before === undefined || before.holder !== holder) return false
    this.put({ id: before.id, clock: before.clock + 1, state: 'null' }, holder)
    return true
  }

  /** What changed since the last call, as one awareness update; null when nothing did. */
  takeChanges(): Uint8Array | null {
    if (this.changed.size === 0) return null
    const update = writeEntries([...this.changed.values()])
    this.changed = new Map()
    return update
  }

  /** Everybody who is here, as one awareness update; null when nobody is. */
  everybody(): Uint8Array | null {
    return this.present.size === 0 ? null : writeEntries([...this.present.values()])
  }
}

/** An awareness update about nobody: what keeps a silent stock client from giving the connection up. */
export const NOBODY = Uint8Array.of(0)

function readEntries(update: Uint8Array): Entry[] | null {
  try {
    const decoder = decoding.createDecoder(update)
    const count = decoding.readVarUint(decoder)
    if (count > FRAME_ENTRIES_MAX) return null
    const entries: Entry[] = []
    for (let i = 0; i < count; i++) {
      entries.push({
        id: decoding.readVarUint(decoder),
        clock: decoding.readVarUint(decoder),
        state: decoding.readVarString(decoder),
      })
    }
    return decoding.hasContent(decoder) ? null : entries
  } catch {
    return null
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function writeEntries(entries: readonly Entry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { id, clock, state } of entries) {
    encoding.writeVarUint(encoder, id)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  }
  return encoding.toUint8Array(encoder)
}
