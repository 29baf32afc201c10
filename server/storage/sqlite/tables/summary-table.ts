// The index of a document's rows: what each did, in short. It is merged as its rows are merged, so that it
// always says the same as the log.
import type { DatabaseSync } from 'node:sqlite'
import { encodeSummary } from '../../../../shared/history/rows/row-summary.ts'
import type { Revision } from '../../../../shared/history/revision.ts'
import type { MemberId } from '../../../../shared/world/address.ts'
import { summaryChecksum } from '../../content-checksums.ts'
import { mergedRow, summaryIn, type SummaryRow } from '../../summary-rows.ts'
import type { IndexedRow, IndexStretch } from '../../history-store.ts'
import type { DocumentKey } from '../../log-rows.ts'
import type { Log } from './log-table.ts'
import { originColumns, originIn } from '../../row-origin.ts'

interface FoundSummary extends SummaryRow {
  readonly checksum: number
  /** Null where the member is not known any more. */
  readonly name: MemberId | null
}

const COLUMNS = `CAST(sequence AS REAL) AS sequence, CAST(revision AS REAL) AS revision,
  CAST(member AS REAL) AS member, CAST(first_at AS REAL) AS firstAt, CAST(last_at AS REAL) AS lastAt,
  CAST(updates AS REAL) AS updates, author, note, CAST(written_at AS REAL) AS writtenAt, summary, checksum,
  (SELECT id FROM members WHERE key = member) AS name`

export function createSummaries(database: DatabaseSync, log: Log) {
  const { documentKey } = log
  const write = database.prepare(
    'INSERT OR REPLACE INTO row_summaries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const later = database.prepare(
    `SELECT ${COLUMNS} FROM row_summaries WHERE document = ? AND sequence > ? ORDER BY row_summaries.sequence LIMIT ?`,
  )
  const earlier = database.prepare(
    `SELECT ${COLUMNS} FROM row_summaries WHERE document = ? AND sequence < ? ORDER BY row_summaries.sequence DESC LIMIT ?`,
  )
  const between = database.prepare(
    `SELECT ${COLUMNS} FROM row_summaries WHERE document = ? AND sequence BETWEEN ? AND ? ORDER BY row_summaries.sequence`,
  )
  const last = database.prepare('SELECT max(sequence) AS sequence FROM row_summaries WHERE document = ?')
  const remove = database.prepare('DELETE FROM row_summaries WHERE document = ? AND sequence BETWEEN ? AND ?')

  const put = (document: number, row: SummaryRow): void => {
    const { sequence, revision, member, firstAt, lastAt, updates, author, note, writtenAt, summary } = row
    const facts = [document, sequence, revision, member, firstAt, lastAt, updates] as const
    write.run(...facts, author, note, writtenAt, summary, summaryChecksum(document, row))
  }
  const whole = (document: number, rows: readonly unknown[]): FoundSummary[] =>
    (rows as FoundSummary[]).filter(
      (row) => row.name !== null && row.checksum === summaryChecksum(document, row),
    )

  return {
    /**
     * Rows of a document became the last of them. Where the index does not reach that far, it ends before.
     */
    merged(document: number, run: readonly Pick<SummaryRow, 'sequence' | 'firstAt' | 'updates'>[]): void {
      const [first, into] = [run[0], run.at(-1)]
      if (first === undefined || into === undefined) return
      const rows = whole(document, between.all(document, first.sequence, into.sequence))
      remove.run(document, first.sequence, into.sequence)
      const one = mergedRow(rows, run)
      if (one !== null) put(document, one)
    },
    condensed(
      document: number,
      { sequence, updates, firstAt }: Pick<SummaryRow, 'sequence' | 'updates' | 'firstAt'>,
    ): void {
      const [row] = whole(document, between.all(document, sequence, sequence))
      remove.run(document, 0, sequence)
      if (row !== undefined) put(document, { ...row, updates, firstAt, summary: null })
    },
    calls: {
      indexRows(key: DocumentKey, rows: readonly EncodedIndexedRow[]): boolean {
        const document = documentKey(key)
        const isAsInTheLog = rows.every(
          ({ sequence, updates }) => log.filing.updatesOf(document, sequence) === updates,
        )
        if (!isAsInTheLog) return false
        for (const { member, summary, sequence, revision, firstAt, lastAt, updates, ...origin } of rows) {
          const facts = { sequence, revision, firstAt, lastAt, updates, summary }
          put(document, { ...facts, member: log.memberKey(member), ...originColumns(origin) })
        }
        return true
      },
      rowIndex(key: DocumentKey, stretch: IndexStretch): EncodedIndexedRow[] {
        const document = documentKey(key)
        const rows =
          'after' in stretch
            ? later.all(document, stretch.after, stretch.limit)
            : earlier.all(document, stretch.before ?? Number.MAX_SAFE_INTEGER, stretch.limit)
        return whole(document, rows).map(entryOf)
      },
      indexedTo: (key: DocumentKey): number => Number(last.get(documentKey(key))?.['sequence'] ?? 0),
    },
  }
}

/** An entry on its way between the threads. */
type EncodedIndexedRow = Omit<IndexedRow, 'summary'> & { readonly summary: string | null }

function entryOf(row: FoundSummary): EncodedIndexedRow {
  const { sequence, revision, name, firstAt, lastAt, updates, summary } = row
  return {
    sequence,
    revision: revision as Revision,
    member: name ?? ('' as MemberId),
    firstAt,
    lastAt,
    updates,
    summary,
    ...originIn(row),
  }
}

export const encodeEntry = ({ summary, ...row }: IndexedRow): EncodedIndexedRow => ({
  ...row,
  summary: summary && encodeSummary(summary),
})

export const decodeEntry = ({ summary, ...row }: EncodedIndexedRow): IndexedRow => ({
  ...row,
  summary: summaryIn(summary),
})
