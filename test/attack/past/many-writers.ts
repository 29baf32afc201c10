// Somebody who writes in a page from many tabs, and deletes all of it.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { id } from '../../unit/world/made.ts'

/** Tabs whose edits are sent as one. */
const AT_ONCE = 400
/** The first byte of a text that has a left neighbor alone. */
const TEXT_BEHIND = 0b1000_0100

/** Writes one letter at the end of a page under so many client ids, others each round. */
export function writeFromTabs(scene: Y.Doc, name: string, tabs: number, round = 0): void {
  const text = textOf(scene, id(name))
  const last = text && Y.createRelativePositionFromTypeIndex(text, text.length, -1).item
  if (!last) throw new Error(`there are no letters in a page ${name}`)
  let [left, clock] = [last.client, last.clock]
  for (let made = 0; made < tabs; made += AT_ONCE) {
    const count = Math.min(AT_ONCE, tabs - made)
    const update = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, count)
      for (let tab = 0; tab < count; tab++) {
        const client = 1_000_000 * (round + 1) + made + tab
        for (const number of [1, client, 0]) encoding.writeVarUint(encoder, number)
        encoding.writeUint8(encoder, TEXT_BEHIND)
        for (const number of [left, clock]) encoding.writeVarUint(encoder, number)
        encoding.writeVarString(encoder, 'x')
        ;[left, clock] = [client, 0]
      }
      encoding.writeVarUint(encoder, 0)
    })
    Y.applyUpdate(scene, update)
  }
}

/** The same, and deletes all of it. */
export function leaveNothing(scene: Y.Doc, name: string, tabs: number, round = 0): void {
  const text = textOf(scene, id(name))
  const before = text?.length ?? 0
  writeFromTabs(scene, name, tabs, round)
  text?.delete(before, tabs)
}
