// Which rows of a log are merged into one, the same for every store. Only neighbours: a member's rows around
// somebody else's row may rest on that one, and merged into one row they would come before it. And never
// across what a history tells apart: a session, an origin, a row that is held.
import { SESSION_GAP_MS } from '../../shared/history/revision.ts'
import { encodeRowNote } from '../../shared/world/author.ts'
import type { RowOrigin } from './log-rows.ts'
import type { CompactionRule, LogRow } from './store.ts'

/**
 * Most rows merged into one at a time, so that a store is not held for long; a later compaction goes on from
 * there.
 */
export const RUN_ROWS_MAX = 128

/** The facts of a row that tell whether it can be merged. */
export interface MergeCandidate extends Omit<LogRow, 'bytes' | 'member' | 'author' | 'note' | 'writtenAt'> {
  /** The store's id of the member. */
  readonly member: string | number
  /** What the row says of itself, as one text; null when that is nothing. */
  readonly origin: string | null
  /** It stays the last of its run: a pin or a checkpoint stands at it. */
  readonly isHeld: boolean
  readonly size: number
}

/** A row's origin as one text. */
export function originText({ author, note, writtenAt }: RowOrigin): string | null {
  if (author === undefined && note === undefined && writtenAt === undefined) return null
  return `${author ?? ''} ${note ? encodeRowNote(note) : ''} ${writtenAt ?? ''}`
}

/** Splits rows, oldest first, into runs to be merged and rows to be left alone (runs of one). */
export function runsOf<Row extends MergeCandidate>(rows: readonly Row[], rule: CompactionRule): Row[][] {
  if (rule.toState) return firstRun(rows, rule)
  const runs: Row[][] = []
  let run: Row[] = []
  let size = 0
  for (const row of rows) {
    const last = run.at(-1)
    if (
      last === undefined ||
      !neighbours(last, row, rule) ||
      size + row.size > rule.bytesMax ||
      run.length === RUN_ROWS_MAX
    ) {
      run = []
      runs.push(run)
      size = 0
    }
    run.push(row)
    size += row.size
  }
  return runs
}

/** The run that a log begins with; only its rows give a state. */
function firstRun<Row extends MergeCandidate>(rows: readonly Row[], rule: CompactionRule): Row[][] {
  const end = rows.findIndex((row, at) => at > 0 && !neighbours(rows[at - 1] ?? row, row, rule))
  return [rows.slice(0, Math.min(end === -1 ? rows.length : end, RUN_ROWS_MAX))]
}

function neighbours(one: MergeCandidate, next: MergeCandidate, rule: CompactionRule): boolean {
  const gapMs = rule.toState === true ? Infinity : Math.min(rule.gapMs, SESSION_GAP_MS)
  return (
    one.member === next.member &&
    one.origin === next.origin &&
    !one.isHeld &&
    !one.quarantined &&
    !next.quarantined &&
    Math.abs(next.firstAt - one.lastAt) <= gapMs &&
    one.lastAt < rule.before &&
    next.lastAt < rule.before
  )
}
