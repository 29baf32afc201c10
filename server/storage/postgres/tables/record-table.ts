// The node's own records, as JSON by kind and id; and its secrets.
import { recordMoved, recordTaken } from '../../store-faults.ts'
import type {
  JsonValue,
  RecordChange,
  StoredRecord,
  StoredRecordKey,
} from '../../../records/stored-record.ts'
import type { Sql } from '../connection/connection.ts'
import { texts } from '../connection/sql-lists.ts'

type FoundRecord = Omit<StoredRecord, 'value'> & { readonly value: string }

const recordOf = ({ id, value, version }: FoundRecord): StoredRecord => ({
  id,
  value: JSON.parse(value) as JsonValue,
  version,
})

const ALL = 'SELECT id, value, version FROM records WHERE kind = $1 ORDER BY id'
const LAST = `
  SELECT id, value, version FROM records WHERE kind = $1 AND ($2::text IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`
const BY_KEYS = `
  SELECT records.kind, records.id, value, version
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS each (kind, id, place)
    JOIN records ON records.kind = each.kind AND records.id = each.id ORDER BY place`

export const recordsOf = async (sql: Sql, kind: string): Promise<StoredRecord[]> =>
  (await sql.rows<FoundRecord>(ALL, [kind])).map(recordOf)

export const lastRecords = async (
  sql: Sql,
  kind: string,
  before: string | null,
  limit: number,
): Promise<StoredRecord[]> => (await sql.rows<FoundRecord>(LAST, [kind, before, limit])).map(recordOf)

export async function recordsBy(
  sql: Sql,
  keys: readonly StoredRecordKey[],
): Promise<(StoredRecord & StoredRecordKey)[]> {
  const values = [texts(keys.map(({ kind }) => kind)), texts(keys.map(({ id }) => id))]
  const rows = await sql.rows<FoundRecord & StoredRecordKey>(BY_KEYS, values)
  return rows.map(({ kind, ...row }) => ({ kind, ...recordOf(row) }))
}

const INSERT = 'INSERT INTO records (kind, id, value, version) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING'
const KEEP = `
  INSERT INTO records (kind, id, value, version) VALUES ($1, $2, $3, $4)
  ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value, version = excluded.version`
const KEEP_AFTER = 'UPDATE records SET value = $3, version = $4 WHERE kind = $1 AND id = $2 AND version = $5'
const FORGET = 'DELETE FROM records WHERE kind = $1 AND id = $2'
const FORGET_AFTER = 'DELETE FROM records WHERE kind = $1 AND id = $2 AND version = $3'
const IS_THERE = 'SELECT 1 FROM records WHERE kind = $1 AND id = $2'

/**
 * All of them: rejects with a RecordTaken where one that is new is there, and with a RecordMoved where one is
 * not at the version that a change was to come after.
 */
export async function changeRecords(sql: Sql, changes: readonly RecordChange[]): Promise<void> {
  for (const change of changes) await changeRecord(sql, change)
}

async function changeRecord(sql: Sql, change: RecordChange): Promise<void> {
  if ('forget' in change) return forget(sql, change)
  const { kind, id, version = 0 } = change
  const row = [kind, id, JSON.stringify(change.value), version]
  if (change.isNew === true) {
    if ((await sql.run(INSERT, row)) === 0) throw recordTaken()
  } else if (change.after === undefined) await sql.run(KEEP, row)
  else {
    const made = await (change.after === null
      ? sql.run(INSERT, row)
      : sql.run(KEEP_AFTER, [...row, change.after]))
    if (made === 0) throw recordMoved()
  }
}

async function forget(sql: Sql, { kind, id, after }: Extract<RecordChange, { forget: true }>): Promise<void> {
  if (after === undefined) await sql.run(FORGET, [kind, id])
  else if (after !== null) {
    if ((await sql.run(FORGET_AFTER, [kind, id, after])) === 0) throw recordMoved()
  } else if ((await sql.rows(IS_THERE, [kind, id])).length > 0) throw recordMoved()
}

const READ_SECRET = 'SELECT bytes FROM secrets WHERE name = $1'
const KEEP_SECRET = 'INSERT INTO secrets (name, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING'

export async function readSecret(sql: Sql, name: string): Promise<Uint8Array | null> {
  return (await sql.rows<{ bytes: Uint8Array }>(READ_SECRET, [name]))[0]?.bytes ?? null
}

/** Stores a secret unless there is one. */
export const keepSecret = async (sql: Sql, name: string, bytes: Uint8Array): Promise<void> =>
  void (await sql.run(KEEP_SECRET, [name, bytes]))
