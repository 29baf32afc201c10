// Snapshots: the state of a document at a row of its log, so that opening it need not read what came before.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { snapshotChecksum } from '../../content-checksums.ts'
import { checksumColumn } from './row-checksums.ts'

interface Snapshot {
  readonly sequence: number
  readonly state: Uint8Array
}

interface Snapshots {
  /**
   * A document's snapshot; null where there is none, or where it is damaged: the log has all that was in it.
   */
  find(document: number): Snapshot | null
  /** Stores a snapshot in place of an older or a damaged one; a newer one stays. */
  keep(document: number, sequence: number, state: Uint8Array): void
}

export function createSnapshots(database: DatabaseSync): Snapshots {
  const read = database.prepare(
    `SELECT CAST(sequence AS REAL) AS sequence, state, ${checksumColumn(database)} FROM snapshots WHERE document = ?`,
  )
  /** Documents whose snapshot was found to be damaged. */
  const damaged = new Set<number>()
  let prepared: { readonly keep: StatementSync; readonly forget: StatementSync } | null = null
  const statements = () => (prepared ??= prepareOn(database))

  return {
    find(document) {
      const row = read.get(document) as (Snapshot & { readonly checksum: number | null }) | undefined
      if (row === undefined) return null
      const { sequence, state, checksum } = row
      const isWhole =
        state instanceof Uint8Array &&
        (checksum === null || checksum === snapshotChecksum(document, sequence, state))
      if (!isWhole) damaged.add(document)
      return isWhole ? { sequence, state } : null
    },
    keep(document, sequence, state) {
      if (damaged.has(document)) statements().forget.run(document)
      statements().keep.run(document, sequence, state, snapshotChecksum(document, sequence, state))
      damaged.delete(document)
    },
  }
}

function prepareOn(database: DatabaseSync) {
  return {
    keep: database.prepare(
      `INSERT INTO snapshots VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET sequence = excluded.sequence, state = excluded.state, checksum = excluded.checksum
       WHERE excluded.sequence >= sequence`,
    ),
    forget: database.prepare('DELETE FROM snapshots WHERE document = ?'),
  }
}
