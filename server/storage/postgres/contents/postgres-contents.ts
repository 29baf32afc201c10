// A database's content, read exactly within one transaction of the caller's. Lists are read through a cursor;
// where rows may be large, the cursor has their sizes, and their bytes are fetched page by page.
import { damagedContent } from '../../store-faults.ts'
import { Damaged } from '../../store.ts'
import { checkpointChecksum, snapshotChecksum, summaryChecksum } from '../../content-checksums.ts'
import type { Checkpoint } from '../../history-store.ts'
import {
  PAGE_BYTES,
  PAGE_ROWS,
  type ContentCounters,
  type ContentRow,
  type ContentSize,
  type PartName,
  type StoreContents,
} from '../../store-contents.ts'
import type { SummaryRow } from '../../summary-rows.ts'
import type { Sql } from '../connection/connection.ts'
import { numbers } from '../connection/sql-lists.ts'
import type { FoundLogRow } from '../tables/log-reading.ts'
import { isWhole, ROW_COLUMNS } from '../tables/log-reading.ts'

export function contentsOf(sql: Sql): StoreContents {
  return {
    size: () => sizeOf(sql),
    counters: () => countersOf(sql),
    async *pages(part) {
      const list = LISTS[part]
      if (list !== undefined) {
        for await (const rows of fetched<ContentRow>(sql, part, list, LIST_ROWS)) yield rows
      } else yield* inDocuments(sql, part)
    },
  }
}

const SIZE = `
  SELECT (SELECT count(*) FROM worlds WHERE address IS NOT NULL) AS worlds,
    (SELECT count(*) FROM log JOIN documents ON documents.key = document) AS rows,
    ((SELECT coalesce(sum(length(bytes)), 0) FROM log)
      + (SELECT coalesce(sum(length(state)), 0) FROM snapshots)
      + (SELECT coalesce(sum(length(state)), 0) FROM checkpoints))::bigint AS bytes`

async function sizeOf(sql: Sql): Promise<ContentSize> {
  const [size] = await sql.rows<ContentSize>(SIZE)
  return size ?? { worlds: 0, rows: 0, bytes: 0 }
}

const COUNTERS =
  'SELECT worlds AS world, greatest(sequence, (SELECT max(last) FROM worlds)) AS sequence FROM store'

async function countersOf(sql: Sql): Promise<ContentCounters> {
  const [counters] = await sql.rows<ContentCounters>(COUNTERS)
  return counters ?? { world: 0, sequence: 0 }
}

/** Rows of a list that are fetched at once: records are some kB at most. */
const LIST_ROWS = 200

/** The statements of the parts that are not in documents. */
const LISTS: Partial<Record<PartName, string>> = {
  worlds: `
    SELECT key, id, line, address, title, created_at AS "createdAt", changed_at AS "changedAt",
      binned_at AS "binnedAt", owner, is_living::int AS "isLiving", looked_to AS "lookedTo", epoch
    FROM worlds ORDER BY key`,
  documents: 'SELECT world, kind FROM documents ORDER BY world, kind',
  members: 'SELECT id, name FROM members ORDER BY id',
  people: 'SELECT member, account, body, look, home, at FROM people ORDER BY member',
  records: 'SELECT kind, id, value, version FROM records ORDER BY kind, id',
  secrets: 'SELECT name, bytes FROM secrets ORDER BY name COLLATE "C"',
}

/** The rows of a statement, some at a time. */
async function* fetched<Row>(
  sql: Sql,
  part: PartName,
  statement: string,
  count: number,
): AsyncGenerator<readonly Row[]> {
  await sql.run(`DECLARE ${part}_read NO SCROLL CURSOR FOR ${statement}`)
  for (;;) {
    const rows = await sql.rows<Row>(`FETCH ${count} FROM ${part}_read`)
    if (rows.length > 0) yield rows
    if (rows.length < count) break
  }
  await sql.run(`CLOSE ${part}_read`)
}

/** A row of any of the tables in documents: each has some of these columns. */
interface PostgresRow extends FoundLogRow, SummaryRow<FoundLogRow['member']>, Pick<Checkpoint, 'state'> {
  readonly document: number
  readonly world: number
  readonly kind: string
  readonly address: string | null
  readonly quarantined: boolean
  readonly note: string | null
  readonly author: string | null
  readonly writtenAt: number | null
  readonly sequence: number
  readonly firstAt: number
  readonly lastAt: number
  readonly updates: number
  readonly member: FoundLogRow['member']
  readonly checksum: number
  readonly name: string
  readonly client: number
}

interface TableReader {
  readonly table: string
  /** What a document's rows are in the order of. */
  readonly order: string
  readonly columns: string
  /** The bytes of a row, for those that may be large. */
  readonly bytes: string | null
  /** What a row says; null for one that is damaged and can be made again. Throws a Damaged. */
  readonly check: (row: PostgresRow) => ContentRow | null
}

const TIMES = `first_at AS "firstAt", last_at AS "lastAt", updates, author, note, written_at AS "writtenAt"`

