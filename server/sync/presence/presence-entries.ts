// The contents of an awareness update of y-protocols, entry by entry.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { parseJson, SENT_VALUES_MAX } from '../../../shared/json/plain-json.ts'

/** The state of one presence id. */
export interface PresenceEntry {
  readonly id: number
  readonly clock: number
  /** JSON; `null` when gone. */
  readonly state: string
}

/** Most entries of a frame that is read at all: a stock client echoes what everybody said. */
const FRAME_ENTRIES_MAX = 10_000

export function readEntries(update: Uint8Array): PresenceEntry[] | null {
  try {
    const decoder = decoding.createDecoder(update)
    const count = decoding.readVarUint(decoder)
    if (count > FRAME_ENTRIES_MAX) return null
    const entries: PresenceEntry[] = []
    for (let i = 0; i < count; i++) {
      entries.push({
        id: decoding.readVarUint(decoder),
        clock: decoding.readVarUint(decoder),
        state: decoding.readVarString(decoder),
      })
    }
    // Of ten thousand entries about one tab each is judged, and the last one counts.
    const isOnceEach = new Set(entries.map(({ id }) => id)).size === entries.length
    return decoding.hasContent(decoder) || !isOnceEach ? null : entries
  } catch {
    return null
  }
}

export function writeEntries(entries: readonly PresenceEntry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { id, clock, state } of entries) {
    encoding.writeVarUint(encoder, id)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  }
  return encoding.toUint8Array(encoder)
}

export function isJson(text: string): boolean {
  try {
    parseJson(text, { values: SENT_VALUES_MAX })
    return true
  } catch {
    return false
  }
}

/** Whether an entry says something that is newer than what was said before. */
export const isNewer = (entry: PresenceEntry, before: Pick<PresenceEntry, 'clock'> | undefined): boolean =>
  before === undefined ||
  entry.clock > before.clock ||
  (entry.clock === before.clock && entry.state === 'null')
