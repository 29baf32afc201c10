// The node's own records: accounts, sessions, rights. JSON by kind and id.
import type { DatabaseSync } from 'node:sqlite'
import { damagedRecord, recordMoved, recordTaken } from '../../store-faults.ts'
import { damagedRows } from './row-checksums.ts'
import type {
  JsonValue,
  RecordChange,
  StoredRecordKey,
  StoredRecord,
} from '../../../records/stored-record.ts'

const COLUMNS = `id, value, CAST(version AS REAL) AS version, ${damagedRows('records')} AS isDamaged`

/** Undoes what was changed before: records are changed all or none. */
class IdTaken extends Error {}

export function recordCalls(database: DatabaseSync) {
  const all = database.prepare(`SELECT ${COLUMNS} FROM records WHERE kind = ? ORDER BY id`)
  const one = database.prepare(`SELECT ${COLUMNS} FROM records WHERE kind = ? AND id = ?`)
  const last = database.prepare(
    `SELECT ${COLUMNS} FROM records WHERE kind = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3`,
  )
  const insert = database.prepare(
    'INSERT INTO records (kind, id, value, version) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const keep = database.prepare(`INSERT INTO records (kind, id, value, version) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, version = excluded.version`)
  const keepAfter = database.prepare(
    'UPDATE records SET value = ?3, version = ?4 WHERE kind = ?1 AND id = ?2 AND version = ?5',
  )
  const isThere = database.prepare('SELECT 1 FROM records WHERE kind = ? AND id = ?')
  const forget = database.prepare('DELETE FROM records WHERE kind = ? AND id = ?')
  const forgetAfter = database.prepare('DELETE FROM records WHERE kind = ? AND id = ? AND version = ?')

  function change(change: RecordChange): void {
    if ('forget' in change) return remove(change)
    const { kind, id, version = 0 } = change
    const row = [kind, id, JSON.stringify(change.value), version] as const
    if (change.isNew === true) {
      if (insert.run(...row).changes === 0) throw new IdTaken()
    } else if (change.after === undefined) keep.run(...row)
    else assertMade(change.after === null ? insert.run(...row) : keepAfter.run(...row, change.after))
  }

  function remove({ kind, id, after }: Extract<RecordChange, { forget: true }>): void {
    if (after === undefined) forget.run(kind, id)
    else if (after !== null) assertMade(forgetAfter.run(kind, id, after))
    else if (isThere.get(kind, id)) throw recordMoved()
  }

  /** All of them, within a transaction of the caller's: throws where one that is new is there. */
  function changeAll(changes: readonly RecordChange[]): void {
    try {
      for (const each of changes) change(each)
    } catch (error) {
      throw error instanceof IdTaken ? recordTaken() : error
    }
  }

  return {
    changeAll,
    records: (kind: string): StoredRecord[] => all.all(kind).map(recordOf),
    recordsBy: (keys: readonly StoredRecordKey[]): (StoredRecord & StoredRecordKey)[] =>
      keys.flatMap(({ kind, id }) => one.all(kind, id).map((row) => ({ kind, ...recordOf(row) }))),
    lastRecords: (kind: string, before: string | null, limit: number): StoredRecord[] =>
      last.all(kind, before, limit).map(recordOf),
    changeRecords(changes: readonly RecordChange[]): boolean {
      database.exec('SAVEPOINT records')
      try {
        for (const each of changes) change(each)
        database.exec('RELEASE records')
        return true
      } catch (error) {
        database.exec('ROLLBACK TO records; RELEASE records')
        if (error instanceof IdTaken) return false
        throw error
      }
    },
  }
}

function assertMade({ changes }: { readonly changes: number | bigint }): void {
  if (changes === 0) throw recordMoved()
}

function recordOf(row: unknown): StoredRecord {
  const { id, value, version, isDamaged } = row as StoredRow
  // Rights and accounts stand in records: a bit that flipped must not give anybody more.
  if (isDamaged === 1) throw damagedRecord()
  return { id, value: JSON.parse(value) as JsonValue, version }
}

interface StoredRow {
  readonly id: string
  readonly value: string
  readonly version: number
  readonly isDamaged: number
}
