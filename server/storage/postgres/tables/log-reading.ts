// Reads the rows of logs, each against its checksum, in pages that are bounded by rows and bytes.
import { ANONYMOUS, type MemberId } from '../../../../shared/world/address.ts'
import { snapshotChecksum } from '../../content-checksums.ts'
import { PAGE_BYTES_MAX, pageOf } from '../../log-pages.ts'
import { originIn } from '../../row-origin.ts'
import type { DocumentKey, LogRow, Stored, StoredUpdate } from '../../store.ts'
import { contentChecksum, type RowContent } from './row-content.ts'
import type { Sql } from '../connection/connection.ts'
import { documentOf } from './document-table.ts'

/** A row as the table has it. */
export interface FoundLogRow extends RowContent {
  readonly sequence: number
  readonly member: MemberId
  readonly checksum: number
}

export const ROW_COLUMNS = `sequence, member, first_at AS "firstAt", last_at AS "lastAt", updates, quarantined, author,
  note, written_at AS "writtenAt", checksum, bytes`

/** Whether a row says what was written. */
export const isWhole = (row: FoundLogRow): boolean => row.checksum === contentChecksum(row)

/** Rows of a page when a whole log is read. */
const TAIL_ROWS = 4096

/** The first rows after one, no more after so many bytes; at least one. */
const PAGE = `
  SELECT ${ROW_COLUMNS} FROM log WHERE document = $1 AND sequence IN (
    SELECT sequence FROM (
      SELECT sequence, sum(length(bytes)) OVER (ORDER BY sequence) - length(bytes) AS before
      FROM log WHERE document = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
    ) AS page WHERE before < ${PAGE_BYTES_MAX}
  ) ORDER BY sequence`

const pageAfter = (
  sql: Sql,
  document: number,
  after: number,
  limit: number,
): Promise<readonly FoundLogRow[]> => sql.rows<FoundLogRow>(PAGE, [document, after, limit])

export async function readRows(sql: Sql, key: DocumentKey, after: number, limit: number): Promise<LogRow[]> {
  const document = await documentOf(sql, key)
  const rows = await pageAfter(sql, document, after, limit)
  return [...pageOf(rows.map(readable))]
}

/** A row as it is told; one that is damaged is told as one that cannot be read, of nobody. */
function readable(row: FoundLogRow): LogRow {
  const { sequence, member, firstAt, lastAt, updates, quarantined, bytes } = row
  if (isWhole(row))
    return { sequence, bytes, member, firstAt, lastAt, updates, quarantined, ...originIn(row) }
  return { sequence, bytes, member: ANONYMOUS, firstAt: 0, lastAt: 0, updates: 1, quarantined: true }
}

const HEAD = `
  SELECT coalesce((SELECT max(sequence) FROM log WHERE document = $1), 0) AS last,
    snapshots.sequence AS covered, snapshots.checksum, snapshots.state
  FROM (SELECT 1) AS one LEFT JOIN snapshots ON snapshots.document = $1`
const CLIENTS = 'SELECT client, member FROM client_owners WHERE document = $1 ORDER BY client'

export interface FoundSnapshot {
  readonly covered: number
  readonly state: Uint8Array
  readonly checksum: number
}

type Head = { readonly last: number } & { readonly [Name in keyof FoundSnapshot]: FoundSnapshot[Name] | null }

/** Several statements, which must see the same. */
export async function openDocument(sql: Sql, key: DocumentKey): Promise<Stored> {
  const document = await documentOf(sql, key)
  const [head] = await sql.rows<Head>(HEAD, [document])
  const snapshot = head === undefined ? null : wholeSnapshot(document, head)
  const tail: StoredUpdate[] = []
  let isDamaged = false
  for (let after = snapshot?.covered ?? 0; ;) {
    const rows = await pageAfter(sql, document, after, TAIL_ROWS)
    for (const row of rows) {
      if (!isWhole(row)) isDamaged = true
      else if (!row.quarantined) tail.push({ sequence: row.sequence, bytes: row.bytes })
    }
    const last = rows.at(-1)
    if (last === undefined || last.sequence === head?.last) break
    after = last.sequence
  }
  const clients = await sql.rows<{ client: number; member: MemberId }>(CLIENTS, [document])
  return {
    sequence: head?.last ?? 0,
    snapshot: snapshot?.state ?? null,
    snapshotSequence: snapshot?.covered ?? 0,
    tail,
    clients: new Map(clients.map(({ client, member }) => [client, member])),
    ...(isDamaged && { isDamaged }),
  }
}

/** Null where there is none, or where it is damaged: the log has all that was in it. */
export function wholeSnapshot(
  document: number,
  { covered, state, checksum }: Omit<Head, 'last'>,
): FoundSnapshot | null {
  if (covered === null || state === null || checksum === null) return null
  return checksum === snapshotChecksum(document, covered, state) ? { covered, state, checksum } : null
}
