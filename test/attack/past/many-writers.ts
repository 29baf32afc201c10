// Somebody who writes in a page from many tabs, and deletes all of it.
import * as Y from 'yjs'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { id } from '../../unit/world/made.ts'

/** Tabs whose edits are sent as one. */
const AT_ONCE = 400

/** Writes one letter in a page under so many client ids, and deletes them. */
export function leaveNothing(scene: Y.Doc, name: string, writers: number): void {
  const text = textOf(scene, id(name))
  if (text === null) throw new Error(`there is no page ${name}`)
  const own = scene.clientID
  for (let made = 0; made < writers; made += AT_ONCE) {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(scene))
    const page = textOf(copy, id(name))
    const updates: Uint8Array[] = []
    copy.on('update', (update: Uint8Array) => updates.push(update))
    for (let tab = made; tab < Math.min(writers, made + AT_ONCE); tab++) {
      copy.clientID = 1_000_000 + tab
      page?.insert(1, 'x')
    }
    copy.destroy()
    Y.applyUpdate(scene, Y.mergeUpdates(updates))
  }
  scene.clientID = own
  text.delete(1, writers)
}
