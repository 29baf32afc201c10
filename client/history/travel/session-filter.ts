// Narrowing the sessions to one author, the people of a node, or one thing: in the list by asking the server,
// on the strip by showing the others paler.
import type { AuthorFilter } from '../../api/history-api.ts'
import type { HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import type { ThingId } from '../../../shared/history/rows/row-summary.ts'
import { Observable } from '../../device/observable.ts'
import type { Address } from '../../../shared/world/address.ts'
import { isOneOf, type Narrowing } from '../words/author-key.ts'
import { SessionPages } from './session-pages.ts'

export interface Narrowed {
  readonly author: Narrowing | null
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
    let known = all.shown.now.head
    all.shown.subscribe(({ head }) => {
      if (head === known) return
      known = head
      // Something was written: perhaps what one looks for.
      if (this.pages.now !== all) void this.pages.now.refresh()
    })
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
    return (
      (author === null || authors.some((one) => isOneOf(author, one))) &&
      (thing === null || things.includes(thing))
    )
  }
}

/** Null: of somebody without an account nobody can ask. */
export function filterOf(authors: Narrowing): AuthorFilter | null {
  if (authors.kind === 'node') return { kind: 'node', id: authors.name }
  const { kind, account, id } = authors
  const name = kind === 'person' ? account : kind === 'owner' ? '' : id
  return name == null ? null : { kind, id: name }
}
