// Updates of the server's state on their way to base's disk.
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import type { BrowserPlatform } from '../contract/outside-world.ts'
import type { Device } from './device.ts'
import { applyReadable, mergeUpdates } from './merge-updates.ts'

/** An update that base is not known to have on its disk. */
interface UnconfirmedUpdate {
  readonly bytes: Uint8Array
  /** Keys of the rows that have it, or that it replaces. */
  rows: readonly IDBValidKey[]
  /** Whether a row has all of it. */
  isDown: boolean
  /** Whether the writer's document has it. */
  isGiven: boolean
}

/** What there is of the server's state, beside the writer's document. */
export interface HeldUpdates {
  /** What was read from base's disk, until the writer's document has it. */
  read: readonly Uint8Array[]
  unconfirmed: readonly UnconfirmedUpdate[]
}

export interface BaseEvents {
  /** Its database opened late: this is what it had. */
  readonly cameLate?: (updates: readonly Uint8Array[]) => void
  /** It cannot be opened for now: rows are to have what it was given. */
  readonly keepInRows?: () => void
  /** Its disk takes nothing, or takes everything again. */
  readonly troubleChanged?: () => void
}

export interface BaseDevice extends Pick<Device, 'member' | 'database'> {
  readonly outside: Pick<BrowserPlatform, 'clock' | 'indexedDB' | 'bindBase'>
}

export const rowsOf = (updates: readonly UnconfirmedUpdate[]): IDBValidKey[] => [
  ...new Set(updates.flatMap(({ rows }) => rows)),
]

/** One update that does what those of them do that can be read: the server is asked for the rest. */
export function joinReadable(updates: readonly Uint8Array[]): Uint8Array {
  try {
    return mergeUpdates(updates)
  } catch {
    const document = makePlainDocument()
    applyReadable(document, updates)
    return Y.encodeStateAsUpdate(document)
  }
}
