// What changed in a scene between two of its revisions, thing by thing, as plain data that can be done and
// undone: the list of changes, the steps of the timeline, and reviews are made of it.
import type { Json } from '../../json/json-value.ts'
import type { AuthorId } from '../../world/author.ts'
import type { ThingId } from '../rows/row-summary.ts'

/**
 * `added` was nowhere, `removed` is in limbo or nowhere now, `restored` was in limbo, `moved` has another
 * place, `changed` is all else. Of several the first counts.
 */
export type ChangeKind = 'added' | 'removed' | 'restored' | 'moved' | 'changed'

/** One value that is another now. */
export interface ValueChange<By = AuthorId> {
  /** `look.sprite`: a key, or the keys of maps in each other. */
  readonly key: string
  /** The same as a list; only where a key itself has a dot in it. */
  readonly path?: readonly string[]
  /** Absent: there was none. */
  readonly from?: Json
  /** Absent: there is none. */
  readonly to?: Json
  /** Who wrote or erased it last. */
  readonly by: By
}

/** One spot of a page where letters went, or came, or both. */
export interface TextChange<By = AuthorId> {
  /** In characters (UTF-16) of the text before all changes. Ascending; of equal ones the order counts. */
  readonly at: number
  readonly out?: string
  readonly in?: string
  /** Who deleted and who wrote them: one author. */
  readonly by: By
}

export interface ThingChange<By = AuthorId> {
  readonly id: ThingId
  readonly kind: ChangeKind
  readonly values: readonly ValueChange<By>[]
  readonly text: readonly TextChange<By>[]
}

/** Where a spot is in the text after the changes: the letters that came, from the first to the last. */
export function spotAfter(
  change: ThingChange<unknown>,
  spot: number,
): { readonly from: number; readonly to: number } {
  let shift = 0
  for (const [index, { at, in: added = '', out = '' }] of change.text.entries()) {
    if (index === spot) return { from: at + shift, to: at + shift + added.length }
    shift += added.length - out.length
  }
  return { from: 0, to: 0 }
}
