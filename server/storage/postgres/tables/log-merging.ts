// Compaction and condensing of logs, some rows in each transaction, so that appends are never held up for
// long.
import { compactionStep, runsOnPage, type CompactionStep } from '../../compaction-steps.ts'
import { originIn } from '../../row-origin.ts'
import { originText, RUN_ROWS_MAX, type MergeCandidate } from '../../row-runs.ts'
import type { CompactionRule, DocumentKey } from '../../store.ts'
import { contentChecksum } from './row-content.ts'
import type { Sql } from '../connection/connection.ts'
import { mergeSummaries, condenseSummaries } from './summary-table.ts'
import { documentOf } from './document-table.ts'
import { isWhole, ROW_COLUMNS, wholeSnapshot, type FoundLogRow, type FoundSnapshot } from './log-reading.ts'

/** As `mergeRun`: null where rows cannot be merged. */
export type MergeRows = (updates: readonly Uint8Array[], rule: CompactionRule) => Promise<Uint8Array | null>

type MergeableRow = Omit<MergeCandidate, 'origin'> & Pick<FoundLogRow, 'author' | 'note' | 'writtenAt'>

const CANDIDATES = `
  SELECT sequence, member, first_at AS "firstAt", last_at AS "lastAt", updates, quarantined, length(bytes) AS size,
    author, note, written_at AS "writtenAt",
    EXISTS (SELECT 1 FROM pins WHERE pins.document = $1 AND pins.sequence = log.sequence)
      OR EXISTS (SELECT 1 FROM checkpoints AS kept WHERE kept.document = $1 AND kept.sequence = log.sequence)
      AS "isHeld"
  FROM log WHERE document = $1 AND sequence > $2
    AND sequence <= (SELECT sequence FROM snapshots WHERE document = $1)
  ORDER BY sequence LIMIT ${RUN_ROWS_MAX}`
const READ = `SELECT ${ROW_COLUMNS} FROM log WHERE document = $1 AND sequence BETWEEN $2 AND $3 ORDER BY sequence FOR UPDATE`
const DELETE = 'DELETE FROM log WHERE document = $1 AND sequence BETWEEN $2 AND $3'
const REPLACE = `
  UPDATE log SET first_at = $3, updates = $4, checksum = $5, bytes = $6 WHERE document = $1 AND sequence = $2`

/** Merges what it can among the next rows after `after`. */
export async function compactSome(
  sql: Sql,
  merge: MergeRows,
  key: DocumentKey,
  rule: CompactionRule,
  after: number,
): Promise<CompactionStep> {
  const document = await documentOf(sql, key)
  const rows = (await sql.rows<MergeableRow>(CANDIDATES, [document, after])).map(
    ({ author, note, writtenAt, ...row }) => ({
      ...row,
      origin: originText(originIn({ author, note, writtenAt })),
    }),
  )
  const runs = runsOnPage(rows, rule)
  const merged: (readonly MergeCandidate[])[] = []
  for (const run of runs) if (await mergeRows(sql, merge, document, run, rule)) merged.push(run)
  return compactionStep({ rows, runs, merged }, rule)
}

async function mergeRows(
  sql: Sql,
  merge: MergeRows,
  document: number,
  run: readonly MergeCandidate[],
  rule: CompactionRule,
): Promise<boolean> {
  const [first, last] = [run[0], run.at(-1)]
  if (!first || !last || first === last) return false
  const found = await sql.rows<FoundLogRow>(READ, [document, first.sequence, last.sequence])
  const row = found.at(-1)
  // A merged damaged row would be taken for somebody's writing.
  if (row === undefined || found.length !== run.length || !found.every(isWhole)) return false
  const bytes = await merge(
    found.map((each) => each.bytes),
    rule,
  )
  if (bytes === null) return false
  const updates = run.reduce((sum, each) => sum + each.updates, 0)
  const one = { ...row, firstAt: first.firstAt, updates, bytes }
  await sql.run(DELETE, [document, first.sequence, last.sequence - 1])
  await sql.run(REPLACE, [document, last.sequence, one.firstAt, updates, contentChecksum(one), bytes])
  await mergeSummaries(sql, document, run)
  return true
}

const SNAPSHOT = 'SELECT sequence AS covered, checksum, state FROM snapshots WHERE document = $1'
const FIND = `SELECT ${ROW_COLUMNS} FROM log WHERE document = $1 AND sequence = $2 FOR UPDATE`
const SUMMED = `
  SELECT sum(updates)::bigint AS updates, min(first_at) AS "firstAt" FROM log WHERE document = $1 AND sequence <= $2`

/**
 * Writes the state in the place of the last row that it covers; answers that row, null when there is none.
 * What comes before it is deleted afterwards: cut off in between, the log still gives the same.
 */
export async function writeState(sql: Sql, key: DocumentKey): Promise<number | null> {
  const document = await documentOf(sql, key)
  const [head] = await sql.rows<FoundSnapshot>(SNAPSHOT, [document])
  const snapshot = head === undefined ? null : wholeSnapshot(document, head)
  if (snapshot === null) return null
  const { covered, state } = snapshot
  const [row] = await sql.rows<FoundLogRow>(FIND, [document, covered])
  const [sum] = await sql.rows<{ updates: number; firstAt: number }>(SUMMED, [document, covered])
  if (row === undefined || sum === undefined) return null
  const checksum = contentChecksum({ ...row, ...sum, bytes: state })
  await sql.run(REPLACE, [document, covered, sum.firstAt, sum.updates, checksum, state])
  await condenseSummaries(sql, document, { sequence: covered, ...sum })
  await sql.run('DELETE FROM checkpoints WHERE document = $1 AND sequence < $2', [document, covered])
  await sql.run('DELETE FROM pins WHERE document = $1 AND sequence < $2', [document, covered])
  return covered
}

/** Rows that are deleted at once: some milliseconds of the database's time. */
const DELETED_AT_ONCE = 2_000

const DELETE_SOME = `
  DELETE FROM log WHERE document = $1 AND sequence IN
    (SELECT sequence FROM log WHERE document = $1 AND sequence < $2 ORDER BY sequence LIMIT ${DELETED_AT_ONCE})`

/** Deletes rows before the one that stands for them; answers how many, and whether there are more. */
export async function deleteBefore(
  sql: Sql,
  key: DocumentKey,
  sequence: number,
): Promise<{ readonly gone: number; readonly isDone: boolean }> {
  const gone = await sql.run(DELETE_SOME, [await documentOf(sql, key), sequence])
  return { gone, isDone: gone < DELETED_AT_ONCE }
}
