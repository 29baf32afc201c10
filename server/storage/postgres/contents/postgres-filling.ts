// Fills a database's tables, which are empty, with another store's content, within one transaction of the
// caller's: nothing of it is there before that is committed.
import {
  bytesIn,
  numberIn,
  numberOrNullIn,
  textIn,
  textOrNullIn,
  type ContentRow,
  type FillingStore,
  type PartName,
} from '../../store-contents.ts'
import { checkpointChecksum, snapshotChecksum, summaryChecksum } from '../../content-checksums.ts'
import type { Sql, SqlValue } from '../connection/connection.ts'
import { joined, numbers, texts } from '../connection/sql-lists.ts'
import { DOCUMENTS_MAX } from '../tables/document-table.ts'
import { contentChecksum } from '../tables/row-content.ts'
import { contentsOf } from './postgres-contents.ts'

type PutRows = (rows: readonly ContentRow[]) => Promise<void>

export function fillingOf(sql: Sql): FillingStore {
  const putters = { ...listPutters(sql), ...documentPutters(sql) }
  return {
    ...contentsOf(sql),
    put: (part, rows) => (rows.length === 0 ? Promise.resolve() : putters[part](rows)),
    async finish({ world, sequence }) {
      await sql.run('UPDATE store SET worlds = $1, sequence = $2', [world, sequence])
      await sql.run(FINISH_WORLDS, [sequence])
    },
  }
}

/** What the tables know beside their content: it follows from that. */
const FINISH_WORLDS = `
  UPDATE worlds SET last = $1, documents = (SELECT count(*) FROM documents WHERE world = worlds.key),
    scene_last = coalesce((SELECT max(sequence) FROM log JOIN documents ON documents.key = document
      WHERE world = worlds.key AND kind = 'scene'), 0)`

const numbersOf = (rows: readonly ContentRow[], column: string): string =>
  numbers(rows.map((row) => numberOrNullIn(row, column)))

const textsOf = (rows: readonly ContentRow[], column: string): string =>
  texts(rows.map((row) => textOrNullIn(row, column)))

type PlainPart = 'worlds' | 'documents' | 'members' | 'people' | 'records' | 'secrets'

function listPutters(sql: Sql): Record<PlainPart, PutRows> {
  /** Columns by the names of the row, each with its name and type in the table. */
  const list = (table: string, columns: readonly InsertedColumn[]): PutRows => {
    const asked = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')
    const names = columns.map(({ column }) => column).join(', ')
    const statement = `INSERT INTO ${table} (${names}) SELECT * FROM unnest(${asked})`
    return async (rows) => {
      const values = columns.map(({ of, type }) =>
        type === 'text' ? textsOf(rows, of) : type === 'bool' ? yesesOf(rows, of) : numbersOf(rows, of),
      )
      await sql.run(statement, values)
    }
  }
  let made: { readonly world: number; readonly count: number } = { world: 0, count: 0 }
  return {
    worlds: list('worlds', WORLD),
    async documents(rows) {
      const keys = rows.map((row) => {
        const world = numberIn(row, 'world')
        made = { world, count: made.world === world ? made.count + 1 : 1 }
        return world * DOCUMENTS_MAX + made.count
      })
      await sql.run(
        'INSERT INTO documents (key, world, kind) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])',
        [numbers(keys), numbersOf(rows, 'world'), textsOf(rows, 'kind')],
      )
    },
    members: list('members', [text('id'), text('name')]),
    people: list('people', [
      text('member'),
      text('account'),
      text('body'),
      text('look'),
      text('home'),
      whole('at'),
    ]),
    records: list('records', [text('kind'), text('id'), text('value'), whole('version')]),
    async secrets(rows) {
      for (const row of rows) {
        await sql.run('INSERT INTO secrets (name, bytes) VALUES ($1, $2)', [
          textIn(row, 'name'),
          bytesIn(row, 'bytes'),
        ])
      }
    },
  }
}

interface InsertedColumn {
  readonly of: string
  readonly column: string
  readonly type: 'text' | 'bigint' | 'bool'
}

const text = (of: string, column = of): InsertedColumn => ({ of, column, type: 'text' })
const whole = (of: string, column = of): InsertedColumn => ({ of, column, type: 'bigint' })

const WORLD: readonly InsertedColumn[] = [
  whole('key'),
  text('id'),
  text('line'),
  text('address'),
  text('title'),
  whole('createdAt', 'created_at'),
  whole('changedAt', 'changed_at'),
  whole('binnedAt', 'binned_at'),
  text('owner'),
  { of: 'isLiving', column: 'is_living', type: 'bool' },
  whole('lookedTo', 'looked_to'),
  whole('epoch'),
]

const yesesOf = (rows: readonly ContentRow[], column: string): string =>
  texts(
    rows.map((row) => {
      const value = numberOrNullIn(row, column)
      return value === null ? null : value === 1 ? 'true' : 'false'
    }),
  )

/** The numbers of the documents of rows, in their order. */
async function documentsOf(sql: Sql, rows: readonly ContentRow[]): Promise<number[]> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined) return []
  const found = await sql.rows<{ world: number; kind: string; key: number }>(
    'SELECT world, kind, key FROM documents WHERE world BETWEEN $1 AND $2',
    [numberIn(first, 'world'), numberIn(last, 'world')],
  )
  const keys = new Map(found.map(({ world, kind, key }) => [`${world}/${kind}`, key]))
  return rows.map((row) => {
    const key = keys.get(`${numberIn(row, 'world')}/${textIn(row, 'kind')}`)
    if (key === undefined) throw new Error('A row is in a document that was not put.')
    return key
  })
}

