// Narrowing the sessions to one author or one thing: in the list by asking the server, on the strip by
// showing the others paler.
import type { AuthorFilter } from '../../api/history-api.ts'
import type { HistoryAuthor, HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import type { ThingId } from '../../../shared/history/rows/row-summary.ts'
import { Observable } from '../../device/observable.ts'
import type { Address } from '../../../shared/world/address.ts'
import { authorKey } from '../words/author-key.ts'
import { SessionPages } from './session-pages.ts'

export interface Narrowed {
  readonly author: HistoryAuthor | null
  readonly thing: ThingId | null
}

const ALL: Narrowed = { author: null, thing: null }

export class SessionFilter {
  readonly shown = new Observable<Narrowed>(ALL)
  /** The sessions that were asked for; all of them while nothing is. */
  readonly pages: Observable<SessionPages>
  readonly #address: Address
  readonly #all: SessionPages

  constructor(address: Address, all: SessionPages) {
    this.#address = address
    this.#all = all
    this.pages = new Observable(all)
  }

  narrow(part: Partial<Narrowed>): void {
    const next = { ...this.shown.now, ...part }
    this.shown.set(next)
    const { author, thing } = next
    const by = author && filterOf(author)
    if (by === null && thing === null) return this.pages.set(this.#all)
    const pages = new SessionPages(
      this.#address,
      { ...(by && { author: by }), ...(thing !== null && { thing }) },
      () => Promise.resolve(null),
    )
    this.pages.set(pages)
    void pages.refresh()
  }

  isMeant = ({ authors, things }: HistorySession): boolean => {
    const { author, thing } = this.shown.now
    const key = author && authorKey(author)
    return (
      (key === null || authors.some((one) => authorKey(one) === key)) &&
      (thing === null || things.includes(thing))
    )
  }
}

/** Null: of somebody without an account nobody can ask. */
export function filterOf({ kind, account, id }: HistoryAuthor): AuthorFilter | null {
  const name = kind === 'person' ? account : kind === 'owner' ? '' : id
  return name == null ? null : { kind, id: name }
}
