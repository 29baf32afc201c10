// What every store promises. A world is two logs of updates; a log row says who and when, and is never forgotten.
// One contract suite (test/contract) runs on every store. All methods reject with a StoreFault when the disk, the
// network or the disk's space fails; nothing of a rejected call is kept.
import type { Address, LineId, MemberId, WorldId } from '../../shared/world/address.ts'

declare const key: unique symbol
/** The store's own number of a world; it never leaves the node. */
export type WorldKey = number & { readonly [key]: 'WorldKey' }

export type DocumentKind = 'scene' | 'live'

/** One document: one log. */
export interface DocumentKey {
  readonly world: WorldKey
  readonly kind: DocumentKind
}

export interface WorldRecord {
  readonly key: WorldKey
  readonly id: WorldId
  readonly line: LineId
  readonly address: Address
  /** A copy of the scene's title, for lists. */
  readonly title: string
  /** All times are ms since 1970. */
  readonly createdAt: number
  readonly changedAt: number
  /** When it was put in the bin; null when it is not there. A binned world keeps its address. */
  readonly binnedAt: number | null
}

/** One update to append: complete (it rests on nothing that the log does not have before it) and not empty. */
export interface Append {
  readonly document: DocumentKey
  readonly bytes: Uint8Array
  readonly member: MemberId
  /** ms since 1970. */
  readonly at: number
  /** Yjs client ids that appear here for the first time: from now on they belong to `member`. */
  readonly claims: readonly number[]
}

/** One row of a log. A compacted row stands for several neighbouring updates of one member. */
export interface LogRow {
  /** Place in the log: rises from row to row, with gaps. */
  readonly sequence: number
  readonly bytes: Uint8Array
  readonly member: MemberId
  readonly firstAt: number
  readonly lastAt: number
  /** How many appended updates it stands for. */
  readonly updates: number
}

/** What is needed to open a document: the state at `snapshot.sequence`, then the updates after it, in order. */
export interface Stored {
  /** Sequence of the last row in it; 0 for an empty log. */
  readonly sequence: number
  readonly snapshot: Uint8Array | null
  readonly tail: readonly Uint8Array[]
  /** To whom each client id of the document belongs. */
  readonly clients: ReadonlyMap<number, MemberId>
}

/** A name that a member goes by, for the history. */
export interface MemberRecord {
  readonly id: MemberId
  readonly name: string
}

export interface Store {
  /** All worlds, or only those in the bin, last changed first. */
  worlds(which: 'here' | 'binned'): Promise<WorldRecord[]>
  /** The world at an address, in the bin or not; null when there is none. */
  find(address: Address): Promise<WorldRecord | null>
  findById(id: WorldId): Promise<WorldRecord | null>
  /** Makes a world; its first scene updates are stored with it, in one transaction. Null when the address is taken. */
  create(world: NewWorldRecord): Promise<WorldRecord | null>
  /** Moves a world to another address; null when that is taken. */
  rename(world: WorldKey, address: Address): Promise<WorldRecord | null>
  /** Takes over the scene's title for lists. */
  retitle(world: WorldKey, title: string): Promise<void>
  /** Puts a world in the bin, or takes it out (`at` null). */
  bin(world: WorldKey, at: number | null): Promise<void>
  /** Deletes a binned world, logs and all, for good. */
  destroy(world: WorldKey): Promise<void>

  /**
   * Appends updates in order, all or none, and resolves when they are on disk; the answer is each one's sequence.
   * Appends to one document keep the order of the calls, and once one fails, those called before it failed was known fail too.
   */
  append(updates: readonly Append[]): Promise<number[]>
  open(document: DocumentKey): Promise<Stored>
  /** Keeps the state at `sequence`, so that opening need not read the log before it. An older one is replaced. */
  snapshot(document: DocumentKey, sequence: number, state: Uint8Array): Promise<void>
  /** Rows with a sequence over `after`, oldest first, at most `limit`. */
  log(document: DocumentKey, after: number, limit: number): Promise<LogRow[]>
  /**
   * Merges neighbouring rows of one member, each within `gapMs` of the one before, that a snapshot covers and that are
   * older than `before`, into rows of at most `bytesMax`. Nothing is forgotten: merging all rows gives the same state.
   */
  compact(
    document: DocumentKey,
    rule: CompactionRule,
  ): Promise<{ readonly merged: number; readonly into: number }>

  /** Remembers what a member is called. */
  nameMember(member: MemberRecord): Promise<void>
  members(): Promise<MemberRecord[]>
  /** A secret of this node, made at first use and kept. */
  secret(name: string, make: () => Uint8Array): Promise<Uint8Array>

  /** Writes and takes back a byte; resolves when the disk can be written. */
  probe(): Promise<void>
  /** Waits for what was called, then lets go of the disk. */
  close(): Promise<void>
}

export interface NewWorldRecord {
  readonly id: WorldId
  readonly line: LineId
  readonly address: Address
  readonly title: string
  readonly at: number
  readonly scene: readonly Omit<Append, 'document'>[]
}

export interface CompactionRule {
  readonly before: number
  readonly gapMs: number
  readonly bytesMax: number
}

/** The disk, the database or its network failed; the same call may work later. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault'
}
