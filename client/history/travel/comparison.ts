// What changed between two moments: a list to step through, with the later moment on the floor.
import { fetchChanges } from '../../api/history-api.ts'
import type { ChangedThing } from '../../../shared/wire/api/history-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { Observable } from '../../device/observable.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { Address } from '../../../shared/world/address.ts'

/** One line of the list: what became of a thing, or one spot of its page. */
export interface ChangeEntry {
  readonly change: ChangedThing
  /** The index of a spot in the page's changes; null: it is about the thing itself. */
  readonly spot: number | null
}

/** A list of changes, marked on a floor that shows how it is after them. */
export interface ListedChanges {
  /** Null while they are fetched. */
  readonly entries: readonly ChangeEntry[] | null
  /** There are more than are listed. */
  readonly isCut: boolean
  /** The line that one is at. */
  readonly at: number
}

export interface MomentComparison extends ListedChanges {
  readonly from: Revision
  readonly to: Revision
  readonly trouble: string | null
}

/** More lines say no more to anybody. */
const ENTRIES_MAX = 500

export class Comparisons {
  readonly shown = new Observable<MomentComparison | null>(null)
  readonly #address: Address

  constructor(address: Address) {
    this.#address = address
  }

  /** Never rejects: what went wrong is shown. */
  async compare(from: Revision, to: Revision): Promise<void> {
    const asked: MomentComparison = { from, to, entries: null, isCut: false, at: 0, trouble: null }
    this.shown.set(asked)
    try {
      const changes = listed(await fetchChanges(this.#address, from, to))
      if (this.shown.now === asked) this.shown.set({ ...asked, ...changes })
    } catch (error) {
      if (this.shown.now === asked) this.shown.set({ ...asked, entries: [], trouble: wordsOf(error) })
    }
  }

  choose(at: number): void {
    const { now } = this.shown
    if (now !== null) this.shown.set({ ...now, at: lineIn(now, at) })
  }

  close(): void {
    this.shown.set(null)
  }
}

export function listed(changes: readonly ChangedThing[]): ListedChanges {
  const all = entriesOf(changes)
  const entries = all.slice(0, ENTRIES_MAX)
  return { entries, isCut: all.length > entries.length, at: 0 }
}

/** The nearest line that there is. */
export const lineIn = ({ entries }: ListedChanges, at: number): number =>
  Math.max(0, Math.min((entries?.length ?? 0) - 1, at))

/** The world itself first; of a thing what became of it, then its page from top to bottom. */
function entriesOf(changes: readonly ChangedThing[]): readonly ChangeEntry[] {
  const sorted = changes.toSorted((a, b) => Number(b.id === 'world') - Number(a.id === 'world'))
  return sorted.flatMap((change) => {
    const isOnlyText = change.kind === 'changed' && change.values.length === 0
    // The page of a thing that came or went is one with it.
    const isWhole = change.kind === 'added' || change.kind === 'removed'
    const spots = isWhole ? [] : change.text.map((_, spot): ChangeEntry => ({ change, spot }))
    return isOnlyText ? spots : [{ change, spot: null }, ...spots]
  })
}

/** Where a spot is in the text after the changes: the letters that came, from the first to the last. */
export function spotAfter(
  change: ChangedThing,
  spot: number,
): { readonly from: number; readonly to: number } {
  let shift = 0
  for (const [index, { at, in: added = '', out = '' }] of change.text.entries()) {
    if (index === spot) return { from: at + shift, to: at + shift + added.length }
    shift += added.length - out.length
  }
  return { from: 0, to: 0 }
}
