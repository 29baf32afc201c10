// What cannot be read of a state, since it rests on what is not there.
import * as Y from 'yjs'
import { makePlainDocument } from './plain-document.ts'

/** How many items of a state (a Yjs update), and sets of deletions, wait for a missing one. */
export function countWaiting(state: Uint8Array): number {
  const document = makePlainDocument()
  Y.applyUpdate(document, state)
  const { pendingStructs, pendingDs } = document.store
  const items = pendingStructs === null ? 0 : Y.decodeUpdateV2(pendingStructs.update).structs.length
  return items + (pendingDs === null ? 0 : 1)
}
