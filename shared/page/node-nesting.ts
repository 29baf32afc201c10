// Puts nodes into elements by ranges that may overlap, as an editor nests its marks: outside is the range of
// the higher rank, then the longer one, then the earlier one. One walk with one stack: a page may have many
// thousands of ranges.
import type { PageElement, PageNode } from './page-nodes.ts'
import type { PageRange } from './typesetting.ts'

/** An element, and where its content goes. */
export interface OpenNode {
  readonly element: PageElement
  readonly children: PageNode[]
}

interface RankedRange extends PageRange {
  readonly rank?: number
}

export class NodeNesting<T extends RankedRange> {
  readonly #ranges: readonly T[]
  readonly #open: (range: T) => OpenNode
  #next = 0
  /** The ranges around the present place, the outermost first, and the elements of the first of them. */
  readonly #around: T[] = []
  readonly #elements: OpenNode[] = []
  #nodes: PageNode[] = []

  /** `ranges`: by where they begin. `open` makes the element of one, or of a piece of it. */
  constructor(ranges: readonly T[], open: (range: T) => OpenNode) {
    this.#ranges = ranges
    this.#open = open
  }

  /** Adds the letters between two places, in pieces where something begins or ends. */
  addLetters(text: string, from: number, to: number): void {
    for (let at = from; at < to;) {
      this.#goTo(at, at + 1)
      const begins = this.#ranges[this.#next]?.from ?? to
      const end = this.#around.reduce((least, range) => Math.min(least, range.to), Math.min(to, begins))
      this.#push(text.slice(at, end))
      at = end
    }
  }

  /** Adds a node, in those ranges that are around all of it. */
  addElement(element: PageElement): void {
    this.#goTo(element.from, element.to)
    this.#push(element)
  }

  /** Takes the nodes so far. What is not over yet goes on in the next ones. */
  take(): readonly PageNode[] {
    const nodes = this.#nodes
    this.#nodes = []
    this.#elements.length = 0
    return nodes
  }

  /**
   * What is over at a place, or before `to`, is closed; what begins there is around what follows. A node
   * without letters, `to` is its place, stands before that.
   */
  #goTo(at: number, to: number): void {
    const isOver = (range: T): boolean => range.to <= at || range.to < to
    for (let depth = this.#around.length - 1; depth >= 0; depth -= 1) {
      const range = this.#around[depth]
      if (range && isOver(range)) this.#change(depth, 1)
    }
    for (let range = this.#ranges[this.#next]; range; range = this.#ranges[this.#next]) {
      if (range.from > at || range.from >= to) return
      this.#next += 1
      if (isOver(range)) continue
      let depth = this.#around.length
      while (depth > 0 && isAround(range, this.#around[depth - 1])) depth -= 1
      this.#change(depth, 0, range)
    }
  }

  #push(node: PageNode): void {
    for (const range of this.#around.slice(this.#elements.length)) {
      const opened = this.#open(range)
      this.#inner().push(opened.element)
      this.#elements.push(opened)
    }
    this.#inner().push(node)
  }

  #inner(): PageNode[] {
    return this.#elements.at(-1)?.children ?? this.#nodes
  }

  /** Elements that are inside of a change are closed: what goes on in them goes on in new ones. */
  #change(depth: number, ended: number, ...begun: readonly T[]): void {
    this.#around.splice(depth, ended, ...begun)
    this.#elements.length = Math.min(this.#elements.length, depth)
  }
}

function isAround(range: RankedRange, other: RankedRange | undefined): boolean {
  if (!other) return false
  const byRank = (range.rank ?? 0) - (other.rank ?? 0)
  return byRank > 0 || (byRank === 0 && range.to > other.to)
}
