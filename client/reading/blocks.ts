// A page for reading in one column: its blocks, in order, and the block before which each thing of its floor
// is. It is pure, so that it can be tried without a screen.
import type { ArtifactId } from '../../shared/world/address.ts'
import { explainedIn } from '../../shared/page/page-links.ts'
import { levelOf, pageParser, type SyntaxNode } from '../../shared/page/page-parser.ts'

/**
 * Something that things can stand before: a block of the page, or one item of a list that is no part of
 * anything else.
 */
export interface Block {
  /** The same while its words are: edits of others above or below change no key, and no tick does. */
  readonly key: string
  readonly node: SyntaxNode
  readonly source: string
  /** Counts from 1. */
  readonly line: number
  /** The items of a list; empty for other blocks. */
  readonly items: readonly Block[]
}

export interface PageBlocks {
  readonly text: string
  readonly blocks: readonly Block[]
  /** Where the names lead that a line `[name]: address` explains, in small letters. */
  readonly addresses: ReadonlyMap<string, string>
}

/** Within a line: signs, and text for its writer only. */
export const SIGNS: ReadonlySet<string> = new Set([
  'HeaderMark',
  'QuoteMark',
  'ListMark',
  'TaskMarker',
  'EmphasisMark',
  'StrikethroughMark',
  'HighlightMark',
  'CodeMark',
  'LinkMark',
  'LinkLabel',
  'LinkTitle',
  'Comment',
])

/** Text for its writer, and not for readers. */
const UNREAD: ReadonlySet<string> = new Set(['LinkReference', 'CommentBlock', 'ProcessingInstructionBlock'])
const LISTS: ReadonlySet<string> = new Set(['BulletList', 'OrderedList'])

export function readPage(text: string): PageBlocks {
  const lineAt = lineCounter(text)
  const times = new Map<string, number>()
  const tree = pageParser.parse(text)

  function blockOf(node: SyntaxNode, withItems: boolean): Block {
    const source = text.slice(node.from, node.to)
    // A ticked task is the same task: the keyboard's focus stays at its box.
    const said = source.replaceAll(/\[[xX]\]/g, '[ ]')
    const turn = (times.get(said) ?? 0) + 1
    times.set(said, turn)
    // In the order of the text: the counter only goes on.
    const line = lineAt(node.from)
    const isList = withItems && LISTS.has(node.name)
    const items = isList ? node.getChildren('ListItem').map((item) => blockOf(item, false)) : []
    return { key: `${turn} ${said}`, node, source, line, items }
  }

  const blocks: Block[] = []
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling)
    if (!UNREAD.has(node.name)) blocks.push(blockOf(node, true))
  return { text, blocks, addresses: explainedIn(tree, text) }
}

/** The line of a place that is not before the last one asked for. */
function lineCounter(text: string): (at: number) => number {
  let line = 1
  let read = 0
  return (at) => {
    for (let next = text.indexOf('\n', read); next !== -1 && next < at; next = text.indexOf('\n', read)) {
      line += 1
      read = next + 1
    }
    return line
  }
}

export interface StandingThing {
  readonly id: ArtifactId
  readonly x: number
  readonly y: number
  readonly height: number
}

export interface PlacedThings {
  /** By the key of the block that they stand before, in the order of the floor. */
  readonly before: ReadonlyMap<string, readonly ArtifactId[]>
  /** Below all that is written. */
  readonly last: readonly ArtifactId[]
}

/**
 * Where things are among blocks: before the block at the height of their middle, and beside a heading behind
 * it, so that they are under it, as in the outline. `topOf`: of a line of the page, from 1, in pixels of the
 * floor; of the line after the last one: where the text ends.
 */
export function place(
  page: PageBlocks,
  things: readonly StandingThing[],
  topOf: (line: number) => number,
): PlacedThings {
  const steads = page.blocks.flatMap((block) => (block.items.length > 0 ? block.items : [block]))
  const tops = steads.map(({ line }) => topOf(line))
  const end = topOf(page.text.split('\n').length + 1)
  const before = new Map<string, ArtifactId[]>()
  const last: ArtifactId[] = []
  for (const { id, y, height } of things.toSorted((a, b) => a.y - b.y || a.x - b.x)) {
    const middle = y + height / 2
    const at = Math.max(0, lastUpTo(tops, middle))
    const isBeside = isHeading(steads[at]) && (tops[at] ?? 0) <= middle
    const stead = middle < end ? steads[isBeside ? at + 1 : at] : undefined
    const ids = stead ? (before.get(stead.key) ?? []) : last
    ids.push(id)
    if (stead) before.set(stead.key, ids)
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

const isHeading = (block: Block | undefined): boolean => block !== undefined && levelOf(block.node.name) > 0
