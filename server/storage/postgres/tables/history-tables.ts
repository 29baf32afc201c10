// What is kept beside a document's log for its history: held rows, and checkpoints.
import type { Revision } from '../../../../shared/history/revision.ts'
import { checkpointChecksum } from '../../content-checksums.ts'
import { noSuchRow } from '../../store-faults.ts'
import { CHECKPOINT_HEAD_BYTES, type Checkpoint, type CheckpointSize, type Pin } from '../../history-store.ts'
import type { DocumentKey } from '../../log-rows.ts'
import type { Sql } from '../connection/connection.ts'
import { storable } from '../connection/sql-lists.ts'
import { documentOf } from './document-table.ts'

const FIND = 'SELECT 1 FROM log WHERE document = $1 AND sequence = $2'

/** The document's number; rejects with a RangeError when it has no such row. */
async function documentWith(sql: Sql, key: DocumentKey, sequence: number): Promise<number> {
  const document = await documentOf(sql, key)
  if ((await sql.rows(FIND, [document, sequence])).length === 0) throw noSuchRow(sequence)
  return document
}

const PIN = `
  INSERT INTO pins (document, sequence, name) VALUES ($1, $2, $3)
  ON CONFLICT (document, name) DO UPDATE SET sequence = excluded.sequence`

export async function pin(sql: Sql, key: DocumentKey, sequence: number, name: string): Promise<void> {
  await sql.run(PIN, [await documentWith(sql, key, sequence), sequence, storable(name)])
}

export async function unpin(sql: Sql, key: DocumentKey, name: string): Promise<void> {
  await sql.run('DELETE FROM pins WHERE document = $1 AND name = $2', [
    await documentOf(sql, key),
    storable(name),
  ])
}

const PINS = 'SELECT sequence, name FROM pins WHERE document = $1 ORDER BY sequence, name'

export async function pinsOf(sql: Sql, key: DocumentKey): Promise<Pin[]> {
  return [...(await sql.rows<Pin>(PINS, [await documentOf(sql, key)]))]
}

const KEEP = `
  INSERT INTO checkpoints (document, sequence, revision, checksum, state) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (document, sequence) DO UPDATE
  SET revision = excluded.revision, checksum = excluded.checksum, state = excluded.state`

export async function keepCheckpoint(sql: Sql, key: DocumentKey, checkpoint: Checkpoint): Promise<void> {
  const { sequence, revision, state } = checkpoint
  const document = await documentWith(sql, key, sequence)
  await sql.run(KEEP, [document, sequence, revision, checkpointChecksum(document, checkpoint), state])
}

const NEWEST = `
  SELECT sequence, revision, checksum, state FROM checkpoints WHERE document = $1 AND sequence <= $2
  ORDER BY sequence DESC LIMIT 1`

export async function checkpointAt(sql: Sql, key: DocumentKey, at: number): Promise<Checkpoint | null> {
  const document = await documentOf(sql, key)
  const [row] = await sql.rows<Checkpoint & { readonly checksum: number }>(NEWEST, [document, at])
  if (row === undefined) return null
  const { checksum, sequence, revision, state } = row
  const checkpoint = { sequence, revision: Number(revision) as Revision, state }
  return checksum === checkpointChecksum(document, checkpoint) ? checkpoint : null
}

const SIZES = `
  SELECT sequence, revision, length(state) AS bytes, substring(state FROM 1 FOR ${CHECKPOINT_HEAD_BYTES}) AS head
  FROM checkpoints WHERE document = $1 ORDER BY sequence`

export async function checkpointSizes(sql: Sql, key: DocumentKey): Promise<CheckpointSize[]> {
  return [...(await sql.rows<CheckpointSize>(SIZES, [await documentOf(sql, key)]))]
}

export async function dropCheckpoint(sql: Sql, key: DocumentKey, sequence: number): Promise<void> {
  const document = await documentOf(sql, key)
  await sql.run('DELETE FROM checkpoints WHERE document = $1 AND sequence = $2', [document, sequence])
}
