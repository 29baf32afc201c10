// The contract of every store. A world is two logs of updates. A log row says who and when, and is never
// forgotten. One contract suite (test/contract) runs on every store. Calls take effect in the order in which
// they were made. Each rejects with a StoreFault when the disk, the network or the disk's space fails;
// nothing of a rejected call is kept.
import type { AccountName, Address, LineId, MemberId, WorldId } from '../../shared/world/address.ts'
import type { HistoryStore } from './history-store.ts'
import type { LeaseStore } from './lease-store.ts'
import type { Append, DocumentKey, ImportedRow, LogRow, PersonalKind } from './log-rows.ts'
import type { AvatarMove, MemberRecord, PeopleStore } from './people-store.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import { StoreFault } from '../records/record-faults.ts'
import type { RecordChange, RecordStore, StoredRecord } from '../records/stored-record.ts'
import type { WordStore } from './word-store.ts'

export { RecordMoved, RecordTaken, StoreFault } from '../records/record-faults.ts'
export {
  isPersonal,
  type Append,
  type DocumentKey,
  type DocumentKind,
  type ImportedRow,
  type LogRow,
  type PersonalKind,
} from './log-rows.ts'
export type { AvatarMove, MemberRecord, PersonChange, PersonRecord } from './people-store.ts'
export type { ProcessId } from './lease-store.ts'

/** A personal log that has rows. */
export interface PersonalLog {
  readonly world: WorldKey
  readonly kind: PersonalKind
  /** How many updates its rows stand for, and their bytes. */
  readonly updates: number
  readonly bytes: number
}

/** How large a document's snapshot is, in bytes: about what the document takes as it is now. */
export interface SnapshotSize extends DocumentKey {
  readonly bytes: number
}

/** Rows and bytes of a log; of `days` those without rows are left out, and `at` is when each began (UTC). */
export interface LogSize {
  readonly rows: number
  readonly bytes: number
  readonly days: readonly { readonly at: number; readonly rows: number; readonly bytes: number }[]
}

/** One update as it was stored. */
export interface StoredUpdate {
  readonly sequence: number
  readonly bytes: Uint8Array
}

/** The data to open a document with: the state at `snapshotSequence`, then the updates after it, in order. */
export interface Stored {
  /** Sequence of the log's last row; 0 for an empty log. */
  readonly sequence: number
  readonly snapshot: Uint8Array | null
  /** The last row that the snapshot covers; 0 without one. */
  readonly snapshotSequence: number
  /** The rows after the snapshot, without those in quarantine; their bytes may share one buffer. */
  readonly tail: readonly StoredUpdate[]
  /** To whom each client id of the document belongs. */
  readonly clients: ReadonlyMap<number, MemberId>
  /** Rows of it are damaged: they are left out, and nothing is written to it. */
  readonly isDamaged?: boolean
}

/** Under this name stand worlds of this owner. */
export interface AddressOwner {
  readonly account: AccountName
  readonly owner: MemberId | null
}

/**
 * An append's first sequence; those of the others of its world follow it without a gap. Or why nothing of it
 * was stored.
 */
export type AppendOutcome = number | Error

export interface Store extends RecordStore, HistoryStore, PeopleStore, LeaseStore, WordStore {
  /**
   * The worlds of this node that are not in the bin, or those that are; or the copies of other nodes' worlds.
   * Last changed first, then newest first.
   */
  worlds(which: 'here' | 'binned' | 'foreign'): Promise<WorldRecord[]>
  /**
   * The worlds that have one of these ids, of another node and in the bin as well: the last changed, at most
   * so many; last changed first, then newest first.
   */
  worldsBy(ids: readonly WorldId[], most: number): Promise<WorldRecord[]>
  /**
   * The accounts under whose names worlds of this node stand, in the bin or not, with the owners of these
   * worlds: each pair once.
   */
  addressOwners(): Promise<AddressOwner[]>
  /** The worlds that stand under the name of an account of this node, in the bin or not; by address. */
  worldsUnder(account: AccountName): Promise<WorldRecord[]>
  /** The world at an address, in the bin or not; null when there is none. */
  find(address: Address): Promise<WorldRecord | null>
  findById(id: WorldId): Promise<WorldRecord | null>
  findByKey(key: WorldKey): Promise<WorldRecord | null>
  /**
   * Makes a world; its first scene updates are stored with it, in one transaction. Null when the address or
   * the id is taken.
   */
  create(world: NewWorldRecord): Promise<WorldRecord | null>
  /** Moves a world to another address; null when that is taken. */
  rename(world: WorldKey, address: Address): Promise<WorldRecord | null>
  /** Takes over the scene's title for lists. */
  retitle(world: WorldKey, title: string): Promise<void>
  /** A world is somebody else's from now on. */
  setOwner(world: WorldKey, owner: MemberId | null): Promise<void>
  /**
   * All worlds of a member are another's; of null, all of this node that are nobody's. Those in the bin go
   * along.
   */
  passWorlds(from: MemberId | null, to: MemberId): Promise<void>
  /** Puts a world in the bin, or takes it out (`at` null). */
  bin(world: WorldKey, at: number | null): Promise<void>
  /** Deletes a binned or staged world, logs and all, for good; any other counts as missing. */
  destroy(world: WorldKey): Promise<void>
  /**
   * The copy of another node's world begins anew, as another line or another world: both of its logs are
   * replaced in one transaction, and personal logs stay. A world of this node counts as missing. Null when
   * the id is that of another copy. Rejects with a StaleLease as `append` does.
   */
  restart(world: WorldKey, as: RestartedWorld): Promise<WorldRecord | null>

