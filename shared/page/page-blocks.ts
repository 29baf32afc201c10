// The blocks of a page for whoever reads it without our program: elements that any reader of HTML knows, with
// the same letters, links and pictures in them as its lines have (page-lines.ts). Blank lines and signs of
// Markdown are not in it.
import { isForMakers } from './making-blocks.ts'
import { calloutIn } from './callouts.ts'
import { formulaFrom } from './formula-mathml.ts'
import { formulaOf } from './formulas.ts'
import { directionAt, type Direction } from './line-setting.ts'
import { NodeNesting, type OpenNode } from './node-nesting.ts'
import { isPoured, waysIn, type PageWorld } from './page-lines.ts'
import type { PageAttributes, PageElement, PageNode } from './page-nodes.ts'
import { levelOf, startOf, type PageTree, type SyntaxNode } from './page-parser.ts'
import { valuesIn } from './stand-ins.ts'
import { alignsOf, cellsIn, type Align } from './table-columns.ts'
import { typesetPage } from './typeset-page.ts'
import { pageTextOf, type PageRange, type PageText, type TypesetMark } from './typesetting.ts'

/** What marks on letters mean, by their classes. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['page-em', 'em'],
  ['page-strong', 'strong'],
  ['page-struck', 'del'],
  ['page-mark', 'mark'],
  ['page-chip page-mono', 'code'],
  ['page-note', 'sup'],
  ['page-callout-kind', 'strong'],
])
/** A sign that stands between the words of a name. */
const BETWEEN_WORDS = 'value-hidden'

/** The nodes of a page: its blocks, and what is said in them. */
export const blocksOf = (tree: PageTree, text: string, world: PageWorld): readonly PageNode[] =>
  new PageBlocks(tree, text, world).blocksIn(tree.topNode, 'ltr')

class PageBlocks {
  readonly #text: string
  readonly #page: PageText
  readonly #letters: NodeNesting<TypesetMark>
  /** What stands in for letters, the first one last. */
  readonly #standIns: PageElement[]
  readonly #hidesMaking: boolean
  #quotes = 0