type DocumentPart = Exclude<PartName, PlainPart>

function documentPutters(sql: Sql): Record<DocumentPart, PutRows> {
  /** A part of rows with bytes; `values`: those of the columns before the bytes. */
  const withBytes =
    (
      statement: string,
      column: string,
      values: (rows: readonly ContentRow[], documents: number[]) => SqlValue[],
    ): PutRows =>
    async (rows) => {
      const { bytes, starts, sizes } = joined(rows.map((row) => bytesIn(row, column)))
      const documents = await documentsOf(sql, rows)
      await sql.run(statement, [...values(rows, documents), starts, sizes, bytes])
    }
  return {
    async clients(rows) {
      await sql.run(CLIENTS, [
        numbers(await documentsOf(sql, rows)),
        numbersOf(rows, 'client'),
        textsOf(rows, 'member'),
      ])
    },
    log: withBytes(LOG, 'bytes', (rows, documents) => [
      numbers(documents),
      ...factsOf(rows),
      numbersOf(rows, 'quarantined'),
      numbers(rows.map(logSum)),
    ]),
    snapshots: withBytes(SNAPSHOTS, 'state', (rows, documents) => [
      numbers(documents),
      numbersOf(rows, 'sequence'),
      numbers(rows.map((row, at) => snapshotSum(documents[at] ?? 0, row))),
    ]),
    async pins(rows) {
      await sql.run(PINS, [
        numbers(await documentsOf(sql, rows)),
        numbersOf(rows, 'sequence'),
        textsOf(rows, 'name'),
      ])
    },
    async summaries(rows) {
      const documents = await documentsOf(sql, rows)
      await sql.run(SUMMARIES, [
        numbers(documents),
        ...factsOf(rows),
        numbersOf(rows, 'revision'),
        textsOf(rows, 'summary'),
        numbers(rows.map((row, at) => summarySum(documents[at] ?? 0, row))),
      ])
    },
    checkpoints: withBytes(CHECKPOINTS, 'state', (rows, documents) => [
      numbers(documents),
      numbersOf(rows, 'sequence'),
      numbersOf(rows, 'revision'),
      numbers(rows.map((row, at) => checkpointSum(documents[at] ?? 0, row))),
    ]),
  }
}

const CLIENTS = `
  INSERT INTO client_owners (document, client, member) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])`
const PINS = `
  INSERT INTO pins (document, sequence, name) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])`
const LOG = `
  INSERT INTO log (document, sequence, member, first_at, last_at, updates, author, note, written_at, quarantined,
    checksum, bytes)
  SELECT document, sequence, member, first_at, last_at, updates, author, note, written_at, quarantined <> 0, checksum,
    substring($14::bytea FROM start FOR size)
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
    $8::text[], $9::bigint[], $10::int[], $11::bigint[], $12::int[], $13::int[])
    AS each (document, sequence, member, first_at, last_at, updates, author, note, written_at, quarantined, checksum,
      start, size)`
const SNAPSHOTS = `
  INSERT INTO snapshots (document, sequence, checksum, state)
  SELECT document, sequence, checksum, substring($6::bytea FROM start FOR size)
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::int[])
    AS each (document, sequence, checksum, start, size)`
const SUMMARIES = `
  INSERT INTO row_summaries (document, sequence, member, first_at, last_at, updates, author, note, written_at, revision,
    summary, checksum)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
    $8::text[], $9::bigint[], $10::bigint[], $11::text[], $12::bigint[])`
const CHECKPOINTS = `
  INSERT INTO checkpoints (document, sequence, revision, checksum, state)
  SELECT document, sequence, revision, checksum, substring($7::bytea FROM start FOR size)
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::int[], $6::int[])
    AS each (document, sequence, revision, checksum, start, size)`

/** The columns that rows of a log and of its index share. */
const factsOf = (rows: readonly ContentRow[]): SqlValue[] => [
  numbersOf(rows, 'sequence'),
  textsOf(rows, 'member'),
  numbersOf(rows, 'firstAt'),
  numbersOf(rows, 'lastAt'),
  numbersOf(rows, 'updates'),
  textsOf(rows, 'author'),
  textsOf(rows, 'note'),
  numbersOf(rows, 'writtenAt'),
]

const factsIn = (row: ContentRow) => ({
  member: textIn(row, 'member'),
  firstAt: numberIn(row, 'firstAt'),
  lastAt: numberIn(row, 'lastAt'),
  updates: numberIn(row, 'updates'),
  author: textOrNullIn(row, 'author'),
  note: textOrNullIn(row, 'note'),
  writtenAt: numberOrNullIn(row, 'writtenAt'),
})

const logSum = (row: ContentRow): number =>
  contentChecksum({
    ...factsIn(row),
    quarantined: numberIn(row, 'quarantined') === 1,
    bytes: bytesIn(row, 'bytes'),
  })

const snapshotSum = (document: number, row: ContentRow): number =>
  snapshotChecksum(document, numberIn(row, 'sequence'), bytesIn(row, 'state'))

const checkpointSum = (document: number, row: ContentRow): number =>
  checkpointChecksum(document, {
    sequence: numberIn(row, 'sequence'),
    revision: numberIn(row, 'revision'),
    state: bytesIn(row, 'state'),
  })

const summarySum = (document: number, row: ContentRow): number =>
  summaryChecksum(document, {
    ...factsIn(row),
    sequence: numberIn(row, 'sequence'),
    revision: numberIn(row, 'revision'),
    summary: textOrNullIn(row, 'summary'),
  })
