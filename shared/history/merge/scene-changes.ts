// What a draft changed since its base, as a list: values under keys, and letters in and out of lists. Each
// change says where it would be written in the parent.
import { parseArtifactId } from '../../world/address.ts'
import type { IdRange, ItemId } from '../../yjs/id-ranges.ts'
import type { Item } from '../../yjs/item-places.ts'
import type { HeldValue } from '../../yjs/tree/shared-types.ts'
import type { ThingId } from './merge-types.ts'
import type { TextPlace } from './text-places.ts'

/** Of which thing, and under which keys: none for the thing itself. */
export interface ChangePlace {
  readonly thing: ThingId
  readonly path: readonly string[]
}

/** The type in the parent that a change is written into. */
export type Container =
  | { readonly at: 'root'; readonly name: string }
  | { readonly at: 'item'; readonly id: ItemId }
  | { readonly at: 'made'; readonly by: KeyChange | NewPart }

export interface KeyChange extends ChangePlace {
  readonly container: Container
  readonly key: string
  /** The draft's writing of it; null: the draft has deleted it. */
  readonly wrote: Item | null
  /** The item of the draft that is written, or of the base that was deleted: its author is the change's. */
  readonly source: ItemId
  /** What stands under the key in the parent now; a new value is written behind it. */
  readonly behind: ItemId | null
  readonly base: HeldValue
  readonly parent: HeldValue
  readonly draft: HeldValue
  readonly isConflict: boolean
}

/** The changes of one list: a page, and whatever else has an order. */
export interface ListChange extends ChangePlace {
  readonly container: Container
  /** In the order of the draft's list. */
  readonly parts: readonly ListPart[]
  /** Where the parent changed a page as well. */
  readonly places: readonly TextPlace[]
  /** The parts are the draft's words behind the parent's, written where both are chosen for this place. */
  readonly both: TextPlace | null
}

export type ListPart = AnchorPart | NewPart | GonePart

/** Items that the parent has, deleted ones too: what is new stands before or behind them. */
export interface AnchorPart {
  readonly is: 'anchor'
  readonly first: ItemId
  readonly last: ItemId
}

/** A part of an item that the parent lacks. */
export interface NewPart {
  readonly is: 'new'
  readonly item: Item
  readonly from: IdRange
  /** Where it is in what the draft shows, and how much of that it is: a mark of format is nothing. */
  readonly at: number
  readonly shown: number
  /** Fixed neighbours in the parent, for letters that stood there and stand again. */
  readonly between: Between | null
  /** Written only where the draft's words are chosen for this place. */
  readonly place: TextPlace | null
  /** Letters that the parent shows elsewhere, or none of the draft's: they give no item another name. */
  readonly copies?: { readonly text: string | null }
}

/** Before what is left of the first of the letters, and behind what stands before that. */
interface Between {
  readonly left: ItemId | null
  readonly right: ItemId
}

/** Where the rest of such letters belongs, without so many of them. */
export function betweenAfter(between: Between, skipped: number): Between {
  if (skipped === 0) return between
  const { client, clock } = between.right
  const at = clock + skipped
  return { left: { client, clock: at - 1 }, right: { client, clock: at } }
}

/** Letters that the draft has deleted, by their ids in the draft or its base and in the parent. */
export interface GonePart {
  readonly is: 'gone'
  readonly source: ItemId
  readonly target: IdRange
  readonly at: number
  readonly place: TextPlace | null
}

export interface SceneChanges {
  /** A change stands before those in the type that it makes. */
  readonly values: readonly KeyChange[]
  readonly lists: readonly ListChange[]
}

export const isEmptyChange = ({ values, lists }: SceneChanges): boolean => values.length + lists.length === 0

/** The place of a root's key: in `artifacts` a thing, anywhere else a key of the world. */
export function placeInRoot(root: string, key: string): ChangePlace {
  const thing = root === 'artifacts' ? parseArtifactId(key) : null
  if (thing !== null) return { thing, path: [] }
  return { thing: 'world', path: root === 'meta' ? [key] : [root, key] }
}

/** How a place is called outside; a thing as a whole by its place. */
export const keyOf = ({ path }: ChangePlace): string => (path.length === 0 ? 'place' : path.join('.'))
