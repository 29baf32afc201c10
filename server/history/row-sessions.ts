// Sessions of a timeline: neighbouring rows with no gap over two minutes, from the newest row back. A row
// with a note, as of a merge, begins and ends a session.
import { SESSION_GAP_MS, type Revision } from '../../shared/history/revision.ts'
import { SUMMARY_THINGS_MAX, type ThingId } from '../../shared/history/rows/row-summary.ts'
import { encodeRowNote, type AuthorId, type RowNote } from '../../shared/world/author.ts'
import type { IndexedRow } from '../storage/history-store.ts'

/** Things that a session lists at most. */
const SESSION_THINGS_MAX = 2 * SUMMARY_THINGS_MAX

export interface RowSession {
  /** The revisions before its first row and after its last one. */
  readonly from: Revision
  readonly to: Revision
  readonly firstAt: number
  readonly lastAt: number
  /** Who wrote last comes first. */
  readonly authors: readonly AuthorId[]
  readonly letters: readonly [written: number, deleted: number]
  readonly things: readonly ThingId[]
  /** Whether it touched more things than those. */
  readonly hasMore: boolean
  readonly note: RowNote | null
  /** Whether nobody knows yet what some of its rows did. */
  readonly isPartial: boolean
  /** Whether it began before `from`: asked for the rows up to there, its beginning comes. */
  readonly isCut: boolean
}

/** A session as it grows towards the past. */
interface Growing {
  from: Revision
  readonly to: Revision
  firstAt: number
  readonly lastAt: number
  readonly authors: Set<AuthorId>
  written: number
  deleted: number
  readonly things: Set<ThingId>
  hasMore: boolean
  readonly note: RowNote | null
  isPartial: boolean
}

/** Gathers rows, newest first, into sessions. */
export class RowSessions {
  readonly done: RowSession[] = []
  #growing: Growing | null = null

  add(row: IndexedRow): void {
    if (this.#growing !== null && !goesOn(this.#growing, row)) this.#close(false)
    this.#growing ??= begun(row)
    grow(this.#growing, row)
  }

  /** No more rows come; `isCut`: there would be. */
  end(isCut: boolean): void {
    if (this.#growing !== null) this.#close(isCut)
  }

  #close(isCut: boolean): void {
    if (this.#growing === null) return
    const { authors, things, written, deleted, hasMore, ...rest } = this.#growing
    this.done.push({
      ...rest,
      authors: [...authors],
      letters: [written, deleted],
      things: [...things].slice(0, SESSION_THINGS_MAX),
      hasMore: hasMore || things.size > SESSION_THINGS_MAX,
      isCut,
    })
    this.#growing = null
  }
}

const nameOf = (note: RowNote | null | undefined): string | null => (note ? encodeRowNote(note) : null)

const goesOn = ({ firstAt, note }: Growing, row: IndexedRow): boolean =>
  firstAt - row.lastAt <= SESSION_GAP_MS && nameOf(note) === nameOf(row.note)

const begun = ({ revision, lastAt, firstAt, note }: IndexedRow): Growing => ({
  from: revision,
  to: revision,
  firstAt,
  lastAt,
  authors: new Set(),
  written: 0,
  deleted: 0,
  things: new Set(),
  hasMore: false,
  note: note ?? null,
  isPartial: false,
})

function grow(session: Growing, row: IndexedRow): void {
  session.from = (row.revision - row.updates) as Revision
  session.firstAt = Math.min(session.firstAt, row.firstAt)
  session.authors.add(row.author ?? row.member)
  session.isPartial ||= row.summary === null
  if (row.summary === null) return
  session.written += row.summary.letters[0]
  session.deleted += row.summary.letters[1]
  session.hasMore ||= row.summary.hasMore
  if (session.things.size <= SESSION_THINGS_MAX)
    for (const thing of row.summary.things) session.things.add(thing)
}