  /**
   * Appends updates in order, all or none, and resolves when they are on disk; the answer is each one's
   * sequence. Once an append to a document fails, those to it that were called before the failure was told
   * fail too: a log has no holes. Rejects with a ClaimConflict when a claimed client id belongs to another
   * member, and with a StaleLease when an epoch is not the current one of its world. With `passages` people
   * go along in the same transaction; rejects with an Elsewhere when one of them is not where the passage
   * begins. With `records` these change in it, too; rejects with a RecordTaken when one that `isNew` is there
   * already, and with a RecordMoved when one is not at the version that it was to come after.
   */
  append(
    updates: readonly Append[],
    passages?: readonly AvatarMove[],
    records?: readonly RecordChange[],
  ): Promise<number[]>
  /**
   * Several appends, as if each had been called after the one before: one fails alone, and those after it to
   * the same document with it. Resolves when it is known of all what came of them. Only a store has it where
   * one call for all takes less than one for each.
   */
  appendEach?(appends: readonly (readonly Append[])[]): Promise<readonly AppendOutcome[]>
  /**
   * Client ids of a document belong to a member who has written nothing under them yet, unless they have an
   * owner; others, under which nothing was written either, belong to nobody again. Rejects with a StaleLease
   * as `append` does.
   */
  reserveClients(document: DocumentKey, reservation: ClientReservation): Promise<void>
  open(document: DocumentKey): Promise<Stored>
  /**
   * Keeps the state at `sequence`, so that opening need not read the log before it. It replaces an older one;
   * a newer one stays. Rejects with a RangeError when the log does not reach to `sequence`.
   */
  snapshot(document: DocumentKey, sequence: number, state: Uint8Array): Promise<void>
  /**
   * Rows with a sequence over `after`, oldest first: at most `limit` of them, and no more after about 8 MB.
   * None means that there are none.
   */
  log(document: DocumentKey, after: number, limit: number): Promise<LogRow[]>
  /**
   * The size of a log, and its growth day by day from `since` on. A merged row counts on the day of its last
   * update.
   */
  size(document: DocumentKey, since: number): Promise<LogSize>
  /** How large the snapshots are of all documents that have one; by key and kind. Reads none of them. */
  snapshotSizes(): Promise<SnapshotSize[]>
  /**
   * Deletes the rows of a personal log with a sequence over `after`, up to `upTo`. Rejects with a RangeError
   * for a document.
   */
  forgetRows(log: DocumentKey, after: number, upTo: number): Promise<void>
  /** The personal logs that have rows, of all worlds; by key and name. */
  personalLogs(): Promise<PersonalLog[]>
  /**
   * Marks a row whose bytes cannot be applied: it stays in the log and is left out of `open`. Does nothing
   * when there is no such row.
   */
  quarantine(document: DocumentKey, sequence: number): Promise<void>
  /**
   * Merges neighbouring rows of one member and one origin, each within `gapMs` (and a session's gap) of the
   * one before, that a snapshot covers and that are older than `before`, into rows of at most `bytesMax`.
   * Nothing is forgotten: merging all rows gives the same state. A merged row takes the place of its last
   * one. Rows in quarantine and rows that cannot be merged stay as they are, and so does a row at which a pin
   * or a checkpoint stands, unless it is the last of a run. With `toState` the log's first such rows,
   * whatever their size and distance, become one: the state that they give.
   */
  compact(
    document: DocumentKey,
    rule: CompactionRule,
  ): Promise<{ readonly merged: number; readonly into: number }>

