// The lines of a page for all who only read it: what its blocks mean around its lines, and in each line its
// letters in their marks. A line is as high as the editor's: the same classes, and every sign in its place.
// The letters of a line are exactly its source, but where a node stands in for some of them.
import { isLiveInfo, pageValuesIn } from '../world/page-values.ts'
import { embedIn, type EmbedSyntax } from './embeds.ts'
import { formulaLook, formulaOf } from './formulas.ts'
import { NodeNesting, type OpenNode } from './node-nesting.ts'
import { numberClass } from './number-classes.ts'
import type { PageAttributes, PageElement, PageNode } from './page-nodes.ts'
import { isNote } from './footnotes.ts'
import { bare, explainedIn, nameOf } from './page-links.ts'
import { isNamed } from './named-links.ts'
import { levelOf, startOf, type PageTree } from './page-parser.ts'
import type { FoundPicture } from './picture-syntax.ts'
import { typesetPage } from './typeset-page.ts'
import {
  classes,
  pageTextOf,
  type PageRange,
  type PageText,
  type TypesetLine,
  type TypesetMark,
  type Typesetting,
  type TypesetWorld,
} from './typesetting.ts'

/** What a page asks its surroundings when it is drawn for readers. */
export interface PageWorld extends TypesetWorld {
  /** Where a link leads, by what is written: an address, or a link by name; null: nowhere from here. */
  readonly hrefOf: (written: string) => string | null
  /** Whether lines show other pages. */
  readonly hasEmbeds: boolean
  /** The values that lines such as `#score 12` show now, by name; none: as they are written. */
  readonly values?: ReadonlyMap<string, PageValueNow>
  /** The colours of code that runs: classes of its letters. */
  readonly colorsOf?: (code: string) => readonly CodeColor[]
  readonly marks?: readonly PageMark[]
}

/** A stretch of a page that looks different, or words that are shown at a place and are not in the text. */
export type PageMark =
  | (PageRange & { readonly class: string; readonly color?: string })
  | { readonly at: number; readonly out: string; readonly class: string }

export interface CodeColor extends PageRange {
  readonly class: string
}

export interface PageValueNow {
  readonly value: string
  /** Nobody else sees it. */
  readonly isPersonal: boolean
}

/** The class of a value that is shown instead of the written one. */
export const valueClass = (isPersonal: boolean): string =>
  isPersonal ? 'live-value live-value-personal' : 'live-value'

/** What is said about it. */
export const valueTitle = (isPersonal: boolean, written: string): string => {
  const by = isPersonal ? 'Shown by code to you alone' : 'Written by code'
  return written === '' ? by : `${by}; the page says ${written}`
}

/** The class of the block of a page that is code which runs. */
export const LIVE_CODE = 'live-code'

/** The nodes of a page: blocks around lines around letters. */
export function linesOf(tree: PageTree, text: string, world: PageWorld): readonly PageNode[] {
  const page = pageTextOf(text)
  const setting = typesetPage(tree, page, [{ from: 0, to: text.length }], world)
  const values = world.values ? valuesIn(text, page, world.values) : NO_VALUES
  const marked = (world.marks ?? []).flatMap((mark) => ('at' in mark ? [] : [{ ...mark, rank: 1 as const }]))
  const outs = (world.marks ?? []).flatMap((mark) => ('at' in mark ? [elementOfOut(mark, text)] : []))
  const { standIns, formulas, lines } = standInsIn(tree, setting, world, [...values.standIns, ...outs])
  const looks = Map.groupBy([...setting.lines, ...lines], ({ from }) => from)
  const wayOf = waysIn(tree, text, world)
  const blocks = new NodeNesting(blocksIn(tree, text, page), elementOfBlock)
  const letters = new NodeNesting(
    [...setting.marks, ...values.signs, ...codeColorsIn(tree, text, world.colorsOf), ...marked]
      .filter(({ from, to }) => to > from)
      .toSorted((a, b) => a.from - b.from),
    (mark) => elementOfMark(mark, wayOf, (at) => plainly(page.sliceString(at, page.lineAt(at).to))),
  )
  for (let at = 0; at <= text.length;) {
    const line = page.lineAt(at)
    for (const shown of standIns.get(line.from) ?? []) {
      // In a picture that is shown nothing else is.
      if (shown.from < at) continue
      letters.addLetters(text, at, shown.from)
      letters.addElement(shown)
      at = shown.to
    }
    letters.addLetters(text, at, line.to)
    const words = letters.take()
    blocks.addElement(elementOfLine(line, looks.get(line.from) ?? [], words, formulas.get(line.from)))
    at = line.to + 1
  }
  return blocks.take()
}

