// Checksums of rows. A disk may change a bit of its data and say nothing. So each row of people's writing
// carries a checksum of its whole content, and a row that does not fit its own is never taken for somebody's
// writing. Rows of older formats have none (NULL) until they are written again.
import type { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { logChecksum, type CheckedRow } from '../../content-checksums.ts'

/**
 * Columns of `log` as a CheckedRow. Whole numbers are read as REAL: a flipped one may be larger than
 * JavaScript takes.
 */
const NUMBERS = `CAST(log.sequence AS REAL) AS sequence, CAST(log.document AS REAL) AS document,
  CAST(member AS REAL) AS member, CAST(first_at AS REAL) AS firstAt, CAST(last_at AS REAL) AS lastAt,
  CAST(updates AS REAL) AS updates, CAST(quarantined AS REAL) AS quarantined`

/** All of it, of a database of the newest format. */
export const CHECKED_COLUMNS = `${NUMBERS}, author, note, CAST(written_at AS REAL) AS writtenAt, checksum, bytes`

/** All of it; a database of an older format has no checksums, and no origins of rows. */
export function checkedColumnsOf(database: DatabaseSync): string {
  if (hasColumn(database, 'author')) return CHECKED_COLUMNS
  return `${NUMBERS}, NULL AS author, NULL AS note, NULL AS writtenAt, ${checksumColumn(database)}, bytes`
}

export const claimChecksum = (document: number, client: number, member: number): number =>
  crc32(`${document} ${client} ${member}`)

/** Whether a row of the log says what was written, and belongs to this document. */
export function isWhole(row: CheckedRow, document: number): boolean {
  if (!(row.bytes instanceof Uint8Array) || row.document !== document) return false
  return row.checksum === null || row.checksum === logChecksum(row)
}

/** The tables whose rows are kept whole by triggers, what identifies a row, and the columns that count. */
export const SUMMED = [
  {
    table: 'worlds',
    key: ['key'],
    columns: ['key', 'id', 'line', 'address', 'title', 'created_at', 'binned_at', 'owner'],
  },
  { table: 'members', key: ['key'], columns: ['key', 'id', 'name'] },
  { table: 'people', key: ['member'], columns: ['member', 'account', 'body', 'look', 'home', 'at'] },
  { table: 'records', key: ['kind', 'id'], columns: ['kind', 'id', 'value'] },
  { table: 'secrets', key: ['name'], columns: ['name', 'bytes'] },
] as const

type SummedTable = (typeof SUMMED)[number]['table']

/**
 * The right checksum of a row, in SQL. Each column has its length before it: a text that moved from one to
 * the next makes another row. All of them are one value of JavaScript, since a start makes it of each row.
 */
const expected = (columns: readonly string[], prefix: string): string =>
  `checksum(CAST(${columns.map((column) => checked(`CAST(${prefix}${column} AS BLOB)`)).join(' || ')} AS BLOB))`

const checked = (bytes: string): string => `coalesce(length(${bytes}) || ' ' || ${bytes}, 'null ')`

/** The condition, in SQL, that a row of a table is damaged. */
export function damagedRows(table: SummedTable): string {
  const columns = SUMMED.find((each) => each.table === table)?.columns ?? []
  return `${table}.checksum IS NOT NULL AND ${table}.checksum IS NOT ${expected(columns, `${table}.`)}`
}

/** Lets SQL on this connection compute checksums. */
export function addChecksums(database: DatabaseSync): void {
  database.function('checksum', { deterministic: true }, (row) =>
    row instanceof Uint8Array ? crc32(row) : null,
  )
  database.function('sum_of_claim', { deterministic: true }, (document, client, member) =>
    claimChecksum(Number(document), Number(client), Number(member)),
  )
}

/**
 * Keeps the checksums of rows of the small tables that are written on this connection. Triggers of the
 * connection alone: a database can be repaired by any tool of SQLite, and a row that such a tool wrote is
 * told as damaged.
 */
export function keepChecksums(database: DatabaseSync): void {
  addChecksums(database)
  database.exec('PRAGMA temp_store = MEMORY')
  for (const { table, key, columns } of SUMMED) {
    const row = key.map((column) => `${column} = new.${column}`).join(' AND ')
    const write = `UPDATE ${table} SET checksum = ${expected(columns, 'new.')} WHERE ${row}`
    database.exec(`
      CREATE TEMP TRIGGER ${table}_made AFTER INSERT ON main.${table} BEGIN ${write}; END;
      CREATE TEMP TRIGGER ${table}_changed AFTER UPDATE OF ${columns.join(', ')} ON main.${table} BEGIN ${write}; END;
    `)
  }
  for (const table of TOTALLED) keepTotal(database, table)
}

/** Tables without another index, in which a page of rows may be missing and everything else still fits. */
export const TOTALLED = ['records', 'client_owners'] as const

function keepTotal(database: DatabaseSync, table: (typeof TOTALLED)[number]): void {
  const add = (change: string): string => `UPDATE sums SET total = total + ${change} WHERE name = '${table}'`
  const [more, less] = ['coalesce(new.checksum, 0)', 'coalesce(old.checksum, 0)']
  database.exec(`
    CREATE TEMP TRIGGER ${table}_added AFTER INSERT ON main.${table} BEGIN ${add(more)}; END;
    CREATE TEMP TRIGGER ${table}_removed AFTER DELETE ON main.${table} BEGIN ${add(`0 - ${less}`)}; END;
    CREATE TEMP TRIGGER ${table}_summed AFTER UPDATE OF checksum ON main.${table} BEGIN ${add(`${more} - ${less}`)}; END;
  `)
}

/** The column of checksums as it can be read: a database of an older format has none. */
export const checksumColumn = (database: DatabaseSync): string =>
  hasColumn(database, 'checksum') ? 'checksum' : 'NULL AS checksum'

const hasColumn = (database: DatabaseSync, name: string): boolean =>
  database.prepare("SELECT 1 FROM pragma_table_info('log') WHERE name = ?").get(name) !== undefined
