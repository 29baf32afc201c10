// Where structs that are not in a document yet will be in it: in which list, and between which of its items,
// as far as that is sure before they are placed.
import * as Y from 'yjs'
import type { ItemId } from './id-ranges.ts'
import { itemAt, type SharedType } from './item-places.ts'
import type { Struct } from './update-reader.ts'
import type { StructIndex } from './struct-index.ts'

/** One for all: it is thrown often, and a stack takes longer than all else. */
export const UNKNOWN = new Error('it rests on what is not here')

export interface List {
  readonly parent: Pick<SharedType, '_start' | '_map'>
  readonly sub: string | null
}

/** The item or struct that an id names: an item of the document, or a struct that is not in it yet. */
export type Neighbour = Y.Item | Struct | 'collected'

export class StructPositions {
  readonly #doc: Y.Doc
  readonly #added: StructIndex
  readonly #mayLook: () => boolean
  readonly #lists = new Map<Struct, List | null>()
  readonly #starts = new Map<Struct, ItemId | null>()
  readonly #ends = new Map<Struct, ItemId | null>()

  /** `mayLook` is asked before an item of the document is looked at, and counts that. */
  constructor(doc: Y.Doc, added: StructIndex, mayLook: () => boolean) {
    this.#doc = doc
    this.#added = added
    this.#mayLook = mayLook
  }

  /** Throws UNKNOWN where an id names nothing. */
  neighbour(id: ItemId | null): Neighbour | null {
    if (id === null) return null
    const item = itemAt(this.#doc, id)
    if (item !== null) return item
    const struct = this.#added.at(id)
    if (struct === null) throw UNKNOWN
    return struct.kind === 'item' ? struct : 'collected'
  }

  /** The list that a struct is put into; null where that is as new as the struct, or was collected. */
  listOf(struct: Struct): List | null {
    const known = this.#lists.get(struct)
    if (known !== undefined) return known
    const left = this.neighbour(struct.left)
    const right = this.neighbour(struct.right)
    const beside = left ?? right
    const list =
      left === 'collected' || right === 'collected' || beside === 'collected'
        ? null
        : beside === null
          ? this.#listIn(struct)
          : beside instanceof Y.Item
            ? listAround(beside)
            : this.listOf(beside)
    this.#lists.set(struct, list)
    return list
  }

  /** The last item of the document that a struct surely stands behind; null: none. */
  #startOf(struct: Struct): ItemId | null {
    const known = this.#starts.get(struct)
    if (known !== undefined) return known
    const left = this.neighbour(struct.left)
    const isNew = left !== null && left !== 'collected' && !(left instanceof Y.Item)
    const start = isNew ? this.#startOf(left) : struct.left
    this.#starts.set(struct, start)
    return start
  }

  /**
   * The first item of the document that a struct surely stands before; null: none, it may be at the end of
   * its list. A forger names neighbours in any order, and then only the end ends the search.
   */
  endOf(struct: Struct): ItemId | null {
    const known = this.#ends.get(struct)
    if (known !== undefined) return known
    const right = this.neighbour(struct.right)
    const isNew = right !== null && right !== 'collected' && !(right instanceof Y.Item)
    const end = !this.#isInOrder(struct) ? null : isNew ? this.endOf(right) : struct.right
    this.#ends.set(struct, end)
    return end
  }

  /** Whether the left neighbour of a struct surely stands before its right one. */
  #isInOrder(struct: Struct): boolean {
    if (struct.left === null || struct.right === null) return true
    const left = this.neighbour(struct.left)
    const right = this.neighbour(struct.right)
    if (left === 'collected' || right === 'collected' || left === null || right === null) return false
    if (left === right) return struct.left.clock < struct.right.clock
    if (left instanceof Y.Item) {
      if (right instanceof Y.Item) return this.#isBefore(left, right)
      return isSame(this.#startOf(right), struct.left)
    }
    if (right instanceof Y.Item) return isSame(this.endOf(left), struct.right)
    const isFollowed = this.neighbour(right.left) === left && (right.left?.clock ?? 0) >= struct.left.clock
    return isFollowed || (isSame(left.right, struct.right) && this.#isInOrder(left))
  }

  /** Whether `left` stands before `right`, in the document. */
  #isBefore(left: Y.Item, right: Y.Item): boolean {
    for (let at = left.right; at !== null && this.#mayLook(); at = at.right) if (at === right) return true
    return false
  }

  /** The list that a struct without neighbours names. */
  #listIn({ parent, sub }: Struct): List | null {
    if (parent === null) return null
    if (typeof parent === 'string') {
      const root = this.#doc.share.get(parent)
      return root === undefined ? null : { parent: root, sub }
    }
    const item = this.neighbour(parent)
    if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentType)) return null
    return { parent: item.content.type, sub }
  }
}

function listAround({ parent, parentSub }: Y.Item): List | null {
  return parent instanceof Y.AbstractType ? { parent, sub: parentSub } : null
}

/** Whether two ids are the same, or neither is. */
export function isSame(one: ItemId | null, other: ItemId | null): boolean {
  return one === null || other === null
    ? one === other
    : one.client === other.client && one.clock === other.clock
}
