// Which rows of the log belong to which document. The log is written in the order of time; its rows are filed
// by document later, many at once. Rows that are not filed yet are found by reading the log's last rows.
//
// A row stands in the log under its sequence. Only rows that were moved here from another store may stand
// elsewhere, since there the sequences rise within each world, and two worlds have the same ones. Those are
// filed with their place; all that come later have higher sequences than any of them.
import type { DatabaseSync } from 'node:sqlite'

/**
 * Rows that are filed at once: few enough to go through in 0.2 ms, many enough to share the pages they touch.
 */
export const FILED_AT_ONCE = 2048

/** The rows of one document after a sequence, oldest first. */
type RowsAfter<Row> = (document: number, after: number, limit: number) => Iterable<NumberedRow<Row>>

/** A row as the log has it, where its own `sequence` is its place, and the sequence that it goes by. */
export type NumberedRow<Row> = Row & { readonly number: number }

/** The place of a filed row in the log. */
export const PLACE = 'coalesce(filed.place, filed.sequence)'

/** The same; a database of an older format has no places. */
export function placeIn(database: DatabaseSync): string {
  const found = database.prepare("SELECT 1 FROM pragma_table_info('filed') WHERE name = 'place'").get()
  return found === undefined ? 'filed.sequence' : PLACE
}

export function createFiling(database: DatabaseSync) {
  const place = placeIn(database)
  const readMark = database.prepare('SELECT filed FROM marks')
  const setMark = database.prepare('UPDATE marks SET highest = max(highest, ?1), filed = ?1')
  const file = database.prepare(
    `INSERT INTO filed (document, sequence)
     SELECT document, sequence FROM log WHERE sequence > ? ORDER BY document, sequence`,
  )
  // Of each group, SQLite takes `last_at` from the row that has the maximum.
  const noteChanges = database.prepare(
    `UPDATE worlds SET changed_at = recent.last_at
     FROM (SELECT document, last_at, max(sequence) FROM log WHERE sequence > ? GROUP BY document) AS recent
     JOIN documents ON documents.key = recent.document AND documents.kind = 'scene'
     WHERE worlds.key = documents.world`,
  )
  const lastFiled = database.prepare('SELECT max(sequence) AS sequence FROM filed WHERE document = ?')
  const lastRecent = database.prepare(
    'SELECT max(sequence) AS sequence FROM log WHERE sequence > ? AND document = ?',
  )
  const findPlace = database.prepare(
    `SELECT ${place} AS place FROM filed WHERE document = ? AND sequence = ?`,
  )
  const updates = database.prepare(
    'SELECT CAST(updates AS REAL) AS updates FROM log WHERE sequence = ? AND document = ?',
  )
  const deleteRows = database.prepare(
    `DELETE FROM log WHERE sequence IN
       (SELECT ${place} FROM filed WHERE document = ?1 AND sequence BETWEEN ?2 AND ?3)`,
  )
  const deleteFiled = database.prepare('DELETE FROM filed WHERE document = ? AND sequence BETWEEN ? AND ?')

  const markIn = () => numberIn(readMark.get(), 'filed')
  let filedTo = markIn()

  const placeOf = (document: number, sequence: number): number | null => {
    if (sequence > filedTo) return sequence
    const found = findPlace.get(document, sequence)
    return found === undefined ? null : Number(found['place'])
  }

  return {
    /** Where a row of a document stands in the log, if it is there; null when it surely is not. */
    placeOf,
    /** Files all rows up to `highest`, the log's last one. */
    file: (highest: number): void => {
      file.run(filedTo)
      noteChanges.run(filedTo)
      setMark.run(highest)
      filedTo = highest
    },
    isDue: (highest: number): boolean => highest - filedTo >= FILED_AT_ONCE,
    lastOf: (document: number): number =>
      numberIn(lastRecent.get(filedTo, document), 'sequence') ||
      numberIn(lastFiled.get(document), 'sequence'),
    /** How many updates a row of a document stands for; null when there is no such row. */
    updatesOf: (document: number, sequence: number): number | null => {
      const at = placeOf(document, sequence)
      const row = at === null ? undefined : updates.get(at, document)
      return row === undefined ? null : Number(row['updates'])
    },
    /** Deletes filed rows of a document, both ends included. */
    delete: (document: number, from: number, to: number): void => {
      deleteRows.run(document, from, to)
      deleteFiled.run(document, from, to)
    },
    /** Prepares reading rows, filed and not. A filed row that is not in the log comes as a row of nulls. */
    prepareRowsAfter: <Row>(columns: string): RowsAfter<Row> => {
      const filed = database.prepare(
        `SELECT ${columns}, filed.sequence AS number FROM filed LEFT JOIN log ON log.sequence = ${place}
         WHERE filed.document = ? AND filed.sequence > ? ORDER BY filed.sequence LIMIT ?`,
      )
      const recent = database.prepare(
        `SELECT ${columns}, log.sequence AS number FROM log
         WHERE document = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
      )
      return function* (document, after, limit) {
        let left = limit
        for (const row of after < filedTo ? filed.iterate(document, after, left) : []) {
          left -= 1
          yield row as NumberedRow<Row>
        }
        if (left === 0) return
        const later = recent.iterate(document, Math.max(after, filedTo), left)
        for (const row of later) yield row as NumberedRow<Row>
      }
    },
    /** Reads again what a rollback may have changed. */
    resync: (): void => {
      filedTo = markIn()
    },
  }
}

const numberIn = (row: Record<string, unknown> | undefined, column: string): number =>
  Number(row?.[column] ?? 0)
