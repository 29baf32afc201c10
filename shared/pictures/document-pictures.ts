// Which pictures a document names, wherever in it: in pages, looks, limbo and what code remembers.
import * as Y from 'yjs'
import { picturesNamedIn, type PictureId } from '../world/picture-id.ts'

/** All pictures that a document names, in whatever is written in it. */
export function picturesNamedInDocument(doc: Y.Doc): Set<PictureId> {
  const named = new Set<PictureId>()
  // A root type that nobody asked for yet has no kind; what is in it can be walked all the same.
  for (const type of doc.share.values()) gather(type, named)
  return named
}

function gather(value: unknown, named: Set<PictureId>): void {
  if (typeof value === 'string') for (const id of picturesNamedIn(value)) named.add(id)
  else if (value instanceof Y.AbstractType) {
    if (value instanceof Y.Text) gather(value.toJSON(), named)
    else {
      // Both lists and maps: of a root of unknown kind nobody can tell which it is.
      for (const item of value._map.values()) if (!item.deleted) gatherAll(item.content.getContent(), named)
      for (let item = value._start; item !== null; item = item.right) {
        if (!item.deleted) gatherAll(item.content.getContent(), named)
      }
    }
  } else if (Array.isArray(value)) gatherAll(value, named)
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    gatherAll(Object.values(value), named)
  }
}

function gatherAll(values: readonly unknown[], named: Set<PictureId>): void {
  for (const value of values) gather(value, named)
}
