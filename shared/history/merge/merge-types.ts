// What goes into a merge and what comes out of it. All functions of this folder are pure: they read documents
// and answer updates, and change nothing.
import type * as Y from 'yjs'
import type { IdRange, ItemId } from '../../yjs/id-ranges.ts'
import type { ThingId } from '../rows/row-summary.ts'
import type { TextSide } from './text-places.ts'

export type { ThingId }

/** Who wrote a row and when; a row of a log says more than that, and is handed through as it is. */
export interface RowAuthor {
  readonly author: string
  /** Milliseconds since 1970. */
  readonly writtenAt: number
}

/** One row of a log with its author. */
export interface AuthoredRow<By extends RowAuthor> {
  readonly update: Uint8Array
  readonly by: By
}

/**
 * A draft and its parent. All three documents are replayed with `gc` false. `draft` holds all of `base`, and
 * so does `parent`.
 */
export interface DraftAndParent<By extends RowAuthor> {
  /** The parent as it was at the draft's base: the draft's first row. */
  readonly base: Y.Doc
  /** `base`, and the draft's rows since. */
  readonly draft: Y.Doc
  /** The parent as it is now. */
  readonly parent: Y.Doc
  /** The draft's rows after its base. */
  readonly rows: readonly AuthoredRow<By>[]
  /** Conflicts that a merge or an update before left open (`Rebased.open`). */
  readonly open: readonly OpenConflict[]
}

/** A conflict that nobody has settled: the value under the key before both changed it. */
export interface OpenConflict {
  readonly id: ThingId
  /** A nested key is `look.sprite`. The whole thing (removed here, changed there) is `place`. */
  readonly key: string
  /** As JSON; absent: there was none, or with `isCut` perhaps that it is not kept. */
  readonly base?: unknown
  readonly isCut?: true
  /** Words of a page, under the key `text`. */
  readonly kind?: 'text'
  /** Of words: the draft's letters there, and what it deleted there, by their ids. */
  readonly spots?: readonly IdRange[]
}

/** What both sides changed, to different values or words. An absent value is no value. */
export interface Conflict extends OpenConflict {
  /** Of words: where they begin in the page of the base. */
  readonly at?: number
  readonly parent?: unknown
  readonly draft?: unknown
}

export interface Choice {
  readonly id: ThingId
  readonly key: string
  /** Of words, where they begin in the page of the base; absent: all of the page that both changed. */
  readonly at?: number
  /** `both` is for words alone. */
  readonly side: TextSide
}

/** Letters of a thing's page as the draft shows it: `from` up to, but not including, `to`. */
export interface Passage {
  readonly id: ThingId
  readonly from: number
  readonly to: number
}

/** The part of a difference that a merge takes: whole things, whole pages, and passages of pages. */
export interface Selection {
  readonly things: readonly ThingId[]
  readonly pages: readonly ThingId[]
  readonly passages: readonly Passage[]
}

/** One update to append; null: nobody knows who wrote it, so it is the writing of whoever asked. */
export interface AuthoredUpdate<By extends RowAuthor> {
  readonly update: Uint8Array
  /** A large one in smaller ones: each rests on those before it. */
  readonly parts?: readonly Uint8Array[]
  readonly by: By | null
}

/** Items that were written anew: what was `from` in one document is `to` in another. */
export interface NewName {
  readonly from: IdRange
  readonly to: ItemId
}

/** A difference that was written. */
export interface WrittenDifference<By extends RowAuthor> {
  /** To append to the parent in this order, all or none; each rests on those before it. */
  readonly updates: readonly AuthoredUpdate<By>[]
  /** The draft's new items as they are named in the parent now. The draft's rebase needs them. */
  readonly names: readonly NewName[]
}

export interface Merged<By extends RowAuthor> extends WrittenDifference<By> {
  /** All conflicts, those with a choice, too. */
  readonly conflicts: readonly Conflict[]
  /** Nothing is left out, and nothing was a conflict: with this the parent has all that the draft changed. */
  readonly isWhole: boolean
  /** The things that were taken: those that were asked for, and added ones that these stand on. */
  readonly taken: readonly ThingId[]
  /** What the draft wrote and deleted at places of pages where something else was chosen, by its ids. */
  readonly dropped: readonly IdRange[]
  /** The draft's deletions that it wrote, by their ids in the draft. */
  readonly deleted: readonly IdRange[]
}

/** The draft's log under its new line: `state`, then `updates`. Its new base is the parent's state. */
export interface Rebased<By extends RowAuthor> extends WrittenDifference<By> {
  readonly state: Uint8Array
  readonly open: readonly OpenConflict[]
}
