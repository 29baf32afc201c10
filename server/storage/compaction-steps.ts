// Compaction goes through a log page by page, so that appends are never held up for long: which runs of a
// page are looked at, and where the next page begins.
import { RUN_ROWS_MAX, runsOf, type MergeCandidate } from './row-runs.ts'
import type { CompactionRule } from './store.ts'

/** One step's work, and after which row the next step goes on; null when there is none. */
export interface CompactionStep {
  readonly merged: number
  readonly into: number
  readonly next: number | null
}

interface CompactedPage<Row> {
  /** At most {@link RUN_ROWS_MAX}: with fewer it is the last page. */
  readonly rows: readonly Row[]
  readonly runs: readonly (readonly Row[])[]
  /** Those of the runs that became one row each. */
  readonly merged: readonly (readonly Row[])[]
}

/** The last run of a page may go on in the next one, unless it fills the page. */
export function runsOnPage<Row extends MergeCandidate>(rows: readonly Row[], rule: CompactionRule): Row[][] {
  const runs = runsOf(rows, rule)
  return rows.length < RUN_ROWS_MAX || runs.length === 1 ? runs : runs.slice(0, -1)
}

export function compactionStep<Row extends MergeCandidate>(
  { rows, runs, merged }: CompactedPage<Row>,
  rule: CompactionRule,
): CompactionStep {
  const isLastPage = rows.length < RUN_ROWS_MAX
  return {
    merged: merged.reduce((sum, run) => sum + run.length, 0),
    into: merged.length,
    next: isLastPage ? null : goOn(runs.at(-1) ?? [], rule, merged.length > 0),
  }
}

/** The row after which the next step begins: a state takes in later rows, so it is looked at again. */
function goOn(run: readonly MergeCandidate[], rule: CompactionRule, isMerged: boolean): number | null {
  const last = run.at(-1)?.sequence ?? null
  if (!rule.toState || last === null) return last
  return isMerged && run.length === RUN_ROWS_MAX ? last - 1 : null
}