/** `formula`: what is drawn over the line, whose letters are its source. */
function elementOfLine(
  { from, to }: PageRange,
  looks: readonly TypesetLine[],
  words: readonly PageNode[],
  formula: PageElement | undefined,
): PageElement {
  const dir = looks.findLast((look) => look.dir !== undefined)?.dir
  const isRow = looks.some((look) => look.isRow)
  const isSign = looks.some((look) => look.isSign)
  // A line without a letter is as high as others.
  const letters = words.length > 0 ? words : [{ tag: 'br', from, to, children: [] }]
  const source: PageElement = { tag: 'span', from, to, sign: true, children: letters }
  return {
    tag: 'div',
    class: classes('page-line', ...looks.map((look) => look.class)),
    from,
    to,
    sign: isSign && !formula,
    attributes: { dir, role: isRow ? 'row' : undefined },
    children: formula ? [formula, source] : letters,
  }
}

function elementOfMark(mark: TypesetMark, wayOf: WayOf, wordsBehind: (at: number) => string): OpenNode {
  const { from, to, class: name, isSign = false, role, isChecked } = mark
  const children: PageNode[] = []
  if (role === 'checkbox') {
    const sign: PageElement = { tag: 'span', from, to, sign: true, children }
    const attributes = { role, checked: String(isChecked === true), label: wordsBehind(to) }
    return { element: { tag: 'span', class: name, from, to, attributes, children: [sign] }, children }
  }
  const { href, ...way } = (mark.href !== undefined && wayOf(mark.href)) || {}
  const tag = href === undefined ? 'span' : 'a'
  const tint = mark.color === undefined ? {} : { color: mark.color }
  return {
    element: {
      tag,
      ...way,
      ...tint,
      class: name,
      from,
      to,
      sign: isSign,
      attributes: { href, role },
      children,
    },
    children,
  }
}

