// Copies all that a store holds into an empty one, part by part and page by page: what is held in memory is
// one page, however much there is.
import {
  bytesOf,
  PART_NAMES,
  type ContentRow,
  type ContentSize,
  type FillingStore,
  type StoreContents,
} from '../store-contents.ts'

/**
 * How far it is, by the bytes of logs and states. Behind `comparing` the steps are moments: both are the
 * same; all of it has arrived; the old store says that it was left; and the move is done.
 */
export interface MoveProgress {
  readonly step: 'copying' | 'comparing' | 'compared' | 'arrived' | 'left' | 'done'
  readonly done: number
  readonly of: number
}

export type TellProgress = (progress: MoveProgress) => void

/** What a row weighs beside its bytes, where it is told how far a move is. */
const ROW_WEIGHT = 100

const weightOf = ({ rows, bytes }: ContentSize): number => rows * ROW_WEIGHT + bytes

/** Counts the rows that went by, by their weight. */
export function progressOf(step: 'copying' | 'comparing', size: ContentSize, tell: TellProgress) {
  const of = Math.max(weightOf(size), 1)
  let done = 0
  return (part: string, rows: readonly ContentRow[]): void => {
    if (!['log', 'snapshots', 'checkpoints'].includes(part)) return
    const bytes = rows.reduce((sum, row) => sum + bytesOf({ of: row['bytes'] ?? row['state'] ?? null }), 0)
    done = Math.min(done + bytes + (part === 'log' ? rows.length * ROW_WEIGHT : 0), of)
    tell({ step, done, of })
  }
}

export async function copyContents(
  from: StoreContents,
  to: FillingStore,
  tell: TellProgress = () => {},
): Promise<ContentSize> {
  const size = await from.size()
  const count = progressOf('copying', size, tell)
  for (const part of PART_NAMES) {
    for await (const rows of from.pages(part)) {
      await to.put(part, rows)
      count(part, rows)
    }
  }
  await to.finish(await from.counters())
  return size
}
