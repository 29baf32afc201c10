// Joins many Yjs updates into one. Yjs takes as many steps per struct as there are updates, so that ten
// thousand at once take minutes; by handfuls, and handfuls of those, they take milliseconds.
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'

/** An update that changes nothing. */
export const EMPTY_UPDATE: Uint8Array = new Uint8Array([0, 0])

const HANDFUL = 16

/** One update that does what all of them do. */
export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  const [first] = updates
  if (first === undefined) return EMPTY_UPDATE
  if (updates.length === 1) return first
  const joined: Uint8Array[] = []
  for (let start = 0; start < updates.length; start += HANDFUL) {
    joined.push(Y.mergeUpdates(updates.slice(start, start + HANDFUL)))
  }
  return mergeUpdates(joined)
}

/** Applies updates in one transaction. Those that cannot be read are left out, and `errors` says why. */
export function applyReadable(
  document: Y.Doc,
  updates: readonly Uint8Array[],
  origin: unknown = null,
  errors: unknown[] = [],
): void {
  document.transact(() => {
    for (const update of updates) {
      try {
        Y.applyUpdate(document, update, origin)
      } catch (error) {
        errors.push(error)
      }
    }
  }, origin)
}

/** One update that does what those of them do that can be read: the server is asked for the rest. */
export function joinReadable(updates: readonly Uint8Array[]): Uint8Array {
  try {
    return mergeUpdates(updates)
  } catch {
    const document = makePlainDocument()
    applyReadable(document, updates)
    return Y.encodeStateAsUpdate(document)
  }
}
