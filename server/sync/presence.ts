// Who is here: names, colours, cursors. Never stored. A connection speaks for one presence id, its own; stock clients
// echo what others said, and those echoes are ignored without a word.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { PRESENCE_BYTES_MAX } from '../../shared/world/limits.ts'

interface Entry {
  readonly id: number
  readonly clock: number
  /** JSON; `null` when gone. */
  readonly state: string
}

interface Present extends Entry {
  readonly holder: object
}

/** Largest presence frame that is read at all, in bytes: a stock client echoes what everybody said. */
const FRAME_ENTRIES_MAX = 10_000

/** The presence of one room. `holder` is whatever stands for a connection. */
export class Presence {
  private readonly present = new Map<number, Present>()
  private readonly own = new Map<object, number>()
  private changed = new Map<number, Entry>()

  /** Takes in an awareness update; true when somebody should hear of it, `malformed` when it cannot be read. */
  hear(update: Uint8Array, holder: object): boolean | 'malformed' {
    const entries = readEntries(update)
    if (entries === null) return 'malformed'
    let isNews = false
    for (const entry of entries) {
      if (!this.speaksFor(holder, entry, entries.length) || !this.isNewer(entry)) continue
      if (!isJson(entry.state)) return 'malformed'
      this.put(entry, holder)
      isNews = true
    }
    return isNews
  }

  /** The first id that a connection announces alone, and that nobody else holds, is its own until it goes. */
  private speaksFor(holder: object, { id, state }: Entry, among: number): boolean {
    const own = this.own.get(holder)
    if (own !== undefined) return own === id && state.length <= PRESENCE_BYTES_MAX
    const isFree = !this.present.has(id)
    if (!isFree || among !== 1 || state === 'null' || state.length > PRESENCE_BYTES_MAX) return false
    this.own.set(holder, id)
    return true
  }

  private isNewer({ id, clock, state }: Entry): boolean {
    const before = this.present.get(id)
    return before === undefined || clock > before.clock || (clock === before.clock && state === 'null')
  }

  private put(entry: Entry, holder: object): void {
    if (entry.state === 'null') this.present.delete(entry.id)
    else this.present.set(entry.id, { ...entry, holder })
    this.changed.set(entry.id, entry)
  }

  /** Takes a connection's presence out; true when somebody should hear of it. */
  leave(holder: object): boolean {
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
