// The items that a transaction added and deleted, and those of a range of ids. No public call of Yjs tells
// which ids a page's letters have, or which items a transaction touched.
import * as Y from 'yjs'
import type { IdRange } from './id-ranges.ts'

/** The items that a transaction added. */
export function* addedBy(transaction: Y.Transaction): Iterable<Y.Item> {
  for (const range of rangesAddedBy(transaction)) yield* itemsOf(transaction.doc, range)
}

/** The ids that a transaction added, as one range of each client. */
export function rangesAddedBy({ beforeState, afterState }: Y.Transaction): readonly IdRange[] {
  const ranges: IdRange[] = []
  for (const [client, end] of afterState) {
    const clock = beforeState.get(client) ?? 0
    if (end > clock) ranges.push({ client, clock, length: end - clock })
  }
  return ranges
}

/** Every item that a transaction deleted, its own among them. It works only until Yjs collects them. */
export function everyDeletedBy(transaction: Y.Transaction): readonly Y.Item[] {
  const items: Y.Item[] = []
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (item: Y.AbstractStruct) => {
    if (item instanceof Y.Item) items.push(item)
  })
  return items
}

/** The earlier items that it deleted; just so. */
export function deletedBy(transaction: Y.Transaction): readonly Y.Item[] {
  return everyDeletedBy(transaction).filter((item) => !isAdded(transaction, item))
}

export function isAdded({ beforeState }: Y.Transaction, { id }: Y.Item): boolean {
  return id.clock >= (beforeState.get(id.client) ?? 0)
}

/** The items of a range that are here and not collected. None for a range that never arrived. */
export function* itemsOf({ store }: Y.Doc, { client, clock, length }: IdRange): Iterable<Y.Item> {
  const structs = store.clients.get(client)
  const end = Math.min(clock + length, Y.getState(store, client))
  if (structs === undefined || clock >= end) return
  for (let at = Y.findIndexSS(structs, clock); at < structs.length; at++) {
    const struct = structs[at]
    if (struct === undefined || struct.id.clock >= end) return
    if (struct instanceof Y.Item) yield struct
  }
}

/** Whether a transaction added or deleted anything. */
export function changesAnything({ deleteSet, beforeState, afterState }: Y.Transaction): boolean {
  if (deleteSet.clients.size > 0) return true
  for (const [client, clock] of afterState) if (beforeState.get(client) !== clock) return true
  return false
}
