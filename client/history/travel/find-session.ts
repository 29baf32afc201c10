// Finds the session of a revision, and when that was written.
import type { HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import type { Revision } from '../../../shared/history/revision.ts'

/** The session that led to a revision; `list` is oldest first. Null where none of it did. */
export function sessionWith(list: readonly HistorySession[], revision: Revision): HistorySession | null {
  const session = list[lastIndex(list, ({ from }) => from < revision)]
  return session !== undefined && revision <= session.to ? session : null
}

/** When a revision was written, as far as sessions tell; null where none of them has it. */
export function timeOf(list: readonly HistorySession[], revision: Revision): number | null {
  const session = sessionWith(list, revision)
  if (session === null) {
    const first = list[0]
    return first !== undefined && revision <= first.from ? first.firstAt : null
  }
  const share = (revision - session.from) / Math.max(1, session.to - session.from)
  return session.firstAt + share * (session.lastAt - session.firstAt)
}

/** The index of the last that passes, where all before it pass too; -1: none. */
export function lastIndex<T>(list: readonly T[], passes: (one: T) => boolean): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const one = list[middle]
    if (one !== undefined && passes(one)) low = middle + 1
    else high = middle
  }
  return low - 1
}
