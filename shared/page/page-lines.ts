// The lines of a page for all who only read it: what its blocks mean around its lines, and in each line its
// letters in their marks. A line is as high as the editor's: the same classes, and every sign in its place.
// The letters of a line are exactly its source, but where a node stands in for some of them.
import type { ShownPageValue } from '../world/live/live-page-values.ts'
import { isForMakers, isLiveCode } from './making-blocks.ts'
import { isLiveInfo } from '../world/page-values.ts'
import { embedIn } from './embeds.ts'
import { NodeNesting, type OpenNode } from './node-nesting.ts'
import type { PageAttributes, PageElement, PageNode } from './page-nodes.ts'
import { isNote } from './footnotes.ts'
import { withoutSigns } from './headings.ts'
import { bare, explainedIn, nameOf } from './page-links.ts'
import { isNamed } from './named-links.ts'
import { levelOf, startOf, type PageTree } from './page-parser.ts'
import { valuesIn } from './stand-ins.ts'
import { typesetPage } from './typeset-page.ts'
import {
  classes,
  pageTextOf,
  type PageRange,
  type PageText,
  type TypesetLine,
  type TypesetMark,
  type TypesetWorld,
} from './typesetting.ts'

/** What a page asks its surroundings when it is drawn for readers. */
export interface PageWorld extends TypesetWorld {
  /** The values that lines such as `#score 12` show now, by name; none: as they are written. */
  readonly values?: ReadonlyMap<string, ShownPageValue>
  /** The colours of code that runs: classes of its letters. */
  readonly colorsOf?: (code: string) => readonly CodeColor[]
  readonly marks?: readonly PageMark[]
  /** What is for makers is not shown: it keeps its room, so that words stand where its writers see them. */
  readonly hidesMaking?: boolean
}

/** A stretch of a page that looks different, or words that are shown at a place and are not in the text. */
export type PageMark =
  | (PageRange & { readonly class: string; readonly color?: string })
  | { readonly at: number; readonly out: string; readonly class: string }

export interface CodeColor extends PageRange {
  readonly class: string
}

/** The class of the block of a page that is code which runs. */
export const LIVE_CODE = 'live-code'
/** The class of a block that is for the makers of a page, and is not shown. */
const HIDDEN = 'hidden-making'

/** The nodes of a page: blocks around lines around letters. */
export function linesOf(tree: PageTree, text: string, world: PageWorld): readonly PageNode[] {
  const page = pageTextOf(text)
  const setting = typesetPage(tree, page, [{ from: 0, to: text.length }], world)
  const values = world.values ? valuesIn(text, page, world.values) : NO_VALUES
  const marked: TypesetMark[] = []
  const outs: PageElement[] = []
  for (const mark of world.marks ?? [])
    if ('at' in mark) outs.push(elementOfOut({ ...mark, at: Math.min(mark.at, text.length) }))
    else marked.push({ ...mark, rank: 1 })
  const standIns = Map.groupBy(
    [...values.standIns, ...outs, ...setting.standIns].toSorted(byStart),
    ({ from }) => page.lineAt(from).from,
  )
  const looks = Map.groupBy(setting.lines, ({ from }) => from)
  const wayOf = waysIn(tree, text, world)
  const blocks = new NodeNesting(blocksIn(tree, text, page, world), elementOfBlock)
  const letters = new NodeNesting(
    [...setting.marks, ...values.marks, ...codeColorsIn(tree, text, world.colorsOf), ...marked]
      .filter(({ from, to }) => to > from)
      .toSorted(byStart),
    (mark) => elementOfMark(mark, wayOf, (at) => labelOf(page.sliceString(at, page.lineAt(at).to))),
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
    blocks.addElement(elementOfLine(line, looks.get(line.from) ?? [], words, setting.formulas.get(line.from)))
    at = line.to + 1
  }
  return blocks.take()
}

const NO_VALUES = { marks: [], standIns: [] }
const byStart = (a: PageRange, b: PageRange): number => a.from - b.from

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

/** So many letters of a task name its box: signs are looked for again and again. */
const LABEL_MAX = 200

/** The words of a task as they are read. */
function labelOf(words: string): string {
  const written = words.slice(0, LABEL_MAX).replaceAll(/\[\[(?:[^\]|]*\|)?|\]\]/g, '')
  return withoutSigns(written).trim() || 'Task without words'
}

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
function blocksIn(tree: PageTree, text: string, page: PageText, { hidesMaking }: PageWorld): PageBlock[] {
  const blocks: PageBlock[] = []
  tree.iterate({
    enter({ name, node }) {
      if (name === 'Paragraph' && isPoured(text, node)) {
        const [from, to] = [page.lineAt(node.from).from, page.lineAt(node.to).to + 1]
        blocks.push({ tag: 'div', class: 'page-poured', from, to, attributes: {} })
      }
      // Signs alone are no heading to go to.
      const level = /^[#\s]*$/.test(text.slice(node.from, node.to)) ? 0 : levelOf(name)
      const tag = level > 0 ? `h${level}` : BLOCKS.get(name)
      if (tag !== undefined) {
        // Blank lines between the items of a list belong to the one above.
        const next = name === 'ListItem' ? node.nextSibling : null
        const to = next ? page.lineAt(next.from).from : page.lineAt(node.to).to + 1
        const role = name === 'Table' ? 'table' : undefined
        const start = name === 'OrderedList' ? String(startOf(text, node)) : undefined
        const isLive = isLiveCode(text, node)
        const isHidden = hidesMaking === true && isForMakers(text, node)
        blocks.push({
          tag,
          from: page.lineAt(node.from).from,
          to,
          attributes: { role, start },
          ...((isLive || isHidden) && { class: classes(isLive ? LIVE_CODE : '', isHidden ? HIDDEN : '') }),
        })
      }
      return AROUND.has(name)
    },
  })
  return blocks
}

/** A line with so many letters was broken for its length alone, and flows on for who reads in a column. */
const POURED_MIN = 55

/** Whether the lines of a paragraph were. */
export function isPoured(text: string, { from, to }: PageRange): boolean {
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

/** Words that are not there any more, where they were. */
export const elementOfOut = ({ at, out, class: name }: Extract<PageMark, { at: number }>): PageElement => ({
  tag: 'del',
  class: name,
  from: at,
  to: at,
  shows: 'out',
  children: [out],
})

interface LinkWay {
  readonly href: string
  /** Where it leads, as the page says it. */
  readonly written: string
}

type WayOf = (written: string) => LinkWay | null

/** Where links lead; those that say a name in brackets, by the lines of the page that explain it. */
export function waysIn(tree: PageTree, text: string, { hrefOf }: PageWorld): WayOf {
  const explained = explainedIn(tree, text)
  return (said) => {
    const isName = said.startsWith('[') && !isNamed(said) && !isNote(said)
    const written = isName ? explained.get(nameOf(said.slice(1, -1))) : bare(said)
    const href = written === undefined ? null : hrefOf(written)
    return written === undefined || href === null ? null : { href, written }
  }
}
