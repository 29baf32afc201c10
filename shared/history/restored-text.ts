// What undoing does to the items behind a scene's pages: text is put back between letters that are gone, which no public
// call of Yjs does, as its own undo does it.
import * as Y from 'yjs'
import type { ArtifactId } from '../world/address.ts'
import { artifactMaps, mapIn, metaMap } from '../world/scene/scene.ts'
import type { Path, Run, Taken } from './undo-step.ts'

/** The map that has a value, and its key in it; null when there is none. */
export function mapAt(
  scene: Y.Doc,
  of: ArtifactId | null,
  [first, second]: Path,
): { readonly map: Y.Map<unknown>; readonly key: string } | null {
  const outer = of === null ? metaMap(scene) : mapIn(artifactMaps(scene), of)
  const map = second === undefined ? outer : mapIn(outer, first)
  return map && { map, key: second ?? first }
}

/** The items of a run that are here, cut so that they are this run and no more. Only inside the transaction. */
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
export function putBack(transaction: Y.Transaction, before: Y.Item, was: Taken['was']): Y.ID {
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
