// The list of sessions for a timeline, from the row index, newest first.
import type { Revision } from '../../shared/history/revision.ts'
import type { ThingId } from '../../shared/history/rows/row-summary.ts'
import type { AuthorId } from '../../shared/world/author.ts'
import type { IndexedRow } from '../storage/history-store.ts'
import type { DocumentKey } from '../storage/store.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { BEGINNING } from './history-places.ts'
import { INDEX_ROWS, SESSION_ROWS_MAX, SESSIONS_MS } from './history-limits.ts'
import { firstRowThat, type RevisionStore } from './row-pages.ts'
import { RowSessions, type RowSession } from './row-sessions.ts'

export interface SessionQuery {
  /** Rows after the first revision, up to the second. */
  readonly from: number
  readonly to: number
  readonly limit: number
  /** Not to wait for what the last rows did: then their sessions are partial. */
  readonly isSoon?: boolean
  /** Only rows of such an author, or that touched this thing. */
  readonly isBy: ((author: AuthorId) => boolean) | null
  readonly thing: ThingId | null
}

export interface RowSessionList {
  /** The last revision. */
  readonly revision: Revision
  readonly sessions: readonly RowSession[]
  /** Whether there may be older ones, before the last session's `from`. */
  readonly hasMore: boolean
  /** Where it looked to, if it found nothing by then, and there may be older ones; else null. */
  readonly reached: Revision | null
}

/** Looks at so many rows, or for so long, and tells what it found by then. */
export async function sessionsOf(
  store: Pick<RevisionStore, 'rowIndex'>,
  clock: Pick<ServerClock, 'now'>,
  document: DocumentKey,
  { from, to, limit, isBy, thing }: SessionQuery,
): Promise<RowSessionList> {
  const [last] = await store.rowIndex(document, { before: null, limit: 1 })
  const revision = last?.revision ?? BEGINNING.revision
  const newest = to >= revision ? null : await firstRowThat(store, document, (row) => row.revision > to)
  const sessions = new RowSessions()
  let before = newest?.sequence ?? null
  let reached: Revision | null = null
  let seen = 0
  let isOver = false
  const late = clock.now() + SESSIONS_MS
  while (!isOver && sessions.done.length < limit && seen < SESSION_ROWS_MAX) {
    if (seen > 0 && clock.now() >= late) break
    const page = await store.rowIndex(document, { before, limit: INDEX_ROWS })
    seen += page.length
    before = page.at(-1)?.sequence ?? 0
    isOver = page.length === 0
    for (const row of page) {
      isOver ||= row.revision <= from
      if (isOver || sessions.done.length >= limit) break
      const isAsked =
        (isBy === null || isBy(row.author ?? row.member)) && (thing === null || mayTouch(row, thing))
      if (isAsked) sessions.add(row)
      reached = (row.revision - row.updates) as Revision
    }
  }
  if (sessions.done.length < limit) sessions.end(!isOver)
  const { done } = sessions
  return { revision, sessions: done, hasMore: !isOver, reached: isOver || done.length > 0 ? null : reached }
}

/** Whether a row touched a thing, as far as anybody knows. */
const mayTouch = ({ summary }: IndexedRow, thing: ThingId): boolean =>
  summary === null || summary.hasMore || summary.things.includes(thing)
