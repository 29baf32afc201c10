// The letters of a text, by their ids: which still stand, and which were deleted and can stand again. Text is
// put back between letters that are gone, as Yjs' own undo does it; no public call does.
import * as Y from 'yjs'
import { isRecord, type Json } from '../../json/json-value.ts'
import { isPlainJson } from '../../json/plain-json.ts'
import { endOf, type IdRange, type ItemId } from '../id-ranges.ts'
import type { Item } from '../item-places.ts'
import { itemsOf } from '../transaction-items.ts'

/** A value that another program may put into a page, which is no text. */
type Embed = { readonly [key: string]: Json }

/** A text, or the one thing embedded in it that is no text. */
export type TextPiece = string | { readonly embed: Embed }

/** An item of a text, and its content; null when it is neither text nor embedded, or collected already. */
export interface TextItem extends IdRange {
  readonly said: TextPiece | null
  readonly isDeleted: boolean
}

export const textItemOf = (item: Item): TextItem => ({
  ...rangeOf(item),
  said: pieceIn(item),
  isDeleted: item.deleted,
})

/** Where in its text an item stands, or stood before it was deleted; null where nothing is left of it. */
export function indexInText(doc: Y.Doc, { client, clock }: ItemId): number | null {
  const position = new Y.RelativePosition(null, null, Y.createID(client, clock))
  return Y.createAbsolutePositionFromRelativePosition(position, doc)?.index ?? null
}

/** The letter at an index of a text; null: it ends there. */
export function letterAt(text: Y.Text, index: number): ItemId | null {
  const { item } = Y.createRelativePositionFromTypeIndex(text, index)
  return item && { client: item.client, clock: item.clock }
}

const rangeOf = ({ id: { client, clock }, length }: Item): IdRange => ({ client, clock, length })

function pieceIn({ content }: Item): TextPiece | null {
  if (content instanceof Y.ContentString) return content.str
  if (!(content instanceof Y.ContentEmbed)) return null
  const embed: unknown = content.embed
  return isRecord(embed) && isPlainJson(embed, Infinity) ? { embed } : null
}

/** The letters of a text, and its embedded values, as they were written: deleted ones, too. */
export function* textItemsOf(text: Y.Text): Iterable<TextItem> {
  for (let item = text._start; item !== null; item = item.right) {
    if (item.countable || item.content instanceof Y.ContentDeleted) yield textItemOf(item)
  }
}

/**
 * From which letter to which, in what a text shows, it lies between two of its letters, which may be deleted.
 * Null stands for its beginning and its end. Answers null if it has one of them no more.
 */
export function spanBetween(
  text: Y.Text,
  before: ItemId | null,
  next: ItemId | null,
): { readonly from: number; readonly to: number } | null {
  let at = 0
  let from = before === null ? 0 : null
  let to: number | null = null
  for (let item = text._start; item !== null; item = item.right) {
    const shown = !item.deleted && item.countable
    const offset = (id: ItemId | null): number | null =>
      id?.client === item?.id.client &&
      id !== null &&
      id.clock >= item.id.clock &&
      id.clock <= item.lastId.clock
        ? id.clock - item.id.clock
        : null
    const [first, last] = [offset(before), offset(next)]
    if (first !== null) from = at + (shown ? first + 1 : 0)
    if (last !== null) to = at + (shown ? last : 0)
    if (shown) at += item.length
  }
  if (next === null) to = at
  return from === null || to === null || from > to ? null : { from, to }
}

/** The parts of a range that stand, or stood, in texts, each with its text. */
export function* textsAt(
  doc: Y.Doc,
  range: IdRange,
): Iterable<{ readonly range: IdRange; readonly text: Y.Text }> {
  for (const { id, length, parent, parentSub } of itemsOf(doc, range)) {
    if (parentSub !== null || !(parent instanceof Y.Text)) continue
    const clock = Math.max(range.clock, id.clock)
    const part = { client: range.client, clock, length: Math.min(endOf(range), id.clock + length) - clock }
    yield { range: part, text: parent }
  }
}

/** Whether anything of a range still stands. */
export function stands(doc: Y.Doc, range: IdRange): boolean {
  for (const { deleted } of itemsOf(doc, range)) if (!deleted) return true
  return false
}

