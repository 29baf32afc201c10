// What a log is made of: its key, the updates that are appended, and the rows that they become.
import type { MemberId } from '../../shared/world/address.ts'
import type { AuthorId, RowNote } from '../../shared/world/author.ts'
import type { WorldKey } from '../contracts/world-record.ts'

/** The documents of a world. */
export type DocumentKind = 'scene' | 'live'

/**
 * The logs of one person beside the copy of a world of another node: `pending` has their edits that its host
 * does not have yet, and `undone` the edits that its host refused. They are made when they are first written
 * to, and are gone with the world. They have no snapshots, and are never merged.
 */
export type PersonalKind = `${'pending' | 'undone'}:${MemberId}`

/** One document, or a person's log beside one: one log. */
export interface DocumentKey {
  readonly world: WorldKey
  readonly kind: DocumentKind | PersonalKind
}

/** Whether a log is one person's own, and not a document of its world. */
export const isPersonal = (kind: string): kind is PersonalKind => kind.includes(':')

/** What a row says of itself beside its member; each part is left out where there is nothing to say. */
export interface RowOrigin {
  /** Left out: the member. */
  readonly author?: AuthorId
  /** Left out: a plain edit. */
  readonly note?: RowNote
  /** When the author wrote it, in ms since 1970; left out: when it came into this log. */
  readonly writtenAt?: number
}

/**
 * One update to append: complete (it rests on nothing that the log does not have before it) and not empty.
 */
export interface Append extends RowOrigin {
  readonly document: DocumentKey
  /** Left unchanged by the caller until the append is answered. */
  readonly bytes: Uint8Array
  readonly member: MemberId
  /** ms since 1970. */
  readonly at: number
  /** Yjs client ids that appear here for the first time: from now on they belong to `member`. */
  readonly claims: readonly number[]
  /**
   * The lease under which this is written, of the world that `document` names: when it is not the current
   * one, nothing is written. Where a node is several processes every append has one, whoever wrote it: the
   * owner of a world is the owner of its rooms. Left out where one process has the store for itself. A
   * personal log has no lease of its own: it belongs to the copy of its world, so whoever has the line to
   * that world's node also writes what its people have pending, and nothing is sent there that another
   * process wrote.
   */
  readonly epoch?: number
}

/** One row of a log. A compacted row stands for several neighbouring updates of one member and one origin. */
export interface LogRow extends RowOrigin {
  /** Place in the log: rises from row to row, with gaps. */
  readonly sequence: number
  readonly bytes: Uint8Array
  readonly member: MemberId
  readonly firstAt: number
  readonly lastAt: number
  /** How many appended updates it stands for. */
  readonly updates: number
  /** Its bytes cannot be applied: the row is kept, but left out when the document is opened. */
  readonly quarantined: boolean
}

/** A row that comes from elsewhere, with its history; the store gives it its place in the log. */
export type ImportedRow = Omit<LogRow, 'sequence'>
