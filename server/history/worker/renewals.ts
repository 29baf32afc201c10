// Renewals in a log that is replayed: rows that hold the scene anew, without the ids of which nothing stood.
// A replay that reaches one goes on from it alone. What follows a stretch from before a renewal to after it
// keeps what was before, and each row is fitted to that.
import type * as Y from 'yjs'
import type { RowSummary } from '../../../shared/history/rows/row-summary.ts'
import { CrossedRenewal } from '../../../shared/yjs/crossed-renewal.ts'
import { isMark } from '../../../shared/yjs/empty-struct.ts'
import type { IdSet } from '../../../shared/yjs/id-set.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { isRenewal, standingIn, standingRows } from '../../../shared/yjs/renewed-state.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { applyRows } from './row-replay.ts'

export interface RenewableDocument {
  doc: Y.Doc
  /** The last renewal that it was followed across, with what was before; null: across none. */
  renewal: CrossedRenewal | null
}

/** A renewal changes nothing that anybody sees. */
const RENEWED: RowSummary = { letters: [0, 0], things: [], hasMore: false, added: [] }

/** Replays rows. */
export function replayRows(held: RenewableDocument, rows: readonly Uint8Array[]): void {
  const standing = standingRows(rows.map((bytes) => ({ bytes })))
  if (standing.some(({ bytes }) => isRenewal(bytes))) beginAnew(held)
  applyRows(
    held.doc,
    standing.map(({ bytes }) => bytes),
  )
}

/** Replays a row that holds the scene anew, and tells what it did; null: it is none. */
export function summarizeRenewal(held: RenewableDocument, row: Uint8Array): RowSummary | null {
  if (!isRenewal(row)) return null
  replayRows(held, [row])
  return RENEWED
}

function beginAnew(held: RenewableDocument): void {
  held.doc.destroy()
  held.doc = makePlainDocument()
}

/** Applies rows by `apply`, and keeps what was before the renewals among them. */
export function followRows<Row extends { readonly bytes: Uint8Array }>(
  held: RenewableDocument,
  rows: readonly Row[],
  apply: (rows: readonly Row[]) => void,
): void {
  const fitted = ({ bytes }: Row): Uint8Array =>
    held.renewal === null || readUpdate(bytes, 'clocks') === null
      ? bytes
      : held.renewal.fitRow(held.doc, bytes)
  const applyFitted = (some: readonly Row[]): void =>
    apply(held.renewal === null ? some : some.map((row) => ({ ...row, bytes: fitted(row) })))
  let from = 0
  for (const [at, { bytes }] of rows.entries()) {
    if (!isRenewal(bytes) || readUpdate(bytes, 'clocks') === null) continue
    applyFitted(rows.slice(from, at))
    held.renewal = new CrossedRenewal(held.doc, bytes)
    from = at + 1
  }
  applyFitted(rows.slice(from))
}

/** The same of rows that call their bytes an update. */
export function followUpdates<Row extends { readonly update: Uint8Array }>(
  held: RenewableDocument,
  rows: readonly Row[],
  apply: (rows: readonly Row[]) => void,
): void {
  const named = rows.map((row) => ({ row, bytes: row.update }))
  followRows(held, named, (some) => apply(some.map(({ row, bytes }) => ({ ...row, update: bytes }))))
}

/** Ids of a log, and those of them that a renewal left out. */
export interface LeftOutIds {
  readonly had: IdSet
  readonly leftOut: IdSet
}

/** Notes the ids of rows, from the first of the log on. */
export function noteLeftOut({ had, leftOut }: LeftOutIds, rows: readonly Uint8Array[]): void {
  for (const row of rows) {
    const reading = readUpdate(row, 'clocks')
    if (reading === null) continue
    if (isRenewal(row)) {
      const standing = standingIn(row)
      for (const range of had.ranges())
        for (const { isIn, ...part } of standing.parts(range)) if (!isIn) leftOut.add(part)
    }
    for (const { client, clock, end } of reading.sections)
      if (!isMark(client)) had.add({ client, clock, length: end - clock })
  }
}
