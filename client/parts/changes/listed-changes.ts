// What became of things, as a list to step through: the world itself, what became of each thing, and the
// spots of its page.
import type { ThingChange } from '../../../shared/history/changes/thing-change.ts'
import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'

/** What became of a thing, and who did it; null where the list does not say it. */
export type SignedChange = ThingChange<HistoryAuthor | null>

/** One line of the list: what became of a thing, or one spot of its page. */
export interface ChangeEntry<Change extends SignedChange = SignedChange> {
  readonly change: Change
  /** The index of a spot in the page's changes; null: it is about the thing itself. */
  readonly spot: number | null
}

/** A list of changes, marked on a floor that shows how it is after them. */
export interface ListedChanges<Change extends SignedChange = SignedChange> {
  /** Null while they are fetched. */
  readonly entries: readonly ChangeEntry<Change>[] | null
  /** There are more than are listed. */
  readonly isCut: boolean
  /** The line that one is at. */
  readonly at: number
}

/** More lines say no more to anybody. */
const ENTRIES_MAX = 500

export function listed<Change extends SignedChange>(
  changes: readonly Change[],
): ListedChanges<Change> & { readonly entries: readonly ChangeEntry<Change>[] } {
  const all = entriesOf(changes)
  const entries = all.slice(0, ENTRIES_MAX)
  return { entries, isCut: all.length > entries.length, at: 0 }
}

/** The nearest line that there is. */
export const lineIn = ({ entries }: Pick<ListedChanges, 'entries'>, at: number): number =>
  Math.max(0, Math.min((entries?.length ?? 0) - 1, at))

/** The world itself first; of a thing what became of it, then its page from top to bottom. */
function entriesOf<Change extends SignedChange>(changes: readonly Change[]): readonly ChangeEntry<Change>[] {
  const sorted = changes.toSorted((a, b) => Number(b.id === 'world') - Number(a.id === 'world'))
  return sorted.flatMap((change) => {
    const isOnlyText = change.kind === 'changed' && change.values.length === 0
    // The page of a thing that came or went is one with it.
    const isWhole = change.kind === 'added' || change.kind === 'removed'
    const spots = isWhole ? [] : change.text.map((_, spot) => ({ change, spot }))
    return isOnlyText ? spots : [{ change, spot: null }, ...spots]
  })
}
