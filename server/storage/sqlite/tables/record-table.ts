// The node's own records: accounts, sessions, rights. JSON by kind and id.
import type { DatabaseSync } from 'node:sqlite'
import { damagedRecord, recordTaken } from '../../store-faults.ts'
import { damagedRows } from './row-checksums.ts'
import type { JsonValue, RecordChange, StoredRecord } from '../../../records/stored-record.ts'

const IS_DAMAGED = `${damagedRows('records')} AS isDamaged`

/** Undoes what was changed before: records are changed all or none. */
class IdTaken extends Error {}

export function recordCalls(database: DatabaseSync) {
  const all = database.prepare(`SELECT id, value, ${IS_DAMAGED} FROM records WHERE kind = ? ORDER BY id`)
  const last = database.prepare(
    `SELECT id, value, ${IS_DAMAGED} FROM records WHERE kind = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3`,
  )
  const insert = database.prepare(
    'INSERT INTO records (kind, id, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const keep = database.prepare(`INSERT INTO records (kind, id, value) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value`)
  const forget = database.prepare('DELETE FROM records WHERE kind = ? AND id = ?')

  function change(change: RecordChange): void {
    const { kind, id } = change
    if ('forget' in change) forget.run(kind, id)
    else if (change.isNew !== true) keep.run(kind, id, JSON.stringify(change.value))
    else if (insert.run(kind, id, JSON.stringify(change.value)).changes === 0) throw new IdTaken()
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

function recordOf(row: unknown): StoredRecord {
  const { id, value, isDamaged } = row as Readonly<{ id: string; value: string; isDamaged: number }>
  // Rights and accounts stand in records: a bit that flipped must not give anybody more.
  if (isDamaged === 1) throw damagedRecord()
  return { id, value: JSON.parse(value) as JsonValue }
}