/** Whether anything of a range that was deleted can stand again. */
export function canStandAgain(doc: Y.Doc, range: IdRange): boolean {
  for (const item of itemsOf(doc, range)) if (isTombstone(item)) return true
  return false
}

/**
 * Deletes what stands of a range. Answers how many letters that were; null where nothing of it stood. Only
 * inside the transaction.
 */
export function deleteRange(transaction: Y.Transaction, range: IdRange): number | null {
  let letters: number | null = null
  for (const item of cutItems(transaction, range)) {
    if (item.deleted) continue
    item.delete(transaction)
    forgetMarks(item.parent)
    letters = (letters ?? 0) + (item.countable ? item.length : 0)
  }
  return letters
}

/** Letters that stand again, by the ids that they had, and the id that the first of them has now. */
interface RestoredRange {
  readonly from: IdRange
  readonly to: ItemId
}

/**
 * Puts back the deleted part of a range, each piece before the rest of it: others may have written between
 * the pieces since. `was` is the content of the whole range; if it is not given, the rest of each piece has
 * to tell. Only inside the transaction.
 */
export function restoreRange(
  transaction: Y.Transaction,
  range: IdRange,
  was?: TextPiece,
): readonly RestoredRange[] {
  const restored: RestoredRange[] = []
  for (const item of cutItems(transaction, range)) {
    if (!isTombstone(item)) continue
    const from = rangeOf(item)
    const said = was === undefined ? pieceIn(item) : partOf(was, from.clock - range.clock, from.length)
    if (said !== null) restored.push({ from, to: putBack(transaction, item, said) })
  }
  return restored
}

const partOf = (piece: TextPiece, at: number, length: number): TextPiece =>
  typeof piece === 'string' ? piece.slice(at, at + length) : piece

/** The items of a range that are here, cut so that they are this range and no more. */
function cutItems(transaction: Y.Transaction, range: IdRange): readonly Item[] {
  const { store } = transaction.doc
  const end = Math.min(endOf(range), Y.getState(store, range.client))
  const items: Item[] = []
  for (let { clock } = range; clock < end;) {
    const item: Y.AbstractStruct = Y.getItemCleanStart(transaction, Y.createID(range.client, clock))
    if (item instanceof Y.Item && item.id.clock + item.length > end) {
      Y.getItemCleanEnd(transaction, store, Y.createID(range.client, end - 1))
    }
    if (item instanceof Y.Item) items.push(item)
    clock = item.id.clock + item.length
  }
  return items
}

/** Whether a text's deleted item still tells where it stood. */
function isTombstone({ deleted, parentSub, parent }: Item): boolean {
  return deleted && parentSub === null && parent instanceof Y.Text && parent._item?.deleted === false
}

/** Puts text back before what is left of it. Answers the id that it has now. */
function putBack(transaction: Y.Transaction, before: Item, was: TextPiece): ItemId {
  const { store, clientID } = transaction.doc
  const { left, parent } = before
  const id = Y.createID(clientID, Y.getState(store, clientID))
  const content = typeof was === 'string' ? new Y.ContentString(was) : new Y.ContentEmbed(was.embed)
  new Y.Item(id, left, left && left.lastId, before, before.id, parent, null, content).integrate(
    transaction,
    0,
  )
  forgetMarks(parent)
  return id
}

/** Forgets how far in some items are, which a text remembers: as Yjs' own undo does. */
function forgetMarks(parent: Item['parent']): void {
  if (parent instanceof Y.Text && parent._searchMarker !== null) parent._searchMarker.length = 0
}

/**
 * Letters of a range that were put back, and the ids of those in whose place they stand: see `restoreRange`.
 */
export function* restoredIn(
  doc: Y.Doc,
  range: IdRange,
): Iterable<{ readonly from: IdRange; readonly to: IdRange }> {
  let passed = 0
  let last: Item | null = null
  for (const item of itemsOf(doc, range)) {
    const { rightOrigin } = item
    if (item.parentSub !== null || rightOrigin === null) continue
    // The rest of an item that was cut in two still names the beginning of what the whole stands for.
    const goesOn =
      last !== null && Y.compareIDs(item.origin, last.lastId) && Y.compareIDs(rightOrigin, last.rightOrigin)
    passed = goesOn ? passed : 0
    last = item
    const { client, clock } = rightOrigin
    yield { from: { client, clock: clock + passed, length: item.length }, to: rangeOf(item) }
    passed += item.length
  }
}
