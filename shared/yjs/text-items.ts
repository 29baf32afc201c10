// Text put back between letters that are gone, as Yjs' own undo does it; no public call does.
import * as Y from 'yjs'
import { isJson, isRecord, type Json } from '../json/json-value.ts'
import type { Run } from './id-ranges.ts'

/** What another program may put into a page that is no text. */
type Embed = { readonly [key: string]: Json }

/** A text, or the one thing embedded in it that is no text. */
export type Piece = string | { readonly embed: Embed }

/** What a page's item says; null when it is neither, or collected already. */
export function pieceIn({ content }: Y.Item): Piece | null {
  if (content instanceof Y.ContentString) return content.str
  if (!(content instanceof Y.ContentEmbed)) return null
  const embed: unknown = content.embed
  return isRecord(embed) && isJson(embed) ? { embed } : null
}

/**
 * The items of a run that are here, cut so that they are this run and no more. Only inside the transaction.
 */
export function cutItems(transaction: Y.Transaction, run: Run): readonly Y.Item[] {
  const { store } = transaction.doc
  const end = Math.min(run.clock + run.length, Y.getState(store, run.client))
  const items: Y.Item[] = []
  for (let clock = run.clock; clock < end;) {
    const item: Y.AbstractStruct = Y.getItemCleanStart(transaction, Y.createID(run.client, clock))
    if (item instanceof Y.Item && item.id.clock + item.length > end) {
      Y.getItemCleanEnd(transaction, store, Y.createID(run.client, end - 1))
    }
    if (item instanceof Y.Item) items.push(item)
    clock = item.id.clock + item.length
  }
  return items
}

/** Whether a page's deleted item still tells where it stood. */
export function isTombstone({ deleted, parentSub, parent }: Y.Item): boolean {
  return deleted && parentSub === null && parent instanceof Y.Text && parent._item?.deleted === false
}

/** Puts text back before what is left of it. Answers the id that it has now. */
export function putBack(transaction: Y.Transaction, before: Y.Item, was: Piece): Y.ID {
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

export function remove(transaction: Y.Transaction, item: Y.Item): void {
  item.delete(transaction)
  forgetMarks(item.parent)
}

/** Where a page has kept how far in some items are: as Yjs' own undo does. */
function forgetMarks(parent: Y.Item['parent']): void {
  if (parent instanceof Y.Text && parent._searchMarker !== null) parent._searchMarker.length = 0
}
