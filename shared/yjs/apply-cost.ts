// The work of applying an update to a document, found out before anything is applied. Yjs places an item
// among those that were written at the same spot by looking at them one by one. It cuts items in two by
// moving all that come after, and deletes a type with all that is in it. So a few bytes can take minutes.
// Updates are applied to copies that serve people only after this count.
import * as Y from 'yjs'
import type { IdRange, ItemId } from './id-ranges.ts'
import type { ClientSection, Struct, UpdateReading } from './update-reader.ts'
import { CUT_MOVES, isWithinLetter, PASSED_MOVES } from './apply-cutting.ts'
import { EASY_STEPS, MOVED_ITEMS, NO_COST, type ApplyCost } from './work-steps.ts'
import { isSame, StructPositions, UNKNOWN, type List, type Neighbour } from './struct-positions.ts'
import { StructIndex } from './struct-index.ts'

/** To delete one item within a type that is deleted, with its place in the index. */
const WITHIN_STEPS = 15
/**
 * The work of cutting an item in two, or of joining two: the items behind it in its client's list are moved,
 * MOVED_ITEMS in a step, and so many values. Measured: 1 ns for an item, and ten times that while V8 marks
 * garbage.
 */
const MOVED_VALUES = 64
/**
 * The work of passing over one of many items that were written at the same spot, beyond the first ones: Yjs
 * puts each into two sets, and so does this before. Measured, both together: 0.1 to 0.3 us while these are
 * small, 0.7 us in a row of 100,000, and twice that while V8 collects the garbage of a busy node.
 */
const FAR_STEPS = 16
const NEAR = 10_000
/** To begin and end an application: the clocks of so many clients are copied in a step. */
const CLIENTS_A_STEP = 4

/** `unknown`: it rests on structs that are neither in this document nor on their way, so nobody can tell. */
export type Cost = ApplyCost | 'unknown'

/**
 * Steps to apply `update`, all of it new, to `doc`; more than `most` are not counted to the end. `coming` is
 * applied before it, and not counted: the caller adds a step for each of it.
 */
export function costOf(
  doc: Y.Doc,
  { sections, deleted }: Pick<UpdateReading, 'sections' | 'deleted'>,
  most: number,
  coming: readonly ClientSection[] = [],
): Cost {
  const count = new CostCount(doc, new StructIndex([...coming, ...sections]), most)
  return count.isKnown(sections, deleted) ? count.work : 'unknown'
}

/**
 * The same, and the steps where all cuts are made in one pass, as `applyCutting` does: no more than `most` of
 * these are counted.
 */
export function costInPass(
  doc: Y.Doc,
  { sections, deleted }: Pick<UpdateReading, 'sections' | 'deleted'>,
  most: number,
): { readonly cost: ApplyCost; readonly steps: number } | 'unknown' {
  const count = new CostCount(doc, new StructIndex(sections), most, new Set())
  return count.isKnown(sections, deleted) ? { cost: count.work, steps: count.steps } : 'unknown'
}

class CostCount {
  steps: number
  #cuts = NO_COST.cuts
  /** Steps that are not counted, since cuts are made in one pass. */
  #spared = 0
  /** The clients whose items are passed over; null: each cut is made by itself. */
  readonly #passed: Set<number> | null
  readonly #store: Y.Doc['store']
  readonly #places: StructPositions
  readonly #most: number

  constructor(doc: Y.Doc, added: StructIndex, most: number, passed: Set<number> | null = null) {
    this.#passed = passed
    this.#store = doc.store
    this.#places = new StructPositions(doc, added, () => ++this.steps <= most)
    this.#most = most
    this.steps = Math.ceil(doc.store.clients.size / CLIENTS_A_STEP)
  }