  constructor(tree: PageTree, text: string, world: PageWorld) {
    this.#text = text
    this.#hidesMaking = world.hidesMaking === true
    this.#page = pageTextOf(text)
    const setting = typesetPage(tree, this.#page, [{ from: 0, to: text.length }], world)
    const values = world.values ? valuesIn(text, this.#page, world.values) : NO_VALUES
    const wayOf = waysIn(tree, text, world)
    this.#letters = new NodeNesting(
      [...setting.marks, ...values.marks].filter(isRead).toSorted(byStart),
      (mark) => elementOfMark(mark, (mark.href !== undefined && wayOf(mark.href)?.href) || undefined),
    )
    this.#standIns = [...setting.standIns, ...values.standIns, ...breaksIn(tree)]
      .filter(({ tag, shows }) => tag === 'br' || shows !== undefined)
      .map((shown) => (this.#hasOwnLine(shown) ? withOwnLine(shown) : shown))
      .toSorted(byStart)
      .toReversed()
  }

  /** `around`: the direction that they have if they say none. */
  blocksIn(node: SyntaxNode, around: Direction): PageNode[] {
    return childrenOf(node).flatMap((child) => this.#blocksOf(child, around))
  }

  #blocksOf(node: SyntaxNode, around: Direction): PageNode[] {
    if (this.#hidesMaking && isForMakers(this.#text, node)) return []
    const { name } = node
    const dir = this.#directionOf(node)
    const said = dir === around ? {} : { dir }
    if (name === 'BulletList' || name === 'OrderedList') {
      const start = name === 'OrderedList' ? startOf(this.#text, node) : 1
      const attributes = { ...said, start: start === 1 ? undefined : String(start) }
      const items = node.getChildren('ListItem').map((item) => this.#itemOf(item, dir))
      return [element(name === 'OrderedList' ? 'ol' : 'ul', node, items, attributes)]
    }
    if (name === 'Blockquote') return [this.#quotationOf(node, dir, said)]
    if (name === 'FencedCode' || name === 'CodeBlock') return [this.#codeOf(node, around)]
    if (name === 'Table') return [this.#tableOf(node, said)]
    if (name === 'HorizontalRule') return [element('hr', node, [])]
    if (name === 'MathBlock') {
      const { source } = formulaOf(this.#text.slice(node.from, node.to))
      return [element('p', node, [elementOfFormula(node, source, true)])]
    }
    // Signs of quotations and lists.
    if (name.endsWith('Mark')) return []
    const level = levelOf(name)
    return this.#proseIn(level === 0 ? 'p' : `h${level}`, node, said)
  }

  /** Pictures with nothing beside them are figures. */
  #proseIn(tag: string, range: PageRange, attributes: PageAttributes = {}): PageNode[] {
    const words = this.#wordsIn(range)
    const pictures = words.filter((word) => typeof word === 'object' && word.tag === 'img')
    if (pictures.length > 0 && words.every((word) => pictures.includes(word) || isBlank(word)))
      return pictures.map((picture) => element('figure', range, [picture]))
    if (tag === 'p' && words.some(hasOwnLine)) return paragraphsOf(words, range, attributes)
    return words.length === 0 ? [] : [element(tag, range, words, attributes)]
  }

  #itemOf(node: SyntaxNode, around: Direction): PageElement {
    const dir = this.#directionOf(node)
    const said = dir === around ? {} : { dir }
    const [first, ...others] = childrenOf(node).filter(({ name }) => !name.endsWith('Mark'))
    const isFewWords = !others.some(({ name }) => name === 'Paragraph')
    const begun = first ? this.#beginningOf(first, isFewWords, dir) : []
    return element('li', node, [...begun, ...others.flatMap((child) => this.#blocksOf(child, dir))], said)
  }

  /** What an item begins with: words of its own, unless there are more paragraphs; a task's box. */
  #beginningOf(node: SyntaxNode, isFewWords: boolean, dir: Direction): PageNode[] {
    if (node.name === 'Task') {
      const marker = node.getChild('TaskMarker')
      const isDone = marker !== null && this.#text.slice(marker.from + 1, marker.to - 1) !== ' '
      const words = this.#wordsIn({ from: marker?.to ?? node.from, to: node.to })
      const label = words.length === 0 ? 'Task without words' : undefined
      const box = element('input', node, [], { checked: String(isDone), label })
      return [element('label', node, words.length === 0 ? [box] : [box, ' ', ...words])]
    }
    if (node.name === 'Paragraph' && isFewWords) {
      const [only, ...more] = this.#proseIn('p', node)
      if (typeof only === 'object' && only.tag === 'p') return [...only.children]
      return only === undefined ? [] : [only, ...more]
    }
    return this.#blocksOf(node, dir)
  }

  /** A callout that folds is one that a reader can open; of others their kind is the first word. */
  #quotationOf(node: SyntaxNode, dir: Direction, said: PageAttributes): PageElement {
    const children = childrenOf(node)
    const at = children.findIndex(({ name }) => name !== 'QuoteMark')
    const first = children[at]
    const end = this.#page.lineAt(node.from).to
    const callout =
      this.#quotes === 0 && first?.name === 'Paragraph' && calloutIn(this.#text.slice(node.from, end))
    this.#quotes += 1
    const title = { from: first?.from ?? node.from, to: Math.min(node.to, end) }
    const words = callout ? withKind(this.#wordsIn(title)) : []
    const isFolding = callout && callout.fold !== null
    const begun = callout ? [element(isFolding ? 'summary' : 'p', title, words)] : []
    const isLonger = callout && first && first.to > end
    const rest = isLonger ? this.#proseIn('p', { from: end + 1, to: first.to }) : []
    const others = callout ? children.slice(at + 1) : children
    const content = [...begun, ...rest, ...others.flatMap((child) => this.#blocksOf(child, dir))]
    this.#quotes -= 1
    const open = callout && callout.fold === 'open' ? { open: 'true' } : {}
    return element(isFolding ? 'details' : 'blockquote', node, content, { ...said, ...open })
  }

  #codeOf(node: SyntaxNode, around: Direction): PageElement {
    const code = node.getChildren('CodeText').map(({ from, to }) => this.#text.slice(from, to))
    const info = node.getChild('CodeInfo')
    const language = /^[\w-]+/.exec(info ? this.#text.slice(info.from, info.to) : '')?.[0]
    const name = language === undefined ? {} : { class: `language-${language.toLowerCase()}` }
    const words = { ...element('code', node, [code.join('')]), ...name }
    return element('pre', node, [words], around === 'rtl' ? { dir: 'ltr' } : {})
  }

  #tableOf(node: SyntaxNode, said: PageAttributes): PageElement {
    const rule = node.getChild('TableDelimiter')
    const aligns = rule ? alignsOf(this.#text.slice(rule.from, rule.to)) : []
    const [head, ...rows] = childrenOf(node).flatMap((row) => {
      const tag = row.name === 'TableHeader' ? 'th' : 'td'
      return row.name === 'TableHeader' || row.name === 'TableRow' ? [this.#rowOf(row, tag, aligns)] : []
    })
    const parts = [element('thead', node, head ? [head] : [])]
    if (rows.length > 0) parts.push(element('tbody', node, rows))
    return element('table', node, parts, said)
  }

  #rowOf(row: SyntaxNode, tag: 'th' | 'td', aligns: readonly Align[]): PageElement {
    const cells = cellsIn(this.#text.slice(row.from, row.to)).map(({ from, to }, at) => {
      const range = { from: row.from + from, to: row.from + to }
      const align = aligns[at] ?? 'start'
      const look = align === 'start' ? {} : { class: `page-cell-${align}` }
      const scope = tag === 'th' ? { scope: 'col' } : {}
      return { ...element(tag, range, this.#wordsIn(range), scope), ...look }
    })
    return element('tr', row, cells)
  }

  /** The letters of a range in their marks, which ranges are asked for from the first to the last. */
  #wordsIn({ from, to }: PageRange): PageNode[] {
    let at = from
    for (let next = this.#standIns.at(-1); next && next.from < to; next = this.#standIns.at(-1)) {
      this.#standIns.pop()
      // In a picture that is shown nothing else is.
      if (next.from < at) continue
      this.#letters.addLetters(this.#text, at, next.from)
      this.#letters.addElement(next)
      at = next.to
    }
    this.#letters.addLetters(this.#text, at, to)
    const words = trimmed(readNodes(this.#letters.take(), false))
    return isPoured(this.#text, { from, to }) ? words.map(poured) : words
  }

  #hasOwnLine({ from, to, shows }: PageElement): boolean {
    return shows === 'picture' && this.#page.lineAt(from).text.trim().length === to - from
  }

  /** Of its first line; code has the direction of programs. */
  #directionOf({ from }: PageRange): Direction {
    return directionAt(this.#page, this.#page.lineAt(from))
  }
}

const NO_VALUES = { marks: [], standIns: [] }
const byStart = (a: PageRange, b: PageRange): number => a.from - b.from

const isRead = ({ from, to, class: name, isSign, href }: TypesetMark): boolean =>
  to > from && (isSign === true || href !== undefined || MEANINGS.has(name))

const element = (
  tag: string,
  { from, to }: PageRange,
  children: readonly PageNode[],
  attributes: PageAttributes = {},
): PageElement => ({ tag, from, to, attributes, children })

function elementOfMark(mark: TypesetMark, href: string | undefined): OpenNode {
  const children: PageNode[] = []
  const tag = href === undefined ? (MEANINGS.get(mark.class) ?? 'span') : 'a'
  const sign = mark.isSign === true
  const made = { ...element(tag, mark, children, { href }), class: mark.class, sign }
  return { element: made, children }
}

/** The words of a callout's title: its kind is the first, as words begin. */
function withKind([kind, ...words]: readonly PageNode[]): PageNode[] {
  if (typeof kind !== 'object') return kind === undefined ? [] : [kind, ...words]
  const named = lettersOf(kind).replace(/^./, (letter) => letter.toUpperCase())
  return [{ ...kind, children: [named] }, ...words]
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

/** Where a line of a paragraph ends for good. */
function breaksIn(tree: PageTree): PageElement[] {
  const breaks: PageElement[] = []
  tree.iterate({
    enter(node) {
      if (node.name === 'HardBreak') breaks.push(element('br', node, []))
    },
  })
  return breaks
}

/** A picture that has its line for itself. */
const withOwnLine = (shown: PageElement): PageElement => ({
  ...shown,
  children: shown.children.map((one) => (typeof one === 'string' ? one : { ...one, shows: 'picture' })),
})
const hasOwnLine = (node: PageNode): boolean => typeof node === 'object' && node.shows === 'picture'

/** The words of a paragraph, and the pictures between them. */
function paragraphsOf(words: readonly PageNode[], range: PageRange, attributes: PageAttributes): PageNode[] {
  const parts: PageNode[] = []
  let run: PageNode[] = []
  const endRun = (): void => {
    const said = trimmed(run)
    if (said.length > 0) parts.push(element('p', range, said, attributes))
    run = []
  }
  for (const word of words) {
    if (!hasOwnLine(word)) {
      run.push(word)
      continue
    }
    endRun()
    parts.push(element('figure', range, [word]))
  }
  endRun()
  return parts
}

/** What is read of nodes: no signs, no looks without a meaning, no link in another. */
function readNodes(nodes: readonly PageNode[], isInLink: boolean): PageNode[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return [withoutEnds(node)]
    if (node.sign === true) return node.class === BETWEEN_WORDS ? [' '] : []
    if (node.shows === 'formula') return [elementOfFormula(node, lettersOf(node), false)]
    if (node.tag === 'br' || node.tag === 'img') return [node]
    const children = readNodes(node.children, isInLink || node.tag === 'a')
    if (node.shows === 'value') return [{ ...node, children }]
    const { class: _look, ...plain } = node
    if (node.tag === 'a' && !isInLink) return linkAround(plain, children)
    return plain.tag === 'a' || plain.tag === 'span' || plain.tag === 'div' || children.length === 0
      ? children
      : [{ ...plain, children }]
  })
}

/** Without the blanks at the ends of its lines. */
function withoutEnds(text: string): string {
  const lines = text.split('\n')
  return lines.map((line, at) => (at < lines.length - 1 ? line.trimEnd() : line)).join('\n')
}

/** A link has words: of a picture that has none, where it leads. */
function linkAround(link: PageElement, children: readonly PageNode[]): readonly PageNode[] {
  if (!children.every(isBlank)) return [{ ...link, children }]
  const alt = link.attributes?.href
  const named = children.map((child) =>
    typeof child === 'object' && child.tag === 'img'
      ? { ...child, attributes: { ...child.attributes, alt } }
      : child,
  )
  return named.every(isBlank) ? children : [{ ...link, children: named }]
}

/** Whether nobody reads anything of it. */
function isBlank(node: PageNode): boolean {
  if (typeof node === 'string') return node.trim() === ''
  if (node.tag === 'img') return (node.attributes?.alt ?? '').trim() === ''
  return node.tag !== 'math' && node.tag !== 'input' && node.children.every(isBlank)
}

function elementOfFormula({ from, to }: PageRange, source: string, isBlock: boolean): PageElement {
  const range = { from, to }
  try {
    return { tag: 'math', ...range, written: source, children: [], formula: formulaFrom(source, isBlock) }
  } catch {
    return element('code', range, [source])
  }
}

const lettersOf = (node: PageNode): string =>
  typeof node === 'string' ? node : node.children.map(lettersOf).join('')

/** Without the blanks at both ends. */
function trimmed(nodes: readonly PageNode[]): PageNode[] {
  const words = [...nodes]
  while (isEmptyWord(words[0])) words.shift()
  while (isEmptyWord(words.at(-1))) words.pop()
  const last = words.length - 1
  return words.map((word, at) => {
    if (typeof word !== 'string') return word
    const begun = at === 0 ? word.trimStart() : word
    return at === last ? begun.trimEnd() : begun
  })
}

const isEmptyWord = (node: PageNode | undefined): boolean =>
  typeof node === 'string' ? node.trim() === '' : node?.tag === 'br'

/** Lines that were broken for their length alone flow on. */
const poured = (node: PageNode): PageNode =>
  typeof node === 'string' ? node.replaceAll('\n', ' ') : { ...node, children: node.children.map(poured) }
