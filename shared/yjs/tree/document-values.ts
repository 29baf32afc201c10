// All values of a document, whatever the kinds of its root types: a type that nobody asked for yet has no
// kind, but its content can be walked all the same.
import * as Y from 'yjs'

/** Every text and plain value that stands in a document; pages as they read. */
export function* valuesIn(doc: Y.Doc): Iterable<unknown> {
  for (const type of doc.share.values()) yield* valuesOf(type)
}

function* valuesOf(value: unknown): Iterable<unknown> {
  if (value instanceof Y.Text) yield value.toJSON()
  else if (value instanceof Y.AbstractType) {
    // Both lists and maps: of a root of unknown kind nobody can tell which it is.
    for (const item of value._map.values()) yield* contentOf(item)
    for (let item = value._start; item !== null; item = item.right) yield* contentOf(item)
  } else yield value
}

function* contentOf(item: Y.Item): Iterable<unknown> {
  if (!item.deleted) for (const value of item.content.getContent()) yield* valuesOf(value)
}
