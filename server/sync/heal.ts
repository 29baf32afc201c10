// Puts aside the rows of a log that cannot be applied, so that one damaged row never closes a world. Slow and careful: it
// runs only after something went wrong.
import * as Y from 'yjs'
import { makeCopy } from '../../shared/wire/copy.ts'
import { readUpdate } from '../../shared/wire/update.ts'
import type { DocumentKey, Store } from '../storage/store.ts'

/** Applies a log row by row; every row that fails, or rests on one that did, goes into quarantine. Resolves to those. */
export async function healLog(store: Store, key: DocumentKey): Promise<number[]> {
  const { snapshot, tail } = await store.open(key)
  const good: Uint8Array[] = snapshot === null ? [] : [snapshot]
  const bad: number[] = []
  let doc = build(good)
  for (const { sequence, bytes } of tail) {
    if (applies(doc, bytes)) {
      good.push(bytes)
    } else {
      bad.push(sequence)
      doc.destroy()
      doc = build(good)
    }
  }
  doc.destroy()
  for (const sequence of bad) await store.quarantine(key, sequence)
  return bad
}

function build(updates: readonly Uint8Array[]): Y.Doc {
  const doc = makeCopy()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

function applies(doc: Y.Doc, bytes: Uint8Array): boolean {
  if (readUpdate(bytes, 'clocks') === null) return false
  try {
    Y.applyUpdate(doc, bytes)
  } catch {
    return false
  }
  return doc.store.pendingStructs === null && doc.store.pendingDs === null
}
