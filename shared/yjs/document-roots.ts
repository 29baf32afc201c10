// Root types of a document that this program does not know. Yjs does not say of which kind one is before
// somebody asks for it as that kind, which would turn it into that kind for everybody. So its content is
// looked at instead.
import * as Y from 'yjs'

/** The names of all root types that somebody asked for or wrote in. */
export const rootNames = (doc: Y.Doc): Iterable<string> => doc.share.keys()

/** Of whatever kind. */
type Root = NonNullable<ReturnType<Y.Doc['share']['get']>>

/** The root types that are not `known`, by name, each as a shared type of its kind. */
export function rootsOf(doc: Y.Doc, known: ReadonlySet<string>): readonly (readonly [string, unknown])[] {
  const names = [...rootNames(doc)].filter((name) => !known.has(name)).sort()
  return names.flatMap((name) => {
    const root = doc.share.get(name)
    return root === undefined || isEmpty(root) ? [] : [[name, typed(root)] as const]
  })
}

/** Only deleted content. */
function isEmpty(root: Root): boolean {
  for (const item of root._map.values()) if (!item.deleted) return false
  return itemsOf(root).every(({ deleted }) => deleted)
}

/** Kept as a map if it has keys, else as a text or a list, by its content. */
function typed(root: Root): unknown {
  const items = itemsOf(root)
  if (items.length === 0) return rootAs(root, new Y.Map<unknown>())
  const isText = items.some(
    ({ content }) => content instanceof Y.ContentString || content instanceof Y.ContentFormat,
  )
  return rootAs(root, isText ? new Y.Text() : new Y.Array<unknown>())
}

/** The same items as a map, a list or a text; to be read, never to be written. */
function rootAs<Kind extends Y.Map<unknown> | Y.Array<unknown> | Y.Text>(root: Root, as: Kind): Kind {
  as._start = root._start
  as._map = root._map
  as._length = root._length
  as.doc = root.doc
  return as
}

function itemsOf(root: Root): readonly Y.Item[] {
  const items: Y.Item[] = []
  for (let item = root._start; item !== null; item = item.right) items.push(item)
  return items
}

/** Writes such a root type into a new document, inside a transaction; a value that is none is left. */
export function putRoot(doc: Y.Doc, name: string, value: unknown): void {
  if (!(value instanceof Y.AbstractType)) return
  // A type that was read from a file can be looked into only in a document.
  const aside = new Y.Doc()
  aside.getMap('aside').set('root', value)
  if (value instanceof Y.Map) for (const [key, inner] of value) doc.getMap(name).set(key, copyOf(inner))
  else if (value instanceof Y.Array) doc.getArray(name).insert(0, value.toArray().map(copyOf))
  else if (value instanceof Y.Text) doc.getText(name).applyDelta(value.toDelta())
}

const copyOf = (value: unknown): unknown => (value instanceof Y.AbstractType ? value.clone() : value)
