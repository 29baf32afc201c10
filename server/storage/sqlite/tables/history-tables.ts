// What is kept beside a document's log for its history: held rows, the index of rows, and checkpoints.
import type { DatabaseSync } from 'node:sqlite'
import { noSuchRow } from '../../store-faults.ts'
import type { DocumentKey } from '../../log-rows.ts'
import type { Pin } from '../../history-store.ts'
import { createCheckpoints } from './checkpoint-table.ts'
import type { Log } from './log-table.ts'
import { createSummaries } from './summary-table.ts'

export type HistoryTables = ReturnType<typeof createHistory>

export function createHistory(database: DatabaseSync, log: Log) {
  const { documentKey } = log
  const summaries = createSummaries(database, log)
  const checkpoints = createCheckpoints(database, log)
  const pin = database.prepare(
    'INSERT INTO pins VALUES (?1, ?2, ?3) ON CONFLICT (document, name) DO UPDATE SET sequence = ?2',
  )
  const unpin = database.prepare('DELETE FROM pins WHERE document = ? AND name = ?')
  const pins = database.prepare(
    'SELECT CAST(sequence AS REAL) AS sequence, name FROM pins WHERE document = ? ORDER BY sequence, name',
  )
  const unpinBefore = database.prepare('DELETE FROM pins WHERE document = ? AND sequence < ?')

  return {
    /** Rows were merged into the last of them. */
    merged: (document: number, run: Parameters<typeof summaries.merged>[1]): void =>
      summaries.merged(document, run),
    /** All rows up to one became that one. */
    condensed(document: number, row: { sequence: number; updates: number; firstAt: number }): void {
      summaries.condensed(document, row)
      checkpoints.dropBefore(document, row.sequence)
      unpinBefore.run(document, row.sequence)
    },
    calls: {
      ...summaries.calls,
      ...checkpoints.calls,
      pin(key: DocumentKey, sequence: number, name: string): void {
        const document = documentKey(key)
        if (log.filing.updatesOf(document, sequence) === null) throw noSuchRow(sequence)
        pin.run(document, sequence, name)
      },
      unpin(key: DocumentKey, name: string): void {
        unpin.run(documentKey(key), name)
      },
      pins: (key: DocumentKey): Pin[] =>
        pins.all(documentKey(key)).map((row) => ({ ...(row as unknown as Pin) })),
    },
  }
}