  get work(): ApplyCost {
    return { steps: this.steps + this.#spared, cuts: this.#cuts }
  }

  /** Counts up to the most; false where nobody can tell. */
  isKnown(sections: readonly ClientSection[], deleted: readonly IdRange[]): boolean {
    try {
      for (const { client, structs } of sections) {
        for (const struct of structs) {
          this.place(client, struct)
          if (this.steps > this.#most) return true
        }
      }
      for (const range of deleted) {
        this.remove(range)
        if (this.steps > this.#most) return true
      }
      return true
    } catch (error) {
      if (error === UNKNOWN) return false
      throw error
    }
  }

  place(client: number, struct: Struct): void {
    this.steps += EASY_STEPS
    if (struct.kind !== 'item') return
    const left = this.#places.neighbour(struct.left)
    const right = this.#places.neighbour(struct.right)
    if (left instanceof Y.Item && struct.left) this.#cutAfter(left, struct.left)
    if (right instanceof Y.Item && struct.right) this.#cutBefore(right, struct.right)
    const list = this.#places.listOf(struct)
    if (list === null) return
    if (list.sub !== null && struct.right === null) this.#overwrite(list)
    // Nothing in the document stands after what is new with that for its left: the first item that is met
    // ends the search.
    if (left !== null && !(left instanceof Y.Item)) this.steps += 1
    else this.#search(client, struct, left, right, list)
  }

  /**
   * Passes over the items that were written at the same spot, as Yjs will (its resolution of conflicts, in
   * `Item.integrate`).
   */
  #search(client: number, struct: Struct, left: Y.Item | null, right: Neighbour | null, list: List): void {
    let seen: Set<unknown> | null = null
    if (left !== null && struct.left !== null && left.lastId.clock > struct.left.clock) {
      // It is cut in two, and the part behind the cut was written after its first part.
      if (isIn(left, struct.right) && struct.right.clock > struct.left.clock) return
      if (left.id.client >= client && isSame(left.rightOrigin, struct.right)) return
      seen = new Set([left])
    }
    const end = right instanceof Y.Item ? right : this.#places.neighbour(this.#places.endOf(struct))
    let at = left === null ? this.#first(list) : left.right
    let passed = 0
    for (; at !== null && at !== end && this.steps <= this.#most; at = at.right) {
      this.steps += ++passed > NEAR ? FAR_STEPS : 1
      if (isSame(at.origin, struct.left)) {
        if (at.id.client >= client && isSame(at.rightOrigin, struct.right)) return
      } else if (at.origin === null || seen === null || !seen.has(Y.getItem(this.#store, at.origin))) {
        return
      }
      seen ??= new Set()
      seen.add(at)
    }
  }

  /** The first item of a list; for a key, the first value that it ever had, which is found from the last. */
  #first({ parent, sub }: List): Y.Item | null {
    if (sub === null) return parent._start
    let first = parent._map.get(sub) ?? null
    for (; first !== null && first.left !== null && this.steps <= this.#most; first = first.left)
      this.steps += 2
    return first
  }

  #overwrite({ parent, sub }: List): void {
    const value = sub === null ? undefined : parent._map.get(sub)
    if (value !== undefined && !value.deleted) this.#within(value)
  }

  remove({ client, clock, length }: IdRange): void {
    this.steps += EASY_STEPS
    const known = Y.getState(this.#store, client)
    const end = clock + length
    const structs = this.#store.clients.get(client)
    if (structs === undefined || clock >= known) return
    for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
      const struct = structs[i]
      if (struct === undefined || struct.id.clock >= end || this.steps > this.#most) return
      this.steps += WITHIN_STEPS
      if (!(struct instanceof Y.Item) || struct.deleted) continue
      if (struct.id.clock < clock) this.#cut(struct, clock, structs.length - i)
      if (struct.id.clock + struct.length > end) this.#cut(struct, end, structs.length - i)
      // It is joined with the deleted struct beside it.
      if (structs[i - 1]?.deleted === true || structs[i + 1]?.deleted === true) this.#move(structs.length - i)
      this.#within(struct)
    }
  }

  /** Everything that is deleted with an item: its content, and all values that its keys ever had. */
  #within({ content }: Y.Item): void {
    if (!(content instanceof Y.ContentType)) return
    const { type } = content
    const lists = [type._start, ...type._map.values()]
    for (const [i, first] of lists.entries()) {
      for (
        let item = first;
        item !== null && this.steps <= this.#most;
        item = i === 0 ? item.right : item.left
      ) {
        this.steps += WITHIN_STEPS
        if (!item.deleted) this.#within(item)
      }
    }
  }

  #cutAfter(item: Y.Item, { clock }: ItemId): void {
    if (item.id.clock + item.length > clock + 1) this.#cut(item, clock + 1)
  }

  #cutBefore(item: Y.Item, { clock }: ItemId): void {
    if (item.id.clock < clock) this.#cut(item, clock)
  }

  /** `behind`: how many items of its client stand behind it. */
  #cut(item: Y.Item, clock: number, behind = this.#behind(item.id)): void {
    const { content, length } = item
    const isList = content instanceof Y.ContentAny || content instanceof Y.ContentJSON
    const moves = this.#passed === null || isWithinLetter(item, clock) ? behind : this.#movesInPass(item.id)
    this.#spare(behind, moves)
    this.#move(moves, isList ? length / MOVED_VALUES : 1)
  }

  /**
   * A cut takes as long as so many moves, and the first one of a client as long as passing over all of it.
   */
  #movesInPass({ client }: ItemId): number {
    if (this.#passed?.has(client) !== false) return CUT_MOVES
    this.#passed.add(client)
    return CUT_MOVES + (this.#store.clients.get(client)?.length ?? 0) * PASSED_MOVES
  }

  /** Counts so many moves in place of those that each cut takes. */
  #spare(moves: number, counted: number): void {
    const steps = Math.ceil(moves / MOVED_ITEMS) - Math.ceil(counted / MOVED_ITEMS)
    this.#spared += steps
    this.#cuts += steps
  }

  /** Moves so many items in their client's list. */
  #move(behind: number, beside = 0): void {
    const steps = Math.ceil(behind / MOVED_ITEMS + beside)
    this.steps += steps
    this.#cuts += steps
  }

  #behind({ client, clock }: ItemId): number {
    const structs = this.#store.clients.get(client) ?? []
    return structs.length - Y.findIndexSS(structs, clock)
  }
}

function isIn({ id, length }: Y.Item, one: ItemId | null): one is ItemId {
  return one !== null && one.client === id.client && one.clock >= id.clock && one.clock < id.clock + length
}
