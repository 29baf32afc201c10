// The index of a document's rows: what each did, in short. It is merged as its rows are merged, so that it
// always says the same as the log.
import type { Revision } from '../../../../shared/history/revision.ts'
import { encodeSummary } from '../../../../shared/history/rows/row-summary.ts'
import type { MemberId } from '../../../../shared/world/address.ts'
import type { IndexedRow, IndexStretch } from '../../history-store.ts'
import type { DocumentKey } from '../../log-rows.ts'
import { summaryChecksum } from '../../content-checksums.ts'
import { originColumns, originIn } from '../../row-origin.ts'
import { mergedRow, summaryIn, type SummaryRow } from '../../summary-rows.ts'
import type { Sql } from '../connection/connection.ts'
import { numbers, texts } from '../connection/sql-lists.ts'
import { documentOf } from './document-table.ts'

type IndexEntry = SummaryRow<MemberId>
type FoundEntry = IndexEntry & { readonly checksum: number }

const COLUMNS = `sequence, revision, member, first_at AS "firstAt", last_at AS "lastAt", updates, author, note,
  written_at AS "writtenAt", summary, checksum`

const PUT = `
  INSERT INTO row_summaries (document, sequence, revision, member, first_at, last_at, updates, author, note,
    written_at, summary, checksum)
  SELECT $1::bigint, each.* FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
    $8::text[], $9::text[], $10::bigint[], $11::text[], $12::bigint[]) AS each
  ON CONFLICT (document, sequence) DO UPDATE SET revision = excluded.revision, member = excluded.member,
    first_at = excluded.first_at, last_at = excluded.last_at, updates = excluded.updates, author = excluded.author,
    note = excluded.note, written_at = excluded.written_at, summary = excluded.summary, checksum = excluded.checksum`

async function put(sql: Sql, document: number, entries: readonly IndexEntry[]): Promise<void> {
  // One statement changes a row once: of several entries of a row the last one counts.
  const rows = [...new Map(entries.map((entry) => [entry.sequence, entry])).values()]
  if (rows.length === 0) return
  await sql.run(PUT, [
    document,
    numbers(rows.map(({ sequence }) => sequence)),
    numbers(rows.map(({ revision }) => revision)),
    texts(rows.map(({ member }) => member)),
    numbers(rows.map(({ firstAt }) => firstAt)),
    numbers(rows.map(({ lastAt }) => lastAt)),
    numbers(rows.map(({ updates }) => updates)),
    texts(rows.map(({ author }) => author)),
    texts(rows.map(({ note }) => note)),
    numbers(rows.map(({ writtenAt }) => writtenAt)),
    texts(rows.map(({ summary }) => summary)),
    numbers(rows.map((row) => summaryChecksum(document, row))),
  ])
}

const whole = (document: number, rows: readonly FoundEntry[]): FoundEntry[] =>
  rows.filter((row) => row.checksum === summaryChecksum(document, row))

const BETWEEN = `
  SELECT ${COLUMNS} FROM row_summaries WHERE document = $1 AND sequence BETWEEN $2 AND $3 ORDER BY sequence`
const REMOVE = 'DELETE FROM row_summaries WHERE document = $1 AND sequence BETWEEN $2 AND $3'

/** Rows of a document became the last of them. */
export async function mergeSummaries(
  sql: Sql,
  document: number,
  run: readonly Pick<IndexEntry, 'sequence' | 'firstAt' | 'updates'>[],
): Promise<void> {
  const ends = [run[0]?.sequence ?? 0, run.at(-1)?.sequence ?? 0]
  const found = await sql.rows<FoundEntry>(BETWEEN, [document, ...ends])
  if (found.length === 0) return
  await sql.run(REMOVE, [document, ...ends])
  const one = mergedRow(whole(document, found), run)
  if (one !== null) await put(sql, document, [one])
}

/** All rows up to one became that one. */
export async function condenseSummaries(
  sql: Sql,
  document: number,
  { sequence, updates, firstAt }: Pick<IndexEntry, 'sequence' | 'updates' | 'firstAt'>,
): Promise<void> {
  const found = await sql.rows<FoundEntry>(BETWEEN, [document, sequence, sequence])
  await sql.run(REMOVE, [document, 0, sequence])
  const [row] = whole(document, found)
  if (row !== undefined) await put(sql, document, [{ ...row, updates, firstAt, summary: null }])
}

const AS_IN_THE_LOG = `
  SELECT count(*) AS count FROM unnest($2::bigint[], $3::bigint[]) AS each (sequence, updates)
    JOIN log ON log.document = $1 AND log.sequence = each.sequence AND log.updates = each.updates`

export async function indexRows(sql: Sql, key: DocumentKey, rows: readonly IndexedRow[]): Promise<boolean> {
  const document = await documentOf(sql, key)
  const [found] = await sql.rows<{ count: number }>(AS_IN_THE_LOG, [
    document,
    numbers(rows.map(({ sequence }) => sequence)),
    numbers(rows.map(({ updates }) => updates)),
  ])
  if (found?.count !== rows.length) return false
  await put(sql, document, rows.map(encoded))
  return true
}

const encoded = ({
  summary,
  sequence,
  revision,
  member,
  firstAt,
  lastAt,
  updates,
  ...origin
}: IndexedRow): IndexEntry => ({
  sequence,
  revision,
  member,
  firstAt,
  lastAt,
  updates,
  ...originColumns(origin),
  summary: summary && encodeSummary(summary),
})

const LATER = `SELECT ${COLUMNS} FROM row_summaries WHERE document = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`
const EARLIER = `
  SELECT ${COLUMNS} FROM row_summaries WHERE document = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3`

export async function rowIndex(sql: Sql, key: DocumentKey, stretch: IndexStretch): Promise<IndexedRow[]> {
  const document = await documentOf(sql, key)
  const rows =
    'after' in stretch
      ? await sql.rows<FoundEntry>(LATER, [document, stretch.after, stretch.limit])
      : await sql.rows<FoundEntry>(EARLIER, [
          document,
          stretch.before ?? Number.MAX_SAFE_INTEGER,
          stretch.limit,
        ])
  return whole(document, rows).map(entryOf)
}

function entryOf(row: FoundEntry): IndexedRow {
  const { sequence, revision, member, firstAt, lastAt, updates, summary } = row
  const facts = { sequence, revision: revision as Revision, member, firstAt, lastAt, updates }
  return { ...facts, summary: summaryIn(summary), ...originIn(row) }
}

const INDEXED_TO = 'SELECT coalesce(max(sequence), 0) AS last FROM row_summaries WHERE document = $1'

export async function indexedTo(sql: Sql, key: DocumentKey): Promise<number> {
  const [row] = await sql.rows<{ last: number }>(INDEXED_TO, [await documentOf(sql, key)])
  return row?.last ?? 0
}
