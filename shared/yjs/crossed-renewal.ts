// A document that is replayed from before a renewal to after it, so that it has the ids that the renewal
// left out. Rows of after it are fitted to it: they know nothing of these ids. What is worked out on it is
// fitted to the document as it is, and mentions none of them.
import * as Y from 'yjs'
import { isMark } from './empty-struct.ts'
import type { IdRange } from './id-ranges.ts'
import type { IdSet } from './id-set.ts'
import { keptStructs, NO_DELETIONS, standingIn } from './renewed-state.ts'
import { encodeStructs, type DecodedStruct } from './struct-encoding.ts'

export class CrossedRenewal {
  /** The clocks at the renewal, and the ids that it kept. */
  readonly #clocks = new Map<number, number>()
  readonly #standing: IdSet

  /** `before`: the document with all rows before the renewal. */
  constructor(before: Y.Doc, renewal: Uint8Array) {
    for (const client of before.store.clients.keys())
      this.#clocks.set(client, Y.getState(before.store, client))
    this.#standing = standingIn(renewal)
  }

  /**
   * A row of after it, for a document with what was before it. Where it sets a key whose earlier values were
   * left out, it comes after these.
   */
  fitRow(doc: Y.Doc, row: Uint8Array): Uint8Array {
    const { structs, ds } = Y.decodeUpdate(row)
    let isChanged = false
    const fitted = structs.map((struct) => {
      const last = struct instanceof Y.Item && struct.parentSub !== null ? this.#lostValue(doc, struct) : null
      if (last === null || !(struct instanceof Y.Item)) return struct
      isChanged = true
      return new Y.Item(struct.id, null, last.lastId, null, null, null, null, struct.content)
    })
    return isChanged ? encodeStructs(fitted, ds) : row
  }

  /** Updates that were worked out on `doc`, which has them: without a mention of what was left out. */
  fitUpdates(doc: Y.Doc, updates: readonly Uint8Array[]): Uint8Array[] {
    const decoded = updates.map((update) => Y.decodeUpdate(update))
    /** The clock with which each client of theirs begins. */
    const begins = new Map<number, number>()
    for (const { structs } of decoded)
      for (const { id } of structs)
        begins.set(id.client, Math.min(id.clock, begins.get(id.client) ?? Infinity))
    return decoded.map(({ structs, ds }) => {
      const deleted = [...ds.clients].flatMap(([client, ranges]) => {
        const parts = ranges.flatMap(({ clock, len }) => this.#kept({ client, clock, length: len }))
        return parts.length === 0
          ? []
          : [[client, parts.map(({ clock, length: len }) => ({ clock, len }))] as const]
      })
      const fitted = structs.map((struct) => this.#fittedStruct(doc, struct, begins))
      return encodeStructs(fitted, { clients: new Map(deleted) })
    })
  }

  /** The state of the document without what was left out. */
  encodeState(doc: Y.Doc): Uint8Array {
    const structs = keptStructs(doc, ({ id: { client, clock }, length }) =>
      this.#kept({ client, clock, length }),
    )
    return encodeStructs(structs, NO_DELETIONS)
  }

  /** The parts of a range that were not left out. */
  #kept(range: IdRange): IdRange[] {
    const { client, clock, length } = range
    if (isMark(client)) return []
    const old = Math.min(length, Math.max(0, (this.#clocks.get(client) ?? 0) - clock))
    const parts: IdRange[] = []
    if (old > 0)
      for (const { isIn, ...part } of this.#standing.parts({ client, clock, length: old }))
        if (isIn) parts.push(part)
    if (old < length) parts.push({ client, clock: clock + old, length: length - old })
    return parts
  }

  #isLost({ client, clock }: Y.ID): boolean {
    return clock < (this.#clocks.get(client) ?? 0) && !this.#standing.has({ client, clock })
  }

  /** The last value of the key that an item sets which was left out; null: there is none. */
  #lostValue(doc: Y.Doc, { parent, parentSub }: Y.Item): Y.Item | null {
    const type = typeAt(doc, parent)
    let value = (parentSub === null ? null : type?._map.get(parentSub)) ?? null
    while (value !== null && !this.#isLost(value.lastId)) value = value.left
    return value
  }

  #fittedStruct(doc: Y.Doc, struct: DecodedStruct, begins: ReadonlyMap<number, number>): DecodedStruct {
    if (!(struct instanceof Y.Item)) return struct
    const { id, origin, rightOrigin, content } = struct
    const isLeftLost = origin !== null && this.#isLost(origin)
    const isRightLost = rightOrigin !== null && this.#isLost(rightOrigin)
    const isParentLost = struct.parent instanceof Y.ID && this.#isLost(struct.parent)
    if (!isLeftLost && !isRightLost && !isParentLost) return struct
    const first: Y.Item | Y.GC = Y.getItem(doc.store, id)
    const last: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(id.client, id.clock + struct.length - 1))
    // It stands in something that is deleted.
    if (!(first instanceof Y.Item) || !(last instanceof Y.Item) || isParentLost)
      return new Y.GC(id, struct.length)
    /** Whether another item comes before this one: later ones of the same updates do not. */
    const isBefore = (other: Y.ID): boolean =>
      other.client === id.client
        ? other.clock < id.clock
        : other.clock < (begins.get(other.client) ?? Infinity)
    const left = isLeftLost ? this.#leftOf(first, isBefore) : origin
    const right = isRightLost ? this.#rightOf(last, isBefore) : rightOrigin
    const hasNone = left === null && right === null
    const [parent, sub] = hasNone ? [first.parent, first.parentSub] : [null, null]
    return new Y.Item(id, null, left, null, right, parent, sub, content)
  }

  #leftOf(item: Y.Item, isBefore: (id: Y.ID) => boolean): Y.ID | null {
    for (let at = item.left; at !== null; at = at.left) {
      const { client, clock } = at.id
      const last = this.#kept({ client, clock, length: at.length }).at(-1)
      if (last === undefined) continue
      const id = Y.createID(client, last.clock + last.length - 1)
      if (isBefore(id)) return id
    }
    return null
  }

  #rightOf(item: Y.Item, isBefore: (id: Y.ID) => boolean): Y.ID | null {
    for (let at = item.right; at !== null; at = at.right) {
      const { client, clock } = at.id
      const [part] = this.#kept({ client, clock, length: at.length })
      if (part === undefined) continue
      const id = Y.createID(client, part.clock)
      if (isBefore(id)) return id
    }
    return null
  }
}

/** The type that an update names as a parent; null: the document does not have it. */
function typeAt(doc: Y.Doc, parent: unknown): Y.ContentType['type'] | null {
  if (typeof parent === 'string') return doc.share.get(parent) ?? null
  if (!(parent instanceof Y.ID) || parent.clock >= Y.getState(doc.store, parent.client)) return null
  const item: Y.Item | Y.GC = Y.getItem(doc.store, parent)
  return item instanceof Y.Item && item.content instanceof Y.ContentType ? item.content.type : null
}
