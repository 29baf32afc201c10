// Checkpoints: states of a document in the middle of its log, so that showing an old one needs little replay.
import type { DatabaseSync } from 'node:sqlite'
import type { Revision } from '../../../../shared/history/revision.ts'
import { checkpointChecksum } from '../../content-checksums.ts'
import { noSuchRow } from '../../store-faults.ts'
import { CHECKPOINT_HEAD_BYTES, type Checkpoint, type CheckpointSize } from '../../history-store.ts'
import type { DocumentKey } from '../../log-rows.ts'
import type { Log } from './log-table.ts'

const PLACE = 'CAST(sequence AS REAL) AS sequence, CAST(revision AS REAL) AS revision'

export function createCheckpoints(database: DatabaseSync, { documentKey, filing }: Log) {
  const keep = database.prepare(
    `INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
     SET revision = excluded.revision, checksum = excluded.checksum, state = excluded.state`,
  )
  const newest = database.prepare(
    `SELECT ${PLACE}, checksum, state FROM checkpoints WHERE document = ? AND sequence <= ?
     ORDER BY checkpoints.sequence DESC LIMIT 1`,
  )
  const sizes = database.prepare(
    `SELECT ${PLACE}, length(state) AS bytes, substr(state, 1, ${CHECKPOINT_HEAD_BYTES}) AS head
     FROM checkpoints WHERE document = ? ORDER BY checkpoints.sequence`,
  )
  const drop = database.prepare('DELETE FROM checkpoints WHERE document = ? AND sequence = ?')
  const dropBefore = database.prepare('DELETE FROM checkpoints WHERE document = ? AND sequence < ?')

  return {
    dropBefore: (document: number, sequence: number): void => void dropBefore.run(document, sequence),
    calls: {
      keepCheckpoint(key: DocumentKey, checkpoint: Omit<Checkpoint, 'state'>, state: Uint8Array): void {
        const document = documentKey(key)
        const { sequence, revision } = checkpoint
        if (filing.updatesOf(document, sequence) === null) throw noSuchRow(sequence)
        keep.run(
          document,
          sequence,
          revision,
          checkpointChecksum(document, { sequence, revision, state }),
          state,
        )
      },
      checkpointAt(key: DocumentKey, sequence: number): Checkpoint | null {
        const document = documentKey(key)
        const found = newest.get(document, sequence)
        if (found === undefined) return null
        const { sequence: at, revision, checksum, state } = found
        if (!(state instanceof Uint8Array)) return null
        const checkpoint = { sequence: Number(at), revision: Number(revision) as Revision, state }
        return checksum === checkpointChecksum(document, checkpoint) ? checkpoint : null
      },
      checkpointSizes: (key: DocumentKey): CheckpointSize[] =>
        sizes.all(documentKey(key)).map((row) => ({ ...(row as unknown as CheckpointSize) })),
      dropCheckpoint: (key: DocumentKey, sequence: number): void => void drop.run(documentKey(key), sequence),
    },
  }
}
