// Items on a floor, as a balanced tree of boxes: a search in a place, or along a way, skips the rest, however
// long the way, however large a thing and however full or empty the floor. A grid put a walk of 10,000,000
// pixels into a million cells.
import { around, isSameRect, liesOn, overlaps, shareBefore, shared, type Rect } from './rect.ts'

export interface Vector {
  readonly dx: number
  readonly dy: number
}

/** Counts the boxes that are looked at. */
export interface LookCounter {
  count: number
}

/** Something in a tree: to take it out again. */
export interface Leaf<Item> {
  readonly item: Item
  readonly box: Rect
  parent: Branch<Item> | null
}

interface Branch<Item> {
  box: Rect
  /** The area that everything in it covers: large, where things are piled up. */
  core: Rect | null
  /** Levels below it. */
  height: number
  one: BoxNode<Item>
  other: BoxNode<Item>
  parent: Branch<Item> | null
}

type BoxNode<Item> = Leaf<Item> | Branch<Item>

export class BoxTree<Item> {
  readonly #looks: LookCounter
  #root: BoxNode<Item> | null = null

  constructor(looks: LookCounter) {
    this.#looks = looks
  }

  get isEmpty(): boolean {
    return this.#root === null
  }

  /** The lowest edge of all; 0 where nothing lies. */
  get bottom(): number {
    return this.#root === null ? 0 : Math.max(0, this.#root.box.y + this.#root.box.height)
  }

  put(item: Item, box: Rect): Leaf<Item> {
    const leaf: Leaf<Item> = { item, box, parent: null }
    if (this.#root === null) {
      this.#root = leaf
      return leaf
    }
    const sibling = bestSibling(this.#root, box)
    const { parent } = sibling
    const made: Branch<Item> = { box, core: null, height: 1, one: sibling, other: leaf, parent }
    sibling.parent = made
    leaf.parent = made
    this.#replace(parent, sibling, made)
    this.#refit(made)
    return leaf
  }

  /** Takes out what is in it. */
  remove(leaf: Leaf<Item>): void {
    const { parent } = leaf
    if (parent === null) {
      this.#root = null
      return
    }
    const sibling = parent.one === leaf ? parent.other : parent.one
    sibling.parent = parent.parent
    this.#replace(parent.parent, parent, sibling)
    this.#refit(parent.parent)
  }

  /** The items that overlap a place, in no order. */
  *in(place: Rect): Iterable<Item> {
    const open: BoxNode<Item>[] = this.#root === null ? [] : [this.#root]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      this.#looks.count += 1
      if (!overlaps(node.box, place)) continue
      if (isBranch(node)) open.push(node.one, node.other)
      else yield node.item
    }
  }

  /**
   * The items that a box may meet on its way, near ones roughly first; `isHeldLeftOut`: without most of those
   * that it lies on already. `isBeyond` is asked for the share of the way before which nothing of a part of
   * the tree can be met: true leaves that part out.
   */
  *along(
    moving: Rect,
    way: Vector,
    isBeyond: (share: number) => boolean,
    isHeldLeftOut: boolean,
  ): Iterable<Item> {
    const open: { readonly node: BoxNode<Item>; readonly share: number }[] = []
    const add = (node: BoxNode<Item>, share: number | null): void => {
      if (share !== null) open.push({ node, share })
    }
    if (this.#root !== null) add(this.#root, shareBefore(moving, way, this.#root.box))
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      this.#looks.count += 1
      const { node, share } = next
      if (isBeyond(share)) continue
      if (!isBranch(node)) {
        yield node.item
        continue
      }
      if (isHeldLeftOut && node.core !== null && liesOn(node.core, moving)) continue
      const [one, other] = [shareBefore(moving, way, node.one.box), shareBefore(moving, way, node.other.box)]
      // The last that is added is searched first: a hit there may leave out the other.
      const isOneFirst = one !== null && (other === null || one < other)
      if (!isOneFirst) add(node.one, one)
      add(node.other, other)
      if (isOneFirst) add(node.one, one)
    }
  }

