// Documents that are gone while rows of the log are left of them. A world may have millions: deleted at once
// they would hold up everybody's saving for half a minute, and a start that cleans up after an import which
// was cut off. What is kept beside a log goes first, in the same way.
import type { DatabaseSync } from 'node:sqlite'
import { PLACE, type createFiling } from './row-index.ts'

/** Most rows, and about how many bytes, that are deleted at once: some 5 ms. */
const ROWS_AT_ONCE = 1000
const BYTES_AT_ONCE = 8 * 1024 * 1024

interface Dropped {
  /** A document is gone. */
  readonly note: (document: number) => void
  readonly isDue: () => boolean
  /** Deletes some of the rows that are left; those that are not filed yet are not found. */
  readonly deleteSome: () => void
}

export function createDropped(
  database: DatabaseSync,
  filing: Pick<ReturnType<typeof createFiling>, 'delete'>,
): Dropped {
  // A reader may read the database of an older Inkland, which has no such table.
  let prepared: ReturnType<typeof prepareOn> | null = null
  const statements = () => (prepared ??= prepareOn(database))
  let isDue: boolean | null = null

  /** The last of the rows that are deleted next; null when there are none. */
  function nextEnd(document: number): number | null {
    let end: number | null = null
    let room = BYTES_AT_ONCE
    for (const { sequence, size } of statements().rows.iterate(document)) {
      if (end !== null && Number(size) > room) break
      end = Number(sequence)
      room -= Number(size)
    }
    return end
  }

  return {
    note(document) {
      statements().note.run(document)
      isDue = true
    },
    isDue: () => (isDue ??= statements().first.get() !== undefined),
    deleteSome() {
      const document = statements().first.get()?.['document']
      if (document === undefined) {
        isDue = false
        return
      }
      const key = Number(document)
      if (statements().summaries.run(key).changes > 0 || statements().checkpoint.run(key).changes > 0) return
      const end = nextEnd(key)
      if (end === null) statements().forget.run(key)
      else filing.delete(key, 0, end)
    },
  }
}

function prepareOn(database: DatabaseSync) {
  return {
    note: database.prepare('INSERT INTO dropped VALUES (?)'),
    // A damaged note must not delete the rows of a document that is there.
    first: database.prepare(
      'SELECT document FROM dropped WHERE document NOT IN (SELECT key FROM documents) LIMIT 1',
    ),
    rows: database.prepare(
      `SELECT filed.sequence AS sequence, length(bytes) AS size FROM filed CROSS JOIN log ON log.sequence = ${PLACE}
       WHERE filed.document = ? ORDER BY filed.sequence LIMIT ${ROWS_AT_ONCE}`,
    ),
    summaries: database.prepare(
      `DELETE FROM row_summaries WHERE document = ?1 AND sequence IN
         (SELECT sequence FROM row_summaries WHERE document = ?1 ORDER BY sequence LIMIT ${ROWS_AT_ONCE})`,
    ),
    checkpoint: database.prepare(
      'DELETE FROM checkpoints WHERE rowid = (SELECT rowid FROM checkpoints WHERE document = ? LIMIT 1)',
    ),
    forget: database.prepare('DELETE FROM dropped WHERE document = ?'),
  }
}