/** Words without the signs of Markdown. */
const plainly = (words: string): string => words.replaceAll(/[*_~`=[\]]+/g, '').trim()

interface PageBlock extends PageRange {
  readonly tag: string
  readonly class?: string
  readonly attributes: PageAttributes
}

function elementOfBlock({ to, ...block }: PageBlock): OpenNode {
  const children: PageNode[] = []
  return { element: { ...block, to: to - 1, children }, children }
}

const BLOCKS: ReadonlyMap<string, string> = new Map([
  ['BulletList', 'ul'],
  ['OrderedList', 'ol'],
  ['ListItem', 'li'],
  ['Blockquote', 'blockquote'],
  ['FencedCode', 'pre'],
  ['CodeBlock', 'pre'],
  ['Table', 'div'],
])
/** They hold other blocks. */
const AROUND: ReadonlySet<string> = new Set([
  'Document',
  'BulletList',
  'OrderedList',
  'ListItem',
  'Blockquote',
])

/** What lines mean together, in whole lines. */
function blocksIn(tree: PageTree, text: string, page: PageText): PageBlock[] {
  const blocks: PageBlock[] = []
  tree.iterate({
    enter({ name, node }) {
      if (name === 'Paragraph' && isPoured(text, node)) {
        const [from, to] = [page.lineAt(node.from).from, page.lineAt(node.to).to + 1]
        blocks.push({ tag: 'div', class: 'page-poured', from, to, attributes: {} })
      }
      const level = levelOf(name)
      const tag = level > 0 ? `h${level}` : BLOCKS.get(name)
      if (tag !== undefined) {
        // Blank lines between the items of a list belong to the one above.
        const next = name === 'ListItem' ? node.nextSibling : null
        const to = next ? page.lineAt(next.from).from : page.lineAt(node.to).to + 1
        const role = name === 'Table' ? 'table' : undefined
        const start = name === 'OrderedList' ? String(startOf(text, node)) : undefined
        const info = name === 'FencedCode' ? node.getChild('CodeInfo') : null
        const isLive = info && node.parent?.name === 'Document' && isLiveInfo(text.slice(info.from, info.to))
        blocks.push({
          tag,
          from: page.lineAt(node.from).from,
          to,
          attributes: { role, start },
          ...(isLive && { class: LIVE_CODE }),
        })
      }
      return AROUND.has(name)
    },
  })
  return blocks
}

/** A line with so many letters was broken for its length alone, and flows on for who reads in a column. */
const POURED_MIN = 55

function isPoured(text: string, { from, to }: PageRange): boolean {
  const lines = text.slice(from, to).split('\n')
  return (
    lines.length > 1 &&
    lines.slice(0, -1).every((line) => line.length >= POURED_MIN) &&
    lines.every((line) => embedIn(line) === null)
  )
}

function codeColorsIn(tree: PageTree, text: string, colorsOf: PageWorld['colorsOf']): TypesetMark[] {
  const marks: TypesetMark[] = []
  if (!colorsOf) return marks
  tree.iterate({
    enter({ name, node }) {
      const info = name === 'FencedCode' ? node.getChild('CodeInfo') : null
      if (!info || !isLiveInfo(text.slice(info.from, info.to))) return AROUND.has(name)
      for (const { from, to } of node.getChildren('CodeText'))
        for (const color of colorsOf(text.slice(from, to)))
          marks.push({ from: from + color.from, to: from + color.to, class: color.class, rank: 0 })
      return false
    },
  })
  return marks
}

function elementOfOut(
  { at, out, class: name }: Extract<PageMark, { at: number }>,
  text: string,
): PageElement {
  const place = Math.min(at, text.length)
  return { tag: 'del', class: name, from: place, to: place, shows: 'out', children: [out] }
}

interface LineValues {
  readonly signs: readonly TypesetMark[]
  readonly standIns: readonly PageElement[]
}

const NO_VALUES: LineValues = { signs: [], standIns: [] }

/** In lines of values, the sign and what joins the words of a name take their room unseen. */
function valuesIn(text: string, page: PageText, values: ReadonlyMap<string, PageValueNow>): LineValues {
  const signs: TypesetMark[] = []
  const standIns: PageElement[] = []
  for (const { name, from, to, value } of pageValuesIn(text)) {
    const start = page.lineAt(from).from
    signs.push(hidden(start, 'value-sign value-hidden'))
    for (const { index } of name.matchAll(/[-_]/g)) signs.push(hidden(start + 1 + index, 'value-hidden'))
    const now = values.get(name)
    if (now === undefined || now.value === value) continue
    const attributes = { title: valueTitle(now.isPersonal, value) }
    const looks = { class: valueClass(now.isPersonal), attributes, children: [now.value] }
    standIns.push({ tag: 'span', from, to, shows: 'value', ...looks })
  }
  return { signs, standIns }
}

const hidden = (from: number, name: string): TypesetMark => ({
  from,
  to: from + 1,
  class: name,
  rank: 0,
  isSign: true,
})

interface StandIns {
  /** In place of letters, by the start of their line, and in their order. */
  readonly standIns: ReadonlyMap<number, readonly PageElement[]>
  /** Blocks of formulas, by the line that they begin in: drawn over their source, whose lines these are. */
  readonly formulas: ReadonlyMap<number, PageElement>
  readonly lines: readonly TypesetLine[]
}

/** `others`: values that lines show, and words that went. */
function standInsIn(
  tree: PageTree,
  setting: Typesetting,
  { hasEmbeds, hrefOf }: PageWorld,
  others: readonly PageElement[],
): StandIns {
  const { text, marks } = setting
  const empty = marks.filter(({ from, to }) => from === to)
  const standIns = [
    ...others,
    ...empty.map(
      (mark) =>
        elementOfMark(
          mark,
          () => null,
          () => '',
        ).element,
    ),
  ]
  const formulas = new Map<number, PageElement>()
  const lines: TypesetLine[] = []
  tree.iterate({
    enter({ name, from, to }) {
      if (name === 'Image') {
        const line = text.lineAt(from)
        const picture = setting.pictureAt(from)
        const embed = hasEmbeds ? embedIn(line.text) : null
        if (picture) standIns.push(elementOfPicture(picture, from))
        else if (embed) standIns.push(elementOfEmbed(embed, line, hrefOf))
      } else if (name === 'Math') standIns.push(elementOfFormula(text, from, to, null))
      else if (name === 'MathBlock') {
        const high = formulaOf(text.sliceString(from, to)).lines
        formulas.set(text.lineAt(from).from, elementOfFormula(text, from, to, high))
        for (let at = from; at <= to; at = text.lineAt(at).to + 1)
          lines.push({ from: text.lineAt(at).from, class: 'page-math-drawn', isSign: true })
      }
    },
  })
  const sorted = standIns.toSorted((a, b) => a.from - b.from)
  return { standIns: Map.groupBy(sorted, ({ from }) => text.lineAt(from).from), formulas, lines }
}

function elementOfPicture({ source, words, width, height, length }: FoundPicture, from: number): PageElement {
  const size = { height: String(height), width: width === null ? undefined : String(width) }
  const to = from + length
  const image = { tag: 'img', from, to, attributes: { src: source, alt: words, ...size }, children: [] }
  const name = classes('page-picture', width === null ? '' : 'page-picture-within')
  return { tag: 'span', class: name, from, to, shows: 'picture', children: [image] }
}

function elementOfFormula(text: PageText, from: number, to: number, lines: number | null): PageElement {
  const written = text.sliceString(from, to)
  const source = lines === null ? written.slice(1, -1) : formulaOf(written).source
  return { tag: 'span', class: formulaLook(source, lines), from, to, shows: 'formula', children: [source] }
}

function elementOfEmbed(
  { written, lines }: EmbedSyntax,
  { from, to }: PageRange,
  hrefOf: PageWorld['hrefOf'],
): PageElement {
  const href = hrefOf(written) ?? undefined
  const words = written.slice(3, -2).replace(/\|.*/, '')
  const way: PageElement = {
    tag: href === undefined ? 'span' : 'a',
    class: 'page-embed-way',
    from,
    to,
    attributes: { href },
    children: [words],
  }
  const name = classes('page-embed', numberClass('high', lines))
  return { tag: 'div', class: name, from, to, shows: 'embed', written, children: [way] }
}

interface LinkWay {
  readonly href: string
  /** Where it leads, as the page says it. */
  readonly written: string
}

type WayOf = (written: string) => LinkWay | null

/** Where links lead; those that say a name in brackets, by the lines of the page that explain it. */
function waysIn(tree: PageTree, text: string, { hrefOf }: PageWorld): WayOf {
  const explained = explainedIn(tree, text)
  return (said) => {
    const isName = said.startsWith('[') && !isNamed(said) && !isNote(said)
    const written = isName ? explained.get(nameOf(said.slice(1, -1))) : bare(said)
    const href = written === undefined ? null : hrefOf(written)
    return written === undefined || href === null ? null : { href, written }
  }
}
