// The states of an open world: its server's, its work's, and what its marks show of both.
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import type { CopyId } from './storage/stored-rows.ts'
import type { DeviceTrouble } from './storage/database.ts'

/** Why the server closes a world for good. */
const REASONS = ['binned', 'moved', 'missing', 'right', 'signIn'] as const

/** `stored` of the changes are on this device's disk. `keeps` is false where it cannot keep them. */
interface UnsavedCounts {
  readonly changes: number
  readonly stored: number
  readonly keeps: boolean
}

/** The state of the sync mark. `changes` counts one's own edits that are not on the server's disk yet. */
export type SyncState =
  | { readonly state: 'opening' }
  | { readonly state: 'saved' }
  | { readonly state: 'saving'; readonly changes: number }
  /** No connection. `why`: the server's words when it is there, and cannot let one in now. */
  | (UnsavedCounts & { readonly state: 'offline'; readonly why?: string })
  /**
   * The server has no room, or its disk does not work, as `text` says: edits are sent again as soon as
   * possible.
   */
  | (UnsavedCounts & { readonly state: 'held'; readonly text: string })
  /**
   * The server refused an edit for good. The unsaved work is the copy `copy`; null when there was none. Shown
   * while nothing newer is unsaved, until the copy is dropped or `reconnect` is called. Codes: those of
   * sync-frames.ts, a close code as digits, `line` (another line or world), `restored` (newer than a
   * backup), `missing` (its base is lost).
   */
  | { readonly state: 'refused'; readonly code: string; readonly text: string; readonly copy: CopyId | null }
  /** The world is in the bin, moved, gone, or not open to one; `text`: the server's words about it. */
  | {
      readonly state: 'closed'
      readonly reason: (typeof REASONS)[number]
      readonly text: string
    }

export type EditRefusal = Omit<Extract<SyncState, { state: 'refused' }>, 'state'>
export type Closed = Extract<SyncState, { state: 'closed' }>

/** The state of one's own work on a world on this device, and whether it can be relied on. */
export interface UnsavedState {
  /**
   * One's own edits that are not on the server's disk, in all tabs, and how many of them are on this
   * device's.
   */
  readonly changes: number
  readonly stored: number
  /** When the oldest of them was made, in ms since 1970; null when there is none. */
  readonly since: number | null
  /** Why this device cannot keep what it is given; null while it can. */
  readonly trouble: DeviceTrouble | null
  /** How often the browser has cleared what was kept here, since this page was opened. */
  readonly clearings: number
  /** Whether this device had the world when it was opened; null until it has looked. */
  readonly wasHere: boolean | null
  /** How many other tabs of this browser have this world open. */
  readonly otherTabs: number
}

/**
 * `why`: why the last socket was closed, or none opens; empty where nobody knows. `given`: the server has
 * been sent what was unsaved. `got`: it has sent what it has. `held`: why what is sent is neither saved nor
 * refused for now, and is kept here until it is asked for; null while it is saved.
 */
export type ServerState =
  | { readonly at: 'away' | 'greeting'; readonly why: string }
  | {
      readonly at: 'syncing'
      readonly why: string
      readonly given: boolean
      readonly got: boolean
      readonly held: string | null
    }
  | { readonly at: 'online'; readonly held: string | null }

export type ReplicaState =
  /** The device is asked what it has. */
  | { readonly state: 'reading' }
  /** `asking`: nothing is here, so that the server is asked. */
  | { readonly state: 'asking' | 'open'; readonly refusal: EditRefusal | null }
  /** The server closed it for good: what is here can be read. */
  | Closed

/** A refusal is shown until it is dismissed, but not over newer work that is not saved. */
export function syncStateOf(
  replica: ReplicaState,
  server: ServerState,
  { changes, stored, trouble }: UnsavedState,
  isFirstTry: boolean,
): SyncState {
  const kept = { changes, stored, keeps: trouble === null }
  switch (replica.state) {
    case 'closed':
      return replica
    case 'reading':
    case 'asking':
    case 'open': {
      const isReading = replica.state === 'reading'
      if (!isReading && replica.refusal && changes === 0) return { state: 'refused', ...replica.refusal }
      if (server.at === 'online') return savingState(server.held, kept)
      const { why } = server
      if ((isReading || isFirstTry) && changes === 0 && why === '') return { state: 'opening' }
      return { state: 'offline', ...kept, ...(why !== '' && { why }) }
    }
  }
}

function savingState(held: string | null, kept: UnsavedCounts): SyncState {
  if (held !== null) return { state: 'held', ...kept, text: held }
  return kept.changes > 0 ? { state: 'saving', changes: kept.changes } : { state: 'saved' }
}

/** Why a socket was closed for good; null when it is a refusal of edits. */
export function closedBy(code: number, text: string): Closed | null {
  const reason = REASONS.find((one) => CLOSE[one] === code)
  return reason === undefined ? null : { state: 'closed', reason, text }
}
