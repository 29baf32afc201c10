// The one reader of pages, for editor, reading, links and folders: Markdown as GitHub writes it, and links by
// name. What is beyond a bound is plain text from there on, and looks like it: without bounds some lines take
// the parser seconds, and 40,000 stars end in a RangeError.
import {
  Autolink,
  parser,
  Strikethrough,
  Table,
  TaskList,
  type BlockContext,
  type BlockParser,
  type LeafBlock,
  type LeafBlockParser,
  type Line,
  type MarkdownConfig,
} from '@lezer/markdown'
import { footnotes } from './footnotes.ts'
import { highlights } from './highlights.ts'
import { maths } from './maths.ts'
import { namedLinks } from './named-links.ts'

/** Longest line, and longest paragraph, in letters (UTF-16 units). A longer paragraph goes on as another. */
const LETTERS_MAX = 20_000
/** Blanks one after the other in a line. */
const BLANKS_MAX = 1_000
/** Bars of a line: cells of a row. */
const BARS_MAX = 500
/** Signs in one paragraph, heading or cell: those of `SIGNS`. */
const SIGNS_MAX = 1_000
/** Lines of one paragraph; the next one goes on as another. */
const LINES_MAX = 200
/**
 * Letters and bars of one table, which is read as one piece with each key in it; what comes behind is plain
 * text.
 */
const TABLE_MAX = 60_000
const TABLE_BARS_MAX = 6_000
/** Lists, their items, and quotations within each other. */
const DEPTH_MAX = 64

const codesOf = (letters: string): ReadonlySet<number> =>
  new Set(Array.from(letters, (letter) => letter.charCodeAt(0)))
const SIGNS = codesOf('*_~=$[]<`')
const BARS = codesOf('|')

function countIn(text: string, codes: ReadonlySet<number>): number {
  let count = 0
  for (let at = 0; at < text.length; at += 1) if (codes.has(text.charCodeAt(at))) count += 1
  return count
}

/** Whether a line is beyond a bound. By a loop: a regular expression may go over it again and again. */
function isBeyond(line: string): boolean {
  if (line.length > LETTERS_MAX) return true
  let [blanks, bars] = [0, 0]
  for (let at = 0; at < line.length; at += 1) {
    const letter = line.charCodeAt(at)
    blanks = letter === 32 || letter === 9 ? blanks + 1 : 0
    if (letter === 124) bars += 1
    if (blanks > BLANKS_MAX || bars > BARS_MAX) return true
  }
  return false
}

/** Whether nothing in a line is read as a sign. */
export const isPlain = (line: string): boolean => isBeyond(line) || countIn(line, SIGNS) > SIGNS_MAX

/** Ends a paragraph or a table before it is beyond a bound. */
class BoundedLeaf implements LeafBlockParser {
  #lines = 1
  #signs: number
  #bars: number
  #isTable = false

  constructor({ content }: LeafBlock) {
    this.#signs = countIn(content, SIGNS)
    this.#bars = countIn(content, BARS)
  }

  nextLine(cx: BlockContext, { text }: Line, leaf: LeafBlock): boolean {
    if (this.#lines === 1) this.#isTable = /^[\s>|:-]+$/.test(text.slice(0, LETTERS_MAX)) && mayBeTable(leaf)
    this.#lines += 1
    this.#signs += countIn(text, SIGNS)
    this.#bars += countIn(text, BARS)
    const letters = leaf.content.length + text.length
    const isPast = this.#isTable
      ? letters > TABLE_MAX || this.#bars > TABLE_BARS_MAX
      : this.#lines > LINES_MAX || this.#signs > SIGNS_MAX || letters > LETTERS_MAX
    if (!isPast && !isBeyond(text)) return false
    const { start, content } = leaf
    if (leaf.parsers.some((one) => one.finish(cx, leaf))) return true
    const words = cx.parser.parseInline(content, start)
    cx.addLeafElement(leaf, cx.elt('Paragraph', start, start + content.length, words))
    return true
  }

  finish(): boolean {
    return false
  }
}

/** A link's explanation is looked through anew with each line. */
const mayBeTable = ({ content }: LeafBlock): boolean => content.includes('|') && !content.includes(']:')

const boundedBlock: BlockParser = {
  name: 'Bounded',
  before: 'Blockquote',
  parse(cx, line) {
    if (line.next < 0 || (cx.depth <= DEPTH_MAX && !isBeyond(line.text))) return false
    const [from, to] = [cx.lineStart + line.pos, cx.lineStart + line.text.length]
    cx.nextLine()
    cx.addElement(cx.elt('Paragraph', from, to))
    return true
  },
  leaf: (_cx, leaf) => new BoundedLeaf(leaf),
}

const bounds: MarkdownConfig = {
  parseBlock: [boundedBlock],
  parseInline: [
    {
      name: 'Bounded',
      before: 'Escape',
      parse({ text, offset, end }, _next, at) {
        return at === offset && isPlain(text) ? end : -1
      },
    },
  ],
}

/** Table's end looks at the line behind it, too. */
const table: MarkdownConfig = {
  ...Table,
  parseBlock: (Table.parseBlock ?? []).map((block) => ({
    ...block,
    endLeaf: (cx, line, leaf) => !isBeyond(cx.peekLine()) && block.endLeaf?.(cx, line, leaf) === true,
  })),
}

/** The grammar of a page. */
export const pageParser = parser.configure([
  bounds,
  table,
  TaskList,
  Strikethrough,
  Autolink,
  highlights,
  footnotes,
  maths,
  namedLinks,
])

export type PageTree = ReturnType<typeof pageParser.parse>
export type SyntaxNode = PageTree['topNode']

/** The level of a heading, 1 to 6, by the name of its node; 0: it is none. */
export const levelOf = (name: string): number => Number(/^(?:ATX|Setext)Heading([1-6])$/.exec(name)?.[1] ?? 0)

/** The number that a list begins with. */
export function startOf(page: string, list: SyntaxNode): number {
  const number = Number.parseInt(page.slice(list.from, list.from + 9), 10)
  return Number.isNaN(number) ? 1 : number
}