const READERS: Partial<Record<PartName, TableReader>> = {
  clients: {
    table: 'client_owners',
    order: 'client',
    columns: 'client, member',
    bytes: null,
    check: ({ client, member }) => ({ client, member }),
  },
  log: {
    table: 'log',
    order: 'sequence',
    columns: ROW_COLUMNS,
    bytes: 'bytes',
    check(row) {
      if (!isWhole(row)) throw damagedContent(row.address)
      const { sequence, member, firstAt, lastAt, updates, quarantined, author, note, writtenAt, bytes } = row
      const facts = { firstAt, lastAt, updates, quarantined: quarantined ? 1 : 0, author, note, writtenAt }
      return { sequence, member, ...facts, bytes }
    },
  },
  snapshots: {
    table: 'snapshots',
    order: 'sequence',
    columns: 'sequence, checksum, state',
    bytes: 'state',
    check: ({ document, sequence, checksum, state }) =>
      checksum === snapshotChecksum(document, sequence, state) ? { sequence, state } : null,
  },
  pins: {
    table: 'pins',
    order: 'sequence, name',
    columns: 'sequence, name',
    bytes: null,
    check: ({ sequence, name }) => ({ sequence, name }),
  },
  summaries: {
    table: 'row_summaries',
    order: 'sequence',
    columns: `sequence, revision, member, ${TIMES}, summary, checksum`,
    bytes: null,
    check(row) {
      if (row.checksum !== summaryChecksum(row.document, row)) return null
      const { sequence, revision, member, firstAt, lastAt, updates, author, note, writtenAt, summary } = row
      return { sequence, revision, member, firstAt, lastAt, updates, author, note, writtenAt, summary }
    },
  },
  checkpoints: {
    table: 'checkpoints',
    order: 'sequence',
    columns: 'sequence, revision, checksum, state',
    bytes: 'state',
    check(row) {
      const { sequence, revision, state } = row
      return row.checksum === checkpointChecksum(row.document, row) ? { sequence, revision, state } : null
    },
  },
}

async function* inDocuments(sql: Sql, part: PartName): AsyncGenerator<readonly ContentRow[]> {
  const reader = readerOf(part)
  for await (const rows of foundRows(sql, reader, part)) {
    yield rows.map((row) => contentOf(reader, row)).filter((row) => row !== null)
  }
}

function readerOf(part: PartName): TableReader {
  const reader = READERS[part]
  if (reader === undefined) throw new Error(`Nothing reads ${part}.`)
  return reader
}

const foundRows = (sql: Sql, reader: TableReader, part: PartName): AsyncIterable<readonly PostgresRow[]> =>
  reader.bytes === null ? plain(sql, part, reader) : large(sql, part, reader)

/** The rows of a part that do not say what was written. */
export async function* damagedRows(
  sql: Sql,
  part: 'log' | 'snapshots' | 'summaries' | 'checkpoints',
): AsyncGenerator<PostgresRow> {
  const reader = readerOf(part)
  for await (const rows of foundRows(sql, reader, part)) {
    for (const row of rows) if (isDamaged(reader, row)) yield row
  }
}

function isDamaged({ check }: TableReader, row: PostgresRow): boolean {
  try {
    return check(row) === null
  } catch (error) {
    if (error instanceof Damaged) return true
    throw error
  }
}

function contentOf({ check }: TableReader, row: PostgresRow): ContentRow | null {
  const { world, kind } = row
  const content = check(row)
  return content === null ? null : { world, kind, ...content }
}

const DOCUMENTS = 'documents JOIN worlds ON worlds.key = documents.world'

function plain(sql: Sql, part: PartName, { table, order, columns }: TableReader) {
  const statement = `
    SELECT documents.key AS document, documents.world, documents.kind, worlds.address, each.*
    FROM ${DOCUMENTS} JOIN (SELECT document, ${columns} FROM ${table}) AS each ON each.document = documents.key
    ORDER BY documents.world, documents.kind, ${order}`
  return fetched<PostgresRow>(sql, part, statement, PAGE_ROWS)
}

type SizedPlace = Pick<PostgresRow, 'document' | 'world' | 'kind' | 'address' | 'sequence'> & {
  readonly size: number
}

async function* large(
  sql: Sql,
  part: PartName,
  { table, columns, bytes }: TableReader,
): AsyncGenerator<readonly PostgresRow[]> {
  const places = `
    SELECT documents.key AS document, documents.world, documents.kind, worlds.address, sequence,
      length(${bytes}) AS size
    FROM ${DOCUMENTS} JOIN ${table} ON document = documents.key
    ORDER BY documents.world, documents.kind, sequence`
  const rows = `
    SELECT ${columns} FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS asked (document_key, at, place)
      JOIN ${table} ON document = document_key AND sequence = at ORDER BY place`
  for await (const found of fetched<SizedPlace>(sql, part, places, PAGE_ROWS)) {
    for (const page of pagesOf(found)) {
      const read = await sql.rows<PostgresRow>(rows, [
        numbers(page.map(({ document }) => document)),
        numbers(page.map(({ sequence }) => sequence)),
      ])
      yield read.map((row, index) => ({ ...page[index], ...row }))
    }
  }
}

function* pagesOf(places: readonly SizedPlace[]): Generator<readonly SizedPlace[]> {
  let page: SizedPlace[] = []
  let bytes = 0
  for (const place of places) {
    if (page.length > 0 && bytes + place.size > PAGE_BYTES) {
      yield page
      page = []
      bytes = 0
    }
    page.push(place)
    bytes += place.size
  }
  if (page.length > 0) yield page
}
