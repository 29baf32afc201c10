// Which pictures a document names, anywhere in it: in pages, looks, limbo and the memory of code.
import type * as Y from 'yjs'
import { picturesNamedIn, type PictureId } from '../world/picture-id.ts'
import { valuesIn } from '../yjs/tree/document-values.ts'

/** All pictures that a document names, in any of its values. */
export function picturesNamedInDocument(doc: Y.Doc): Set<PictureId> {
  const named = new Set<PictureId>()
  for (const value of valuesIn(doc)) gather(value, named)
  return named
}

function gather(value: unknown, named: Set<PictureId>): void {
  if (typeof value === 'string') for (const id of picturesNamedIn(value)) named.add(id)
  else if (Array.isArray(value)) gatherAll(value, named)
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    gatherAll(Object.values(value), named)
  }
}

function gatherAll(values: readonly unknown[], named: Set<PictureId>): void {
  for (const value of values) gather(value, named)
}
