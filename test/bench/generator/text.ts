// The result of updates: the text that they make in a real Y.Doc.
import * as Y from 'yjs'
import { TEXT, updateAt, type Edits } from './edits.ts'

export function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const document = new Y.Doc()
  document.transact(() => {
    for (const update of updates) Y.applyUpdate(document, update)
  })
  return document
}

export const textOf = (updates: readonly Uint8Array[]): string => documentOf(updates).getText(TEXT).toJSON()

/** The first `count` edits, each as an update of its own. */
export const updatesOf = (edits: Edits, count = edits.ends.length): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => updateAt(edits, i))

/** An update out of a read buffer, to keep. */
export const copyOf = (view: DataView<ArrayBuffer>, start: number, end: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + start, end - start).slice()
