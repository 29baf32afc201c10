// Root types of a scene that this program does not know: they are kept. What kind one is, Yjs does not say before somebody
// asks for it as that kind, so what is in it is asked.
import * as Y from 'yjs'
import { rootAs, type Root } from '../yjs/typed-root.ts'

const KNOWN = new Set(['meta', 'artifacts'])

/** The unknown root types by name, each as a shared type of its kind. */
export function rootsOf(scene: Y.Doc): readonly (readonly [string, unknown])[] {
  const names = [...scene.share.keys()].filter((name) => !KNOWN.has(name)).sort()
  return names.flatMap((name) => {
    const root = scene.share.get(name)
    return root === undefined || isEmpty(root) ? [] : [[name, typed(root)] as const]
  })
}

/** Nothing but what was deleted. */
function isEmpty(root: Root): boolean {
  for (const item of root._map.values()) if (!item.deleted) return false
  return itemsOf(root).every(({ deleted }) => deleted)
}

/** Kept as a map where it has keys, else as a text or a list, by what is in it. */
function typed(root: Root): unknown {
  const items = itemsOf(root)
  if (items.length === 0) return rootAs(root, new Y.Map<unknown>())
  const isText = items.some(
    ({ content }) => content instanceof Y.ContentString || content instanceof Y.ContentFormat,
  )
  return rootAs(root, isText ? new Y.Text() : new Y.Array<unknown>())
}

function itemsOf(root: Root): readonly Y.Item[] {
  const items: Y.Item[] = []
  for (let item = root._start; item !== null; item = item.right) items.push(item)
  return items
}

/** Writes such a root type into a new scene, inside a transaction; a value that is none is left. */
export function putRoot(scene: Y.Doc, name: string, value: unknown): void {
  if (!(value instanceof Y.AbstractType)) return
  // A type that was read from a file can be looked into only in a document.
  const aside = new Y.Doc()
  aside.getMap('aside').set('root', value)
  if (value instanceof Y.Map) for (const [key, inner] of value) scene.getMap(name).set(key, copyOf(inner))
  else if (value instanceof Y.Array) scene.getArray(name).insert(0, value.toArray().map(copyOf))
  else if (value instanceof Y.Text) scene.getText(name).applyDelta(value.toDelta())
}

const copyOf = (value: unknown): unknown => (value instanceof Y.AbstractType ? value.clone() : value)
