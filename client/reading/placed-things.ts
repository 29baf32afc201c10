// Where the things of a floor are among what is read: before a block of the page, or one item of a list that
// is no part of anything else. It is pure, so that it can be tried without a screen.
import type { ArtifactId } from '../../shared/world/address.ts'
import { levelOf, pageParser, type SyntaxNode } from '../../shared/page/page-parser.ts'

interface PlaceForThings {
  /** Where its first line begins. */
  readonly from: number
  /** Counts from 1. */
  readonly line: number
  readonly isHeading: boolean
  /** Of a list. */
  readonly isItem: boolean
}

export interface StandingThing {
  readonly id: ArtifactId
  readonly x: number
  readonly y: number
  readonly height: number
}

export interface PlacedThings {
  /** By the place where the block or item begins that they stand before, in the order of the floor. */
  readonly before: ReadonlyMap<number, { readonly ids: readonly ArtifactId[]; readonly isItem: boolean }>
  /** Below all that is written. */
  readonly last: readonly ArtifactId[]
}

/** Text for its writer, and not for readers. */
const UNREAD: ReadonlySet<string> = new Set(['LinkReference', 'CommentBlock', 'ProcessingInstructionBlock'])
const LISTS: ReadonlySet<string> = new Set(['BulletList', 'OrderedList'])

export function placesForThings(text: string): readonly PlaceForThings[] {
  const places: PlaceForThings[] = []
  let [line, read] = [1, 0]
  function add(node: SyntaxNode, isItem: boolean): void {
    // In the order of the text: the count only goes on.
    for (
      let next = text.indexOf('\n', read);
      next !== -1 && next < node.from;
      next = text.indexOf('\n', read)
    ) {
      line += 1
      read = next + 1
    }
    places.push({ from: read, line, isHeading: levelOf(node.name) > 0, isItem })
  }
  for (let node = pageParser.parse(text).topNode.firstChild; node; node = node.nextSibling)
    if (LISTS.has(node.name)) for (const item of node.getChildren('ListItem')) add(item, true)
    else if (!UNREAD.has(node.name)) add(node, false)
  return places
}

/**
 * Where things are: before the block at the height of their middle, and beside a heading behind it, so that
 * they are under it, as in the outline. `topOf`: of a line of the page, from 1, in pixels of the floor; of
 * the line after the last one: where the text ends.
 */
export function place(
  text: string,
  things: readonly StandingThing[],
  topOf: (line: number) => number,
): PlacedThings {
  const places = placesForThings(text)
  const tops = places.map(({ line }) => topOf(line))
  const end = topOf(text.split('\n').length + 1)
  const before = new Map<number, { ids: ArtifactId[]; isItem: boolean }>()
  const last: ArtifactId[] = []
  for (const { id, y, height } of things.toSorted((a, b) => a.y - b.y || a.x - b.x)) {
    const middle = y + height / 2
    const at = Math.max(0, lastUpTo(tops, middle))
    const isBeside = places[at]?.isHeading === true && (tops[at] ?? 0) <= middle
    const found = middle < end ? places[isBeside ? at + 1 : at] : undefined
    if (found === undefined) {
      last.push(id)
      continue
    }
    const { from, isItem } = found
    const there = before.get(from) ?? { ids: [], isItem }
    there.ids.push(id)
    before.set(from, there)
  }
  return { before, last }
}

/** The last of some ascending numbers that is no greater; -1: all are. */
function lastUpTo(numbers: readonly number[], limit: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? Infinity) <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}
