// Checksums of people's writing: of a row of a log, and of a snapshot. A row that does not fit its own is
// never taken for somebody's writing.
import { crc32 } from 'node:zlib'
import type { Checkpoint } from './history-store.ts'
import type { SummaryRow } from './summary-rows.ts'

/** A row of the log as it is read; values of a damaged database may be of any type. */
export interface CheckedRow {
  readonly sequence: number
  readonly document: number
  readonly member: number
  readonly firstAt: number
  readonly lastAt: number
  readonly updates: number
  readonly quarantined: number
  readonly checksum: number | null
  readonly bytes: Uint8Array
  /** What it says of itself beside its member, each null where that is nothing. */
  readonly author: string | null
  readonly note: string | null
  readonly writtenAt: number | null
}

/** Numbers as bytes, to be summed: written over and over, since each append needs it. */
const scratch = new DataView(new ArrayBuffer(7 * 8))
const scratchBytes = new Uint8Array(scratch.buffer)

export function logChecksum(row: Omit<CheckedRow, 'checksum'>): number {
  scratch.setFloat64(0, row.sequence)
  scratch.setFloat64(8, row.document)
  scratch.setFloat64(16, row.member)
  scratch.setFloat64(24, row.firstAt)
  scratch.setFloat64(32, row.lastAt)
  scratch.setFloat64(40, row.updates)
  scratch.setFloat64(48, row.quarantined)
  const sum = crc32(row.bytes, crc32(scratchBytes))
  const { author, note, writtenAt } = row
  // Rows without an origin keep the checksums that they had before there were any.
  if (author === null && note === null && writtenAt === null) return sum
  return crc32(JSON.stringify([author, note, writtenAt]), sum)
}

export const checkpointChecksum = (
  document: number,
  { sequence, revision, state }: Omit<Checkpoint, 'revision'> & { readonly revision: number },
): number => crc32(state, crc32(`${document} ${sequence} ${revision}`))

/** Of an entry of the row index. */
export function summaryChecksum(document: number, row: SummaryRow<number | string>): number {
  const { sequence, revision, member, firstAt, lastAt, updates, author, note, writtenAt, summary } = row
  const values = [document, sequence, revision, member, firstAt, lastAt, updates, author, note, writtenAt]
  return crc32(JSON.stringify([...values, summary]))
}

export const snapshotChecksum = (document: number, sequence: number, state: Uint8Array): number =>
  crc32(state, crc32(`${document} ${sequence}`))
