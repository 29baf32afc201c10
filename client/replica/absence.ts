// Holds the data for a report once the server was out of reach for long: the last state that both sides knew,
// one's own edits since, and theirs once they are here.
import { mergeUpdates } from './storage/merge-updates.ts'
import type { UnsavedRecord } from './storage/stored-rows.ts'
import type { Absence } from './contract/replica.ts'

/** Most absences before the last that are held while nobody reads of them: each holds two whole states. */
const EARLIER_MAX = 3

/** The world as it is here, before the server is heard again and after. */
interface WorkHere {
  baseState(): Uint8Array
  readonly unsaved: Iterable<UnsavedRecord>
}

export class AbsenceWatch {
  readonly #onChange: () => void
  /**
   * The state when the server was met again; kept over further tries until all of the server's state is here.
   */
  #before: Pick<Absence, 'since' | 'before' | 'mine'> | null = null
  #hasNews = false
  #absence: Absence | null = null

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** The missed changes, until they are forgotten. */
  get absence(): Absence | null {
    return this.#absence
  }

  /**
   * The server is met again, which was last there at `since`, and has not been heard yet: the present state
   * is the common one, and one's own edits.
   */
  met(since: number, here: WorkHere): void {
    if (this.#before) return
    this.#hasNews = false
    const mine = mergeUpdates([...here.unsaved].map((record) => record.bytes))
    this.#before = { since, before: here.baseState(), mine }
  }

  /** The server had something that was not here. */
  news(): void {
    this.#hasNews = true
  }

  /** All that the server has is here. */
  arrived(now: number, here: Pick<WorkHere, 'baseState'>): void {
    const before = this.#before
    const hasNews = this.#hasNews
    this.#before = null
    this.#hasNews = false
    if (!before || !hasNews) return
    const earlier = lastOf(this.#absence, EARLIER_MAX)
    this.#absence = { ...before, until: now, theirs: here.baseState(), earlier }
    this.#onChange()
  }

  /** It was read; or the scene is another one, and nothing can be compared any more. */
  forget(): void {
    this.#before = null
    if (!this.#absence) return
    this.#absence = null
    this.#onChange()
  }
}

/** How many of them: the last ones. */
function lastOf(absence: Absence | null, count: number): Absence | null {
  return absence === null || count === 0 ? null : { ...absence, earlier: lastOf(absence.earlier, count - 1) }
}
