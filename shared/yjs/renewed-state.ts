// The state of a document without the ids of which nothing stands: deleted runs and writers that left nothing
// take no room in it. What stands keeps its ids, so links, authors and drafts find it as before. Such a state
// is a row of the log that stands for all rows before it, and its mark says so.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { RENEWAL_MARK } from './empty-struct.ts'
import { endOf, type IdRange } from './id-ranges.ts'
import { IdSet } from './id-set.ts'
import { encodeStructs, type DecodedStruct } from './struct-encoding.ts'

/** A part of an item that is kept, with its neighbors among those that come before it. */
interface KeptPart {
  readonly item: Y.Item
  readonly range: IdRange
  previous: KeptPart | null
  next: KeptPart | null
}

/** The parts of an item that are kept, in order. */
type PartsKept = (item: Y.Item) => readonly IdRange[]

/** How a row begins that holds a document anew: with one struct of the mark. Its client id is the highest. */
const MARK_SECTION = encoding.encode((encoder) => {
  for (const number of [1, RENEWAL_MARK, 0]) encoding.writeVarUint(encoder, number)
})

/** Whether a row holds the whole document anew, so that the rows before it are history alone. */
export function isRenewal(row: Uint8Array): boolean {
  const from = row.findIndex((byte) => byte < 128) + 1
  return from > 0 && MARK_SECTION.every((byte, at) => row[from + at] === byte)
}

/** The rows that give the document: from the last one on that holds it anew. */
export function standingRows<Row extends { readonly bytes: Uint8Array }>(
  rows: readonly Row[],
): readonly Row[] {
  const from = rows.findLastIndex(({ bytes }) => isRenewal(bytes))
  return from <= 0 ? rows : rows.slice(from)
}

/** The ids that such a row kept. */
export function standingIn(renewal: Uint8Array): IdSet {
  const standing = new IdSet()
  for (const struct of Y.decodeUpdate(renewal).structs) {
    const { client, clock } = struct.id
    if (struct instanceof Y.Item) standing.add({ client, clock, length: struct.length })
  }
  return standing
}

/** The state with nothing that is deleted, as a row that stands for all before it. */
export function renewedState(doc: Y.Doc): Uint8Array {
  const structs = keptStructs(doc, ({ id: { client, clock }, length, deleted }) =>
    deleted ? [] : [{ client, clock, length }],
  )
  const mark = new Y.GC(Y.createID(RENEWAL_MARK, 0), 1)
  return encodeStructs([mark, ...structs], NO_DELETIONS)
}

export const NO_DELETIONS = { clients: new Map<number, never[]>() } as const

/**
 * The structs of a state that has these parts alone. Each part gets the neighbors that it has among the parts
 * written before it, so any replica puts it where it stands.
 */
export function keptStructs(doc: Y.Doc, partsKept: PartsKept): DecodedStruct[] {
  const clients = [...doc.store.clients].filter(([client]) => client < RENEWAL_MARK).sort(([a], [b]) => b - a)
  const queues = new Map<number, KeptPart[]>()
  const partsOf = new Map<Y.Item, KeptPart[]>()
  for (const [client, structs] of clients) {
    const queue: KeptPart[] = []
    queues.set(client, queue)
    for (const item of structs) {
      // What stood in something that is deleted has no place any more.
      if (!(item instanceof Y.Item) || isInDeleted(item)) continue
      const kept = partsKept(item).map((range): KeptPart => ({ item, range, previous: null, next: null }))
      if (kept.length === 0) continue
      partsOf.set(item, kept)
      queue.push(...kept)
    }
  }
  linkNeighbors(partsOf)
  const made = new Map<number, Y.Item[]>()
  for (const part of inOrder(queues, partsOf).toReversed()) {
    const { client } = part.range
    const items = made.get(client) ?? []
    made.set(client, items)
    items.push(writtenItem(part))
    if (part.previous !== null) part.previous.next = part.next
    if (part.next !== null) part.next.previous = part.previous
  }
  return clients.flatMap(([client]) => {
    const items = made.get(client)?.toReversed()
    return items === undefined ? [] : [...withGaps(items, client, Y.getState(doc.store, client))]
  })
}

/**
 * The parts in an order in which a replica can take them: each client's in the order of its clocks, and a
 * type before what stands in it.
 */
function inOrder(
  queues: ReadonlyMap<number, readonly KeptPart[]>,
  partsOf: ReadonlyMap<Y.Item, readonly KeptPart[]>,
): KeptPart[] {
  const placed = new Set<KeptPart>()
  const reached = new Map<number, number>()
  for (const client of queues.keys()) {
    /** Clients whose parts are placed, each until one part is. */
    const open: { readonly client: number; readonly until: KeptPart | null }[] = [{ client, until: null }]
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const at = reached.get(top.client) ?? 0
      const part = queues.get(top.client)?.[at]
      if (part === undefined || (top.until !== null && placed.has(top.until))) {
        open.pop()
        continue
      }
      const { parent } = part.item
      const type = parent instanceof Y.AbstractType ? parent._item : null
      const before = type === null ? undefined : partsOf.get(type)?.[0]
      if (before !== undefined && !placed.has(before)) {
        open.push({ client: before.range.client, until: before })
        continue
      }
      placed.add(part)
      reached.set(top.client, at + 1)
    }
  }
  return [...placed]
}

const isInDeleted = ({ parent }: Y.Item): boolean =>
  parent instanceof Y.AbstractType && parent._item?.deleted === true

/** Links the parts of each list, and of each key of a map, in the order in which they stand. */
function linkNeighbors(partsOf: ReadonlyMap<Y.Item, readonly KeptPart[]>): void {
  const types = new Set([...partsOf.keys()].map(({ parent }) => parent))
  for (const type of types) {
    if (!(type instanceof Y.AbstractType)) throw new Error('an item stands in no type')
    linkFrom(type._start, partsOf)
    for (let first of type._map.values()) {
      while (first.left !== null) first = first.left
      linkFrom(first, partsOf)
    }
  }
}

function linkFrom(first: Y.Item | null, partsOf: ReadonlyMap<Y.Item, readonly KeptPart[]>): void {
  let previous: KeptPart | null = null
  for (let item = first; item !== null; item = item.right) {
    for (const part of partsOf.get(item) ?? []) {
      part.previous = previous
      if (previous !== null) previous.next = part
      previous = part
    }
  }
}

function writtenItem({ item, range, previous, next }: KeptPart): Y.Item {
  return new Y.Item(
    Y.createID(range.client, range.clock),
    null,
    previous && Y.createID(previous.range.client, endOf(previous.range) - 1),
    null,
    next && Y.createID(next.range.client, next.range.clock),
    item.parent,
    item.parentSub,
    contentOf(item, range),
  )
}

function contentOf(item: Y.Item, { clock, length }: IdRange): Y.Item['content'] {
  if (item.deleted) return new Y.ContentDeleted(length)
  if (length === item.length) return item.content
  const rest = item.content.copy()
  const from = clock - item.id.clock
  const own = from === 0 ? rest : rest.splice(from)
  if (length < own.getLength()) own.splice(length)
  return own
}

/** What is left out between them has a length alone, up to the clock of the client. */
function* withGaps(items: readonly Y.Item[], client: number, end: number): Generator<DecodedStruct> {
  let at = 0
  for (const item of items) {
    const { clock } = item.id
    if (clock > at) yield new Y.GC(Y.createID(client, at), clock - at)
    yield item
    at = clock + item.length
  }
  if (end > at) yield new Y.GC(Y.createID(client, at), end - at)
}
