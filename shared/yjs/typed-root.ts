// A root type of which Yjs does not know the kind yet, to be read as one: asking the document for it would turn it into that
// kind for everybody, and a copy of the document may take as long as it likes to build.
import type * as Y from 'yjs'

/** Of whatever kind. */
export type Root = NonNullable<ReturnType<Y.Doc['share']['get']>>

/** The same items as a map, a list or a text; to be read, never to be written. */
export function rootAs<Kind extends Y.Map<unknown> | Y.Array<unknown> | Y.Text>(root: Root, as: Kind): Kind {
  as._start = root._start
  as._map = root._map
  as._length = root._length
  as.doc = root.doc
  return as
}
