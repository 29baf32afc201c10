// Making one row of all that a snapshot covers: the state that it gives. First that row is written, and then
// what came before it is deleted, some at a time, so that appends are never held up for long; cut off in
// between, the log still gives the same.
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentKey } from '../../store.ts'
import { logChecksum, type CheckedRow } from '../../content-checksums.ts'
import { CHECKED_COLUMNS } from './row-checksums.ts'
import type { HistoryTables } from './history-tables.ts'
import type { Log } from './log-table.ts'
import { PLACE } from './row-index.ts'

/** Rows that are deleted at once: some milliseconds of the disk's time. */
const DELETED_AT_ONCE = 2_000

/** One step's work: how many rows are gone, and, unless it was the last, which row stands for them. */
export interface CondensingStep {
  readonly gone: number
  readonly into: number | null
}

export function createCondensing(
  database: DatabaseSync,
  log: Log,
  history: Pick<HistoryTables, 'condensed'>,
) {
  const last = database.prepare(`SELECT ${CHECKED_COLUMNS} FROM log WHERE document = ? AND sequence = ?`)
  const summed = database.prepare(
    `SELECT sum(updates) AS updates, min(first_at) AS firstAt FROM filed CROSS JOIN log ON log.sequence = ${PLACE}
     WHERE filed.document = ? AND filed.sequence <= ?`,
  )
  const replace = database.prepare(
    'UPDATE log SET first_at = ?, updates = ?, bytes = ?, checksum = ? WHERE sequence = ?',
  )
  const before = database.prepare(
    `SELECT count(*) AS rows, max(sequence) AS last FROM
       (SELECT sequence FROM filed WHERE document = ? AND sequence < ? ORDER BY sequence LIMIT ${DELETED_AT_ONCE})`,
  )

  /**
   * Writes the state in the place of the last row that it covers; answers that row, null when there is none.
   */
  function write(document: number): number | null {
    log.file()
    const found = log.snapshots.find(document)
    const place = found && log.filing.placeOf(document, found.sequence)
    const row = place && (last.get(document, place) as CheckedRow | undefined)
    if (found === null || !row) return null
    const sum = summed.get(document, found.sequence) as { updates: number; firstAt: number }
    const checksum = logChecksum({ ...row, ...sum, bytes: found.state })
    replace.run(sum.firstAt, sum.updates, found.state, checksum, row.sequence)
    history.condensed(document, { sequence: found.sequence, ...sum })
    return found.sequence
  }

  /** Goes on with the row that the step before answered; null begins. */
  return (key: DocumentKey, begun: number | null): CondensingStep => {
    const document = log.documentKey(key)
    log.assertWhole(document)
    const into = begun ?? write(document)
    if (into === null) return { gone: 0, into: null }
    const { rows, last } = before.get(document, into) as { rows: number; last: number | null }
    if (last !== null) log.filing.delete(document, 0, last)
    return { gone: rows, into: rows < DELETED_AT_ONCE ? null : into }
  }
}
