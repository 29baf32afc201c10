// Notices when the server was out of reach for long, and holds the data for a report: the last state that
// both sides knew, one's own edits since, and theirs once they are here.
import { Listeners } from '../device/listener-set.ts'
import { mergeUpdates } from './storage/merge-updates.ts'
import type { UnsavedRecord } from './storage/stored-rows.ts'
import type { Absence } from './contract/replica.ts'

/** A shorter absence has missed nothing worth a report. */
const ABSENCE_MS = 60_000
/** Most absences before the last that are held while nobody reads of them: each holds two whole states. */
const EARLIER_MAX = 3

/** The world as it is here, before the server is heard again and after. */
interface WorkHere {
  baseState(): Uint8Array
  readonly unsaved: Iterable<UnsavedRecord>
}

export class AbsenceWatch {
  readonly #listeners = new Listeners()
  /** When the server was last there. */
  #heardAt: number
  #isThere = false
  /**
   * The state when the server was met again; kept over further tries until all of the server's state is here.
   */
  #before: Pick<Absence, 'since' | 'before' | 'mine'> | null = null
  #hasNews = false
  #absence: Absence | null = null

  constructor(now: number) {
    this.#heardAt = now
  }

  /** The missed changes, until they are forgotten. */
  get absence(): Absence | null {
    return this.#absence
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Something came from the server. */
  heard(now: number): void {
    if (this.#isThere) this.#heardAt = now
  }

  lost(): void {
    this.#isThere = false
  }

  /**
   * The server is met again, and has not been heard yet: the present state is the common one, and one's own
   * edits.
   */
  met(now: number, here: WorkHere): void {
    if (this.#before) return
    this.#hasNews = false
    const mine = [...here.unsaved]
    // Work of a page that was closed since was made without the server, too.
    const since = Math.min(this.#heardAt, ...mine.slice(0, 1).map(({ at }) => at))
    if (now - since < ABSENCE_MS) return
    this.#before = { since, before: here.baseState(), mine: mergeUpdates(mine.map((record) => record.bytes)) }
  }

  /** The server had something that was not here. */
  news(): void {
    this.#hasNews = true
  }

  /** All that the server has is here. */
  arrived(now: number, here: Pick<WorkHere, 'baseState'>): void {
    const before = this.#before
    const hasNews = this.#hasNews
    this.#isThere = true
    this.#heardAt = now
    this.#before = null
    this.#hasNews = false
    if (!before || !hasNews) return
    const earlier = lastOf(this.#absence, EARLIER_MAX)
    this.#absence = { ...before, until: now, theirs: here.baseState(), earlier }
    this.#listeners.tell()
  }

  /** It was read; or the scene is another one, and nothing can be compared any more. */
  forget(): void {
    this.#before = null
    if (!this.#absence) return
    this.#absence = null
    this.#listeners.tell()
  }
}

/** How many of them: the last ones. */
function lastOf(absence: Absence | null, count: number): Absence | null {
  return absence === null || count === 0 ? null : { ...absence, earlier: lastOf(absence.earlier, count - 1) }
}