  /** Puts a node in the place of another one below a branch; null: at the top. */
  #replace(parent: Branch<Item> | null, before: BoxNode<Item>, after: BoxNode<Item>): void {
    if (parent === null) this.#root = after
    else if (parent.one === before) parent.one = after
    else parent.other = after
  }

  /**
   * From a branch up, as far as it matters: makes the boxes fit their content, and keeps both sides about as
   * high.
   */
  #refit(from: Branch<Item> | null): void {
    for (let at = from; at !== null; at = at.parent) {
      const top = this.#balanced(at)
      const isAsBefore = top === at && !fit(at)
      if (top !== at) fit(top)
      // The inserted item is a new branch, which those above do not know yet.
      if (isAsBefore && at !== from) return
      at = top
    }
  }

  /** Lifts the higher side where it is higher by two; answers what stands at the top then. */
  #balanced(branch: Branch<Item>): Branch<Item> {
    const lean = heightOf(branch.one) - heightOf(branch.other)
    const high = lean > 1 ? branch.one : lean < -1 ? branch.other : null
    if (high === null || !isBranch(high)) return branch
    const isOneHigher = heightOf(high.one) > heightOf(high.other)
    const [kept, given] = isOneHigher ? [high.one, high.other] : [high.other, high.one]
    high.parent = branch.parent
    this.#replace(branch.parent, branch, high)
    if (branch.one === high) branch.one = given
    else branch.other = given
    given.parent = branch
    high.one = kept
    high.other = branch
    branch.parent = high
    fit(branch)
    return high
  }
}

const isBranch = <Item>(node: BoxNode<Item>): node is Branch<Item> => 'height' in node
const heightOf = <Item>(node: BoxNode<Item>): number => (isBranch(node) ? node.height : 0)

/** Answers whether anything of it that those above rest on is another now. */
function fit<Item>(branch: Branch<Item>): boolean {
  const { box, height } = branch
  branch.height = Math.max(heightOf(branch.one), heightOf(branch.other)) + 1
  const { core } = branch
  branch.core = coreOf(branch)
  const now = around(branch.one.box, branch.other.box)
  const isSameCore =
    core === null ? branch.core === null : branch.core !== null && isSameRect(core, branch.core)
  if (isSameRect(now, box)) return branch.height !== height || !isSameCore
  branch.box = now
  return true
}

function coreOf<Item>({ one, other }: Branch<Item>): Rect | null {
  const a = isBranch(one) ? one.core : one.box
  const b = isBranch(other) ? other.core : other.box
  return a === null || b === null ? null : shared(a, b)
}

/** Half of the way around a box: how likely it is that a way over the floor crosses it. */
const girth = ({ width, height }: Rect): number => width + height

/** Of the box around two. */
const girthAround = (a: Rect, b: Rect): number =>
  Math.max(a.x + a.width, b.x + b.width) -
  Math.min(a.x, b.x) +
  Math.max(a.y + a.height, b.y + b.height) -
  Math.min(a.y, b.y)

/**
 * Beside which node a new box makes the boxes grow least: down the side that grows less, as long as that
 * pays.
 */
function bestSibling<Item>(root: BoxNode<Item>, box: Rect): BoxNode<Item> {
  let node = root
  while (isBranch(node)) {
    const here = girthAround(node.box, box)
    // The boxes above grow by this, whatever is chosen below.
    const grown = here - girth(node.box)
    const one = costBelow(node.one, box) + grown
    const other = costBelow(node.other, box) + grown
    if (here < one && here < other) return node
    node = one <= other ? node.one : node.other
  }
  return node
}

function costBelow<Item>(node: BoxNode<Item>, box: Rect): number {
  const whole = girthAround(node.box, box)
  return isBranch(node) ? whole - girth(node.box) : whole
}
