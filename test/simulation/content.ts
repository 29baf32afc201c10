// The content of a document as text, the same for equal documents: it does not show how Yjs has split or
// merged its structs on the way, or collected deleted ones.
import * as Y from 'yjs'

/**
 * All that a document holds: every element that is there with its id, which ids were used and which deleted.
 * Without `order` it does not say what stands before what in texts and lists.
 */
export function contentOf(doc: Y.Doc, order: Order = 'order'): string {
  const roots = [...doc.share]
    .map(([name, type]) => [name, typeContent(type, order)] as const)
    .filter(([, content]) => content !== '{}[]')
    .sort(byName)
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(byClient)
  const deleted = [...Y.snapshot(doc).ds.clients]
    .filter(([, ranges]) => ranges.length > 0)
    .sort(byClient)
    .map(([client, ranges]) => `${client}:${ranges.map(({ clock, len }) => `${clock}+${len}`).join()}`)
  return [...roots.map(([name, content]) => `${name} ${content}`), clocks.join(), deleted.join(' ')].join(
    '\n',
  )
}

/** Whether a document waits for updates that its own rest on. */
export function isPending({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null
}

type Order = 'order' | 'no order'

function typeContent(type: Pick<Y.AbstractType<unknown>, '_map' | '_start'>, order: Order): string {
  const entries = [...type._map]
    .filter(([, item]) => !item.deleted)
    .sort(byName)
    .map(([key, item]) => `${JSON.stringify(key)}: ${elements(item, order).join(' ')}`)
  const list: string[] = []
  for (let item = type._start; item !== null; item = item.right) {
    if (!item.deleted) list.push(...elements(item, order))
  }
  if (order === 'no order') list.sort()
  return `{${entries.join(', ')}}[${list.join(' ')}]`
}

/** One text for each clock of an item. */
function elements({ id, content }: Y.Item, order: Order): string[] {
  const named = (value: string, offset = 0): string => `${id.client}:${id.clock + offset}=${value}`
  if (content instanceof Y.ContentType) return [named(typeContent(content.type, order))]
  if (content instanceof Y.ContentFormat) return [named(`${content.key}:${plain(content.value)}`)]
  return content.getContent().map((value, offset) => named(plain(value), offset))
}

function plain(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (part === undefined) return 'undefined'
    return typeof part === 'bigint' ? `${part}n` : Object.is(part, -0) ? '-0' : part
  })
  return text ?? 'undefined'
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0
const byClient = ([a]: readonly [number, unknown], [b]: readonly [number, unknown]): number => a - b
