// What the store in memory keeps beside a log: held rows, the index of rows, and checkpoints.
import { mergedSummary } from '../../../shared/history/rows/row-summary.ts'
import { noSuchRow } from '../../../server/storage/store-faults.ts'
import {
  CHECKPOINT_HEAD_BYTES,
  type Checkpoint,
  type CheckpointSize,
  type IndexedRow,
  type IndexStretch,
  type Pin,
} from '../../../server/storage/history-store.ts'
import type { LogRow } from '../../../server/storage/log-rows.ts'

export interface MemoryHistory {
  /** The rows that are held, by name. */
  readonly pins: Map<string, number>
  /** By sequence. */
  readonly index: Map<number, IndexedRow>
  readonly checkpoints: Map<number, Checkpoint>
}

interface Logged {
  readonly rows: readonly LogRow[]
  readonly history: MemoryHistory
}

export const emptyHistory = (): MemoryHistory => ({
  pins: new Map(),
  index: new Map(),
  checkpoints: new Map(),
})

const rowIn = ({ rows }: Logged, sequence: number): LogRow | undefined =>
  rows.find((row) => row.sequence === sequence)

export function pin(log: Logged, sequence: number, name: string): void {
  if (rowIn(log, sequence) === undefined) throw noSuchRow(sequence)
  log.history.pins.set(name, sequence)
}

export const pinsIn = ({ pins }: MemoryHistory): Pin[] =>
  [...pins]
    .map(([name, sequence]) => ({ sequence, name }))
    .sort((a, b) => a.sequence - b.sequence || (a.name < b.name ? -1 : 1))

export const heldRows = ({ pins, checkpoints }: MemoryHistory): ReadonlySet<number> =>
  new Set([...pins.values(), ...checkpoints.keys()])

export function indexRows(log: Logged, rows: readonly IndexedRow[]): boolean {
  if (!rows.every(({ sequence, updates }) => rowIn(log, sequence)?.updates === updates)) return false
  for (const row of rows) log.history.index.set(row.sequence, structuredClone(row))
  return true
}

const sortedIndex = ({ index }: MemoryHistory): IndexedRow[] =>
  [...index.values()].sort((a, b) => a.sequence - b.sequence)

export function stretchOf(history: MemoryHistory, stretch: IndexStretch): IndexedRow[] {
  const rows = sortedIndex(history)
  if ('after' in stretch) {
    return rows.filter(({ sequence }) => sequence > stretch.after).slice(0, stretch.limit)
  }
  const end = stretch.before ?? Infinity
  return rows
    .filter(({ sequence }) => sequence < end)
    .toReversed()
    .slice(0, stretch.limit)
}

/** The entries of merged rows become one, as the rows did. */
export function mergeIndex(
  { index }: MemoryHistory,
  before: readonly LogRow[],
  after: readonly LogRow[],
): void {
  let at = 0
  for (const row of after) {
    const from = at
    while (before[at] !== undefined && before[at]?.sequence !== row.sequence) at += 1
    const run = before.slice(from, (at += 1))
    if (run.length < 2) continue
    const entries = run.flatMap(({ sequence }) => index.get(sequence) ?? [])
    for (const { sequence } of run) index.delete(sequence)
    const last = entries.at(-1)
    if (last?.sequence !== row.sequence) continue
    const summary = entries.length === run.length ? mergedSummary(entries.map((each) => each.summary)) : null
    index.set(row.sequence, { ...last, firstAt: row.firstAt, updates: row.updates, summary })
  }
}

/** All rows up to one became that one. */
export function condenseHistory({ pins, index, checkpoints }: MemoryHistory, one: LogRow): void {
  const entry = index.get(one.sequence)
  for (const sequence of index.keys()) if (sequence <= one.sequence) index.delete(sequence)
  if (entry !== undefined) {
    const { firstAt, updates } = one
    index.set(one.sequence, { ...entry, firstAt, updates, summary: null })
  }
  for (const sequence of checkpoints.keys()) if (sequence < one.sequence) checkpoints.delete(sequence)
  for (const [name, sequence] of pins) if (sequence < one.sequence) pins.delete(name)
}

export function keepCheckpoint(log: Logged, { sequence, revision, state }: Checkpoint): void {
  if (rowIn(log, sequence) === undefined) throw noSuchRow(sequence)
  log.history.checkpoints.set(sequence, { sequence, revision, state: new Uint8Array(state) })
}

const sortedCheckpoints = ({ checkpoints }: MemoryHistory): Checkpoint[] =>
  [...checkpoints.values()].sort((a, b) => a.sequence - b.sequence)

export const checkpointAt = (history: MemoryHistory, sequence: number): Checkpoint | null =>
  sortedCheckpoints(history).findLast((each) => each.sequence <= sequence) ?? null

export const checkpointSizes = (history: MemoryHistory): CheckpointSize[] =>
  sortedCheckpoints(history).map(({ sequence, revision, state }) => ({
    sequence,
    revision,
    bytes: state.length,
    head: state.slice(0, CHECKPOINT_HEAD_BYTES),
  }))
