// Entries of the row index as tables keep them, and what becomes of them when their rows are merged.
import {
  decodeSummary,
  encodeSummary,
  mergedSummary,
  type RowSummary,
} from '../../shared/history/rows/row-summary.ts'

/** An entry as it is stored: the summary is a text, and the member what the table calls them. */
export interface SummaryRow<Member = number> {
  readonly sequence: number
  readonly revision: number
  readonly member: Member
  readonly firstAt: number
  readonly lastAt: number
  readonly updates: number
  readonly author: string | null
  readonly note: string | null
  readonly writtenAt: number | null
  readonly summary: string | null
}

export const summaryIn = (text: string | null): RowSummary | null =>
  text === null ? null : decodeSummary(text)

/**
 * The one entry of a run of rows that were merged, of the entries that there were; null where the index does
 * not reach to the run's end: then it ends before.
 */
export function mergedRow<Row extends SummaryRow<unknown>>(
  rows: readonly Row[],
  run: readonly Pick<Row, 'sequence' | 'firstAt' | 'updates'>[],
): Row | null {
  const [first, into, end] = [run[0], run.at(-1), rows.at(-1)]
  if (first === undefined || end === undefined || end.sequence !== into?.sequence) return null
  const isAll = rows.length === run.length
  const summary = isAll ? mergedSummary(rows.map((row) => summaryIn(row.summary))) : null
  const updates = run.reduce((sum, row) => sum + row.updates, 0)
  return { ...end, firstAt: first.firstAt, updates, summary: summary && encodeSummary(summary) }
}
