// What a store keeps of a document's history beside its log. The row index and the checkpoints can be made
// again from the log at any time; pins hold rows where they are. All of it ends with its document.
import type { Revision } from '../../shared/history/revision.ts'
import type { RowSummary } from '../../shared/history/rows/row-summary.ts'
import type { LineId } from '../../shared/world/address.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import type { RecordChange } from '../records/stored-record.ts'
import type { DocumentKey, LogRow } from './log-rows.ts'

/** A row that must stay the last one of its run, so that its revision stays known: a version, a base. */
export interface Pin {
  readonly sequence: number
  readonly name: string
}

/** A row of the log without its bytes, and what it did. */
export interface IndexedRow extends Omit<LogRow, 'bytes' | 'quarantined'> {
  /** The revision after this row. */
  readonly revision: Revision
  /** Null where nobody could tell. */
  readonly summary: RowSummary | null
}

/**
 * A stretch of the row index: after a row, oldest first; or before one (null: from the end), newest first.
 */
export type IndexStretch =
  | { readonly after: number; readonly limit: number }
  | { readonly before: number | null; readonly limit: number }

/** The state of a document after a row of its log, to begin a replay with. */
export interface Checkpoint {
  readonly sequence: number
  readonly revision: Revision
  /** The state, as the history packs it: the store does not look into it. */
  readonly state: Uint8Array
}

/**
 * A checkpoint without its state, but for the first bytes of it: by these the history knows how it is packed.
 */
export type CheckpointSize = Omit<Checkpoint, 'state'> & {
  readonly bytes: number
  readonly head: Uint8Array
}
/** How many, or all that there are. */
export const CHECKPOINT_HEAD_BYTES = 16

/** A world that goes on under another line, with the documents of a staged one. */
export interface NewLine {
  readonly world: WorldKey
  readonly staged: WorldKey
  readonly line: LineId
  /** The lease under which the staged world was made from this one's rows, as of an Append. */
  readonly epoch?: number
}

export interface HistoryStore {
  /**
   * Holds a row of a log: compaction never merges it with a later one. A name that is there already moves to
   * this row. Rejects with a RangeError when there is no such row.
   */
  pin(document: DocumentKey, sequence: number, name: string): Promise<void>
  /** Does nothing when there is no such pin. */
  unpin(document: DocumentKey, name: string): Promise<void>
  /** By sequence, then by name. */
  pins(document: DocumentKey): Promise<Pin[]>

  /**
   * Writes rows into the index, each in place of what it said of that row. False, and nothing is written,
   * when one of them is not as the log has it (any more): rows were merged meanwhile.
   */
  indexRows(document: DocumentKey, rows: readonly IndexedRow[]): Promise<boolean>
  /**
   * A stretch of the index: at most `limit` rows. Compaction merges the entries of merged rows, too; the
   * index may then end earlier than before. A damaged entry is left out, which shows as a gap in the
   * revisions.
   */
  rowIndex(document: DocumentKey, stretch: IndexStretch): Promise<IndexedRow[]>
  /** The sequence of the last row in the index; 0 when it is empty. */
  indexedTo(document: DocumentKey): Promise<number>

  /**
   * Keeps a checkpoint, in place of one of the same row; that row is held as by a pin. Rejects with a
   * RangeError when there is no such row.
   */
  keepCheckpoint(document: DocumentKey, checkpoint: Checkpoint): Promise<void>
  /** The last checkpoint at or before a row; null when there is none, or when it is damaged. */
  checkpointAt(document: DocumentKey, sequence: number): Promise<Checkpoint | null>
  /** By sequence. */
  checkpointSizes(document: DocumentKey): Promise<CheckpointSize[]>
  /** Does nothing when there is none. */
  dropCheckpoint(document: DocumentKey, sequence: number): Promise<void>

  /**
   * The documents of staged worlds take the place of those of worlds of this node, all in one transaction
   * with `records`, and the staged worlds are gone. Each world begins a new line, and its lease is over; its
   * personal logs stay. Index, checkpoints and pins are those of the staged world. Rejects with a
   * WorldMissing when one of them is, with a StaleLease when the lease of one is over before, and with a
   * RecordTaken or a RecordMoved as `append` does.
   */
  replaceLogs(lines: readonly NewLine[], records?: readonly RecordChange[]): Promise<WorldRecord[]>
  /**
   * Resolves when nothing is left on the disk of what was deleted or replaced before, in no file of the
   * store; in PostgreSQL, when it may use that room for something else. Rejects with a StoreFault.
   */
  purge(): Promise<void>
}
