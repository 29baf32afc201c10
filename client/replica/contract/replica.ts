// A world as this device has it: the server's state and one's own unsaved work, kept apart, and the truth
// about which edits are saved. It works without a network; the interface may rely on everything here.
import type * as Y from 'yjs'
import type { Awareness } from 'y-protocols/awareness'
import type { AbsenceStates } from '../../../shared/history/merge/compare-absence.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import type { WireEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { Address, ArtifactId } from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { Copy, CopyId, WorldIdentity } from './stored-rows.ts'

/** Why an action came to nothing that nobody could be asked for. */
export const NO_CONNECTION = 'There is no connection. Try again when you are back online.'

/**
 * Why a device cannot keep things now. `none`: the browser has no store. `refused`: it does not open it, as
 * in some private windows. `full`: there is no space left. `broken`: anything else.
 */
export type DeviceTrouble = 'none' | 'refused' | 'full' | 'broken'

/** `stored` of the changes are on this device's disk. `keeps` is false where it cannot keep them. */
export interface UnsavedCounts {
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
      readonly reason: 'binned' | 'moved' | 'missing' | 'right' | 'signIn'
      readonly text: string
    }

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
 * The changes missed while the server was out of reach, until they are read, oldest first. Changes between
 * two absences were seen as they happened.
 */
export type Absence = readonly AbsenceStates[]

export interface Replica {
  readonly address: Address
  /** Null until the server said it, or this device remembered it. */
  readonly world: WorldIdentity | null
  /** The scene to read and edit. Another document, with a new client id, after a rebuild: see `onRebuilt`. */
  readonly scene: Y.Doc
  /** The live document; only read. */
  readonly live: Y.Doc
  /** Who else is here: their names, colours and cursors. Never stored. */
  readonly presence: Awareness
  readonly sync: SyncState
  /** Resolves when the scene can be shown: from this device's copy, or else from the server. */
  readonly ready: Promise<void>
  onSync(listener: (sync: SyncState) => void): () => void
  /**
   * `scene` and `presence` were replaced (after a refusal), and `live` (on another line); editors bind again.
   */
  onRebuilt(listener: () => void): () => void
  /**
   * Asks the world's owner for an action; resolves with its outcome, or why it could not be done. Without a
   * connection it is refused at once; sent again after a reconnect it has one effect; after 10 s nobody waits
   * any more.
   */
  act(action: Action): Promise<Outcome>
  /**
   * Asks for the lines of a thing's console (see `onEvent`), old and new ones, until the returned function is
   * called.
   */
  watch(thing: ArtifactId): () => void
  /** Calls back with messages of the server that nobody stores, such as lines of watched consoles. */
  onEvent(listener: (event: WireEvent) => void): () => void
  /** Another object when something of it changed. */
  readonly keeping: UnsavedState
  onKeeping(listener: () => void): () => void
  /** The work that is not on the server, as a copy to save elsewhere; null when there is none. */
  copyOfWork(why: string): Copy | null
  /**
   * The edits that `make` makes are told to be of an import of files, by the mark that the server gave for
   * it; null: they are plain edits.
   */
  importing<Made>(mark: string | null, make: () => Made): Made
  /**
   * The changes missed during the last absence of a minute or more, until they are forgotten; null when there
   * are none.
   */
  readonly absence: Absence | null
  onAbsence(listener: () => void): () => void
  /** It has been read. */
  forgetAbsence(): void
  /** Try again now instead of at the next beat. */
  reconnect(): void
  /** Stops: unsaved work stays on the device. */
  close(): Promise<void>
}
