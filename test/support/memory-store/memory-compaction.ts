// Compaction of a log that is a list of rows in memory; which rows become one is in row-merging.ts, the same
// for every store.
import { mergeRun } from '../../../server/storage/row-merging.ts'
import { originText, runsOf } from '../../../server/storage/row-runs.ts'
import type { CompactionRule, LogRow } from '../../../server/storage/store.ts'

interface Compacted {
  readonly rows: LogRow[]
  readonly merged: number
  readonly into: number
}

/** Merges what can be merged of the rows that a snapshot up to `covered` has in it. */
export function compactRows(
  rows: readonly LogRow[],
  covered: number,
  rule: CompactionRule,
  held: ReadonlySet<number>,
): Compacted {
  let all: Compacted = { rows: [...rows], merged: 0, into: 0 }
  for (;;) {
    const step = compactOnce(all.rows, covered, rule, held)
    all = { rows: step.rows, merged: all.merged + step.merged, into: all.into + step.into }
    // A first run is cut to a length, and goes on from there.
    if (!rule.toState || step.merged === 0) return all
  }
}

function compactOnce(
  rows: readonly LogRow[],
  covered: number,
  rule: CompactionRule,
  held: ReadonlySet<number>,
): Compacted {
  const candidates = rows.filter(({ sequence }) => sequence <= covered)
  const kept: LogRow[] = []
  let [looked, merged, into] = [0, 0, 0]
  for (const run of runsOf(
    candidates.map((row) => asCandidate(row, held)),
    rule,
  )) {
    const whole = run.map(({ row }) => row)
    const one = mergedRow(whole, rule)
    kept.push(...(one ? [one] : whole))
    looked += whole.length
    if (one) merged += whole.length
    if (one) into += 1
  }
  return { rows: [...kept, ...rows.slice(looked)], merged, into }
}

const asCandidate = (row: LogRow, held: ReadonlySet<number>) => ({
  ...row,
  size: row.bytes.length,
  origin: originText(row),
  isHeld: held.has(row.sequence),
  row,
})

function mergedRow(rows: readonly LogRow[], rule: CompactionRule): LogRow | null {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last || rows.length < 2) return null
  const bytes = mergeRun(
    rows.map((row) => row.bytes),
    rule,
  )
  const updates = rows.reduce((sum, row) => sum + row.updates, 0)
  return bytes && { ...last, bytes, firstAt: first.firstAt, updates }
}
