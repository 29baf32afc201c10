// Merging old neighbouring rows of one member, some at a time, so that appends are never held up for long.
import type { DatabaseSync } from 'node:sqlite'
import { compactionStep, runsOnPage, type CompactionStep } from '../../compaction-steps.ts'
import type { mergeRun } from '../../row-merging.ts'
import { originText, RUN_ROWS_MAX, type MergeCandidate } from '../../row-runs.ts'
import type { CompactionRule, DocumentKey } from '../../store.ts'
import { logChecksum, type CheckedRow } from '../../content-checksums.ts'
import { CHECKED_COLUMNS, isWhole } from './row-checksums.ts'
import type { HistoryTables } from './history-tables.ts'
import type { Log } from './log-table.ts'
import { PLACE } from './row-index.ts'
import { originIn } from '../../row-origin.ts'

/** Merges the updates of a run; see row-merging.ts. */
export type MergeRun = typeof mergeRun

export function createCompaction(
  database: DatabaseSync,
  log: Log,
  history: Pick<HistoryTables, 'merged'>,
  mergeUpdates: MergeRun,
) {
  const candidates = database.prepare(
    `SELECT filed.sequence AS sequence, member, first_at AS firstAt, last_at AS lastAt, updates, quarantined, length(bytes) AS size,
       author, note, written_at AS writtenAt,
       EXISTS (SELECT 1 FROM pins WHERE pins.document = ?1 AND pins.sequence = filed.sequence)
         OR EXISTS (SELECT 1 FROM checkpoints AS kept WHERE kept.document = ?1 AND kept.sequence = filed.sequence)
         AS isHeld
     FROM filed CROSS JOIN log ON log.sequence = ${PLACE}
     WHERE filed.document = ?1 AND filed.sequence > ?2
       AND filed.sequence <= (SELECT sequence FROM snapshots WHERE document = ?1)
     ORDER BY filed.sequence LIMIT ${RUN_ROWS_MAX}`,
  )
  const read = database.prepare(
    `SELECT ${CHECKED_COLUMNS} FROM filed LEFT JOIN log ON log.sequence = ${PLACE}
     WHERE filed.document = ? AND filed.sequence BETWEEN ? AND ? ORDER BY filed.sequence`,
  )
  const replace = database.prepare(
    'UPDATE log SET first_at = ?, updates = ?, bytes = ?, checksum = ? WHERE sequence = ?',
  )

  const merge = (document: number, run: readonly MergeCandidate[], rule: CompactionRule): boolean => {
    const [first, last] = [run[0], run.at(-1)]
    if (!first || !last || first === last) return false
    const found = read.all(document, first.sequence, last.sequence) as unknown as CheckedRow[]
    const snapshot = found.at(-1)
    // A merged damaged row would be taken for somebody's writing.
    if (snapshot === undefined || !found.every((row) => isWhole(row, document))) return false
    const bytes = mergeUpdates(
      found.map((row) => row.bytes),
      rule,
    )
    if (!bytes) return false
    const updates = run.reduce((sum, row) => sum + row.updates, 0)
    log.filing.delete(document, first.sequence, last.sequence - 1)
    const { firstAt } = first
    replace.run(
      firstAt,
      updates,
      bytes,
      logChecksum({ ...snapshot, firstAt, updates, bytes }),
      snapshot.sequence,
    )
    history.merged(document, run)
    return true
  }

  /** Merges what it can among the next {@link RUN_ROWS_MAX} rows after `after`. */
  return (key: DocumentKey, rule: CompactionRule, after: number): CompactionStep => {
    const document = log.documentKey(key)
    log.assertWhole(document)
    if (after === 0) log.file()
    const rows = (candidates.all(document, after) as unknown as FoundCandidate[]).map(asCandidate)
    const runs = runsOnPage(rows, rule)
    const merged = runs.filter((run) => merge(document, run, rule))
    return compactionStep({ rows, runs, merged }, rule)
  }
}

type FoundCandidate = Omit<MergeCandidate, 'origin' | 'isHeld'> &
  Pick<CheckedRow, 'author' | 'note' | 'writtenAt'> & { readonly isHeld: number }

const asCandidate = ({ author, note, writtenAt, isHeld, ...row }: FoundCandidate): MergeCandidate => ({
  ...row,
  origin: originText(originIn({ author, note, writtenAt })),
  isHeld: isHeld === 1,
})