  /**
   * Makes one row of all rows that a snapshot covers, in the place of the last of them: the state that it
   * gives. Their authors and overwritten values are forgotten. Returns how many rows are gone.
   */
  condense(document: DocumentKey): Promise<number>

  /** Notes whether code is written in a world's pages, as its scene is up to row `lookedTo`. */
  setLiving(world: WorldKey, isLiving: boolean, lookedTo: number): Promise<void>
  /**
   * The worlds of this node, not in the bin, that have code in their pages, or that nobody has looked
   * through; by key.
   */
  living(): Promise<WorldRecord[]>

  /**
   * Begins an import: a world that nobody finds until it is published. One that never was is gone after a
   * restart.
   */
  stage(createdAt: number): Promise<WorldKey>
  /**
   * Adds rows and owners of client ids to a staged world; the answer is the sequence of the log's last row.
   */
  importLog(document: DocumentKey, part: LogPart): Promise<number>
  /**
   * Ends an import: the staged world can be found. Null, and still staged, when the address or the id is
   * taken.
   */
  publish(world: WorldKey, as: PublishedWorld): Promise<WorldRecord | null>

  /**
   * The last records of a kind whose ids come before `before` (null: of all), last first: at most `limit`.
   */
  lastRecords(kind: string, before: string | null, limit: number): Promise<StoredRecord[]>
  /** A secret of this node, made at first use and kept. */
  secret(name: string, make: () => Uint8Array): Promise<Uint8Array>

  /** Writes and takes back 64 kB; resolves when the disk can be written. */
  probe(): Promise<void>
  /** Gives back memory while nobody is there; it may stand still for some tens of ms. */
  rest?(): void
  /** Waits for earlier calls, then lets go of the disk; later calls are rejected. */
  close(): Promise<void>
}

export interface NewWorldRecord {
  readonly id: WorldId
  readonly line: LineId
  readonly address: Address
  readonly title: string
  readonly at: number
  readonly scene: readonly Omit<Append, 'document' | 'epoch'>[]
  /** Whether there is code in its pages; left out when nobody looked. */
  readonly isLiving?: boolean
  /** Nobody's unless given. */
  readonly owner?: MemberId | null
}

/** The new content of the copy of another node's world: each document as one update. */
export interface RestartedWorld {
  /** The lease under which it begins anew, as of an Append. */
  readonly epoch?: number
  readonly id: WorldId
  readonly line: LineId
  readonly title: string
  readonly at: number
  readonly scene: RestartedDocument
  readonly live: RestartedDocument
}

export type RestartedDocument = Pick<Append, 'bytes' | 'member' | 'claims'>

/** Who is seen under which client ids before they write. */
export interface ClientReservation {
  readonly member: MemberId
  readonly clients: readonly number[]
  /** Those that belong to nobody again, each with whose it was: where it is another's by now, it stays. */
  readonly freed: readonly (readonly [client: number, owner: MemberId])[]
  /** The lease under which this is written, as of an Append. */
  readonly epoch?: number
}

/** A stretch of a log that comes from elsewhere. */
export interface LogPart {
  readonly rows: readonly ImportedRow[]
  readonly clients: ReadonlyMap<number, MemberId>
}

export interface PublishedWorld {
  readonly id: WorldId
  readonly line: LineId
  readonly address: Address
  readonly title: string
  /** Nobody's unless given. */
  readonly owner?: MemberId | null
  /** Taken over for members that have no name here. */
  readonly names: readonly MemberRecord[]
}

export interface CompactionRule {
  readonly before: number
  readonly gapMs: number
  readonly bytesMax: number
  /** Nobody will ask what happened before that: for live, where each blink is a row. */
  readonly toState?: boolean
}

/** The disk is full; told to people as it is. */
export class DiskFull extends StoreFault {
  override readonly name = 'DiskFull'
}

/**
 * The data on the disk is not the data that was written. People are shown the message. Nothing is written
 * over the data.
 */
export class Damaged extends StoreFault {
  override readonly name = 'Damaged'
}

/** No such world, or no longer. */
export class WorldMissing extends StoreFault {
  override readonly name = 'WorldMissing'
}

/** An owner writes whose lease is no longer the current one. */
export class StaleLease extends StoreFault {
  override readonly name = 'StaleLease'
}

/** Somebody is to go from a world where they are not. */
export class NotInWorld extends StoreFault {
  override readonly name = 'NotInWorld'
}

/** A process is not among the others of its node, or not any more: none of its worlds is its own. */
export class Expelled extends StoreFault {
  override readonly name = 'Expelled'
}

/** A client id that an append claims belongs to another member. */
export class ClaimConflict extends StoreFault {
  override readonly name = 'ClaimConflict'
}
