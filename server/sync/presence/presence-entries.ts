// The contents of an awareness update of y-protocols, entry by entry.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { parseJson, SENT_VALUES_MAX } from '../../../shared/json/plain-json.ts'
import { colorOfSeed } from '../../../shared/world/figures.ts'
import type { ShownMember } from '../../contracts/request-member.ts'

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

/** What a client says of what it does; who it is, its session says. */
const SAID = ['cursor', 'selection', 'selected', 'pointer', 'spot', 'held', 'met'] as const

/**
 * An entry as others get it: what its client says it does, and, where it says at all that somebody is there,
 * who that is. Null: it cannot be read.
 */
export function shownEntry(entry: PresenceEntry, shown: ShownMember): PresenceEntry | null {
  const said = readState(entry.state)
  if (said === undefined) return null
  if (said === null) return entry
  const state: Record<string, unknown> = {}
  for (const field of SAID) if (field in said) state[field] = said[field]
  if ('user' in said) {
    const { name, color: own } = shown.asGiven?.(said['user']) ?? shown
    const color = own ?? colorOfSeed(String(entry.id))
    // Stock editors have the last one for selections.
    state['user'] = { name, color, colorLight: `${color}33` }
    state['body'] = shown.body
  }
  return { ...entry, state: JSON.stringify(state) }
}

/** Undefined: it is none. */
function readState(text: string): Record<string, unknown> | null | undefined {
  try {
    const state: unknown = parseJson(text, { values: SENT_VALUES_MAX })
    return typeof state === 'object' ? (state as Record<string, unknown> | null) : {}
  } catch {
    return undefined
  }
}

/** Whether an entry says something that is newer than what was said before. */
export const isNewer = (entry: PresenceEntry, before: Pick<PresenceEntry, 'clock'> | undefined): boolean =>
  before === undefined ||
  entry.clock > before.clock ||
  (entry.clock === before.clock && entry.state === 'null')
