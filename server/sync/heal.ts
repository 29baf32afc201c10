// Puts aside what of a document cannot be applied, so that one damaged row never closes a world. Slow and careful: it
// runs only after something went wrong.
import * as Y from 'yjs'
import { makeCopy } from '../../shared/wire/copy.ts'
import { readUpdate } from '../../shared/wire/update.ts'
import type { DocumentKey, Store, StoredUpdate } from '../storage/store.ts'

/** Rows of a log that are read at once. */
const PAGE_ROWS = 1000

/**
 * Applies a document row by row; every row that fails, or rests on one that did, goes into quarantine. A snapshot that
 * fails is made again from the whole log, which has everything. Resolves to the rows in quarantine.
 */
export async function healLog(store: Store, key: DocumentKey): Promise<number[]> {
  const { snapshot, tail } = await store.open(key)
  const isSound = snapshot === null || applies(makeCopy(), snapshot)
  const rows = isSound ? tail : await wholeLog(store, key)
  const { doc, bad } = sift(isSound && snapshot !== null ? [snapshot] : [], rows)
  for (const sequence of bad) await store.quarantine(key, sequence)
  const last = rows.at(-1)
  if (!isSound && last !== undefined) await store.snapshot(key, last.sequence, Y.encodeStateAsUpdate(doc))
  doc.destroy()
  return bad
}

async function wholeLog(store: Store, key: DocumentKey): Promise<StoredUpdate[]> {
  const rows: StoredUpdate[] = []
  for (let after = 0; ;) {
    const page = await store.log(key, after, PAGE_ROWS)
    const last = page.at(-1)
    if (last === undefined) return rows
    rows.push(...page.filter(({ quarantined }) => !quarantined))
    after = last.sequence
  }
}

/** The document that the rows which can be applied make on top of `base`, and the other rows. */
function sift(base: readonly Uint8Array[], rows: readonly StoredUpdate[]): { doc: Y.Doc; bad: number[] } {
  const good = [...base]
  const bad: number[] = []
  let doc = build(good)
  for (const { sequence, bytes } of rows) {
    if (applies(doc, bytes)) {
      good.push(bytes)
    } else {
      bad.push(sequence)
      doc.destroy()
      doc = build(good)
    }
  }
  return { doc, bad }
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
