// Rich text of other programs on the clipboard, as Markdown: headings, bold and slanted words, links, lists,
// tables, quotations, code.
import {
  attributeOf,
  findElement,
  isElement,
  readHtml,
  textIn,
  type HtmlElement,
  type HtmlNode,
} from './html-reader.ts'
import { formulaFrom, type PageFormula } from './html-formulas.ts'
import { raise, raisingOf, type Raising } from './raised-letters.ts'
import { writeAddress } from '../../shared/page/page-links.ts'

/** More than this, in letters, is pasted without its looks. */
const LENGTH_MAX = 2_000_000

/** A table of more cells, those that merged ones stand over too, is pasted without its looks. */
const CELLS_MAX = 100_000

interface PastedPage {
  /** Null: it has no looks that are worth keeping. */
  readonly markdown: string | null
  /** How many pictures the program kept to itself. */
  readonly lostPictures: number
}

/**
 * `plain`: the same without looks. Throws a RangeError where elements stand too deep in each other, or where
 * a table is too large.
 */
export function markdownFrom(html: string, plain: string): PastedPage {
  if (html.length > LENGTH_MAX) return { markdown: null, lostPictures: 0 }
  const body = readHtml(html)
  const lostPictures = countLost(body)
  if (findElement(body, isFromCode) !== null) return { markdown: null, lostPictures }
  const markdown = joined(blocksOf(body))
  const bare = (text: string): string => text.replace(/[\s\\]/g, '')
  return { markdown: bare(markdown) === bare(plain) ? null : markdown, lostPictures }
}

/** An editor of code tells its colours; its blanks count. */
const isFromCode = (element: HtmlElement): boolean =>
  element.name === 'div' && /white-space:\s*pre\s*(?:;|$)/i.test(attributeOf(element, 'style'))

interface TextBlock {
  readonly text: string
  /** No blank line stands between two lines of a text, or two items of a list; an empty line is one. */
  readonly kind?: 'line' | 'item'
}

function joined(blocks: readonly TextBlock[]): string {
  let all = ''
  let last: TextBlock['kind']
  let isParted = false
  for (const { text, kind } of blocks) {
    if (text === '') isParted = true
    else {
      const isNext = kind !== undefined && kind === last && !isParted
      all += `${all === '' ? '' : isNext ? '\n' : '\n\n'}${text}`
      last = kind
      isParted = false
    }
  }
  return all
}

const SKIPPED = new Set(
  'svg head script style title textarea noscript template xmp iframe button select meta link'.split(' '),
)
const BLOCKS = new Set(
  'address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)

/** Hidden parts, parts without words, and the signs that other programs write before their items. */
const isSkipped = (element: HtmlElement): boolean =>
  SKIPPED.has(element.name) ||
  'hidden' in element.attributes ||
  /display:\s*none/i.test(attributeOf(element, 'style')) ||
  attributeOf(element, 'class') === 'MathJax_Preview' ||
  isWordSign(element) ||
  isPictureOfBox(element)

/** Google Docs draws the box of a checklist. */
const isPictureOfBox = (element: HtmlElement): boolean =>
  element.name === 'img' && attributeOf(element, 'aria-roledescription') === 'checkbox'

const isWordSign = (element: HtmlElement): boolean =>
  /mso-list:\s*ignore/i.test(attributeOf(element, 'style'))

const HARD_BLANK = '\u00A0'

/** Elements whose words are a paragraph; elsewhere, as in a mail or a note, they are a line among others. */
const isParagraph = ({ name }: HtmlElement): boolean => name !== 'div' && BLOCKS.has(name)

/** Blocks of an element's content; words between them are one each. */
function blocksOf(parent: HtmlElement): TextBlock[] {
  const blocks: TextBlock[] = []
  let line = ''
  let hasBlank = false
  function end(): void {
    const text = tidy(line)
    const isEmptyLine = text === '' && (hasBlank || line.includes('\n'))
    if (text !== '' || isEmptyLine)
      blocks.push({ text: escapedStart(text), ...(!isParagraph(parent) && { kind: 'line' }) })
    line = ''
    hasBlank = false
  }
  const nodes = withNestedLists(parent.children)
  for (const [at, node] of nodes.entries()) {
    if (isElement(node) && holdsBlocks(node)) {
      end()
      blocks.push(...blockOf(node))
    } else {
      line += nextInline(nodes[at - 1], node, NOTHING)
      // Many programs keep an empty line open by one blank.
      hasBlank ||= (isElement(node) ? textIn(node) : node).includes(HARD_BLANK)
    }
  }
  end()
  return blocks
}

const isBlock = (element: HtmlElement): boolean =>
  BLOCKS.has(element.name) || formulaFrom(element)?.isBlock === true
const holdsBlocks = (element: HtmlElement): boolean =>
  !isSkipped(element) && (isBlock(element) || findElement(element, isBlock) !== null)

function blockOf(element: HtmlElement): TextBlock[] {
  const { name } = element
  const formula = formulaFrom(element)
  if (formula !== null) return [{ text: formulaBlock(formula) }]
  if (/^h[1-6]$/.test(name)) {
    const text = tidy(inlineOf(element, ['**'])).replace(/\n/g, ' ')
    return text === '' ? [] : [{ text: `${'#'.repeat(Number(name[1]))} ${text}` }]
  }
  switch (name) {
    case 'hr':
      return [{ text: '---' }]
    case 'pre':
      return [{ text: fence(textIn(element)) }]
    case 'blockquote': {
      const text = joined(blocksOf(element))
      return text === '' ? [] : [{ text: text.replace(/^(?=.)/gm, '> ').replace(/^$/gm, '>') }]
    }
    case 'ul':
    case 'ol':
      return [{ text: listOf(element) }].filter(({ text }) => text !== '')
    case 'table':
      return tableOf(element)
    case 'p':
      return /mso-list:/i.test(attributeOf(element, 'style')) ? wordItem(element) : blocksOf(element)
    case 'div':
      return isEvernoteCode(element) ? [{ text: fence(linesIn(element)) }] : blocksOf(element)
    default:
      return blocksOf(element)
  }
}

const isEvernoteCode = (element: HtmlElement): boolean =>
  /-en-codeblock:\s*true/i.test(attributeOf(element, 'style'))

/** Each line is an element of its own. */
const linesIn = ({ children }: HtmlElement): string =>
  children
    .map((node) => (isElement(node) ? `${textIn(node).replace(/\n$/, '')}\n` : node))
    .join('')
    .replaceAll(HARD_BLANK, ' ')

/** Without a language: code called `js` runs, and nobody who pastes a web page asked for that. */
function fence(code: string): string {
  const longest = (code.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2)
  const sign = '`'.repeat(longest + 1)
  return `${sign}\n${code.replace(/\n$/, '')}\n${sign}`
}

const isList = ({ name }: HtmlElement): boolean => name === 'ul' || name === 'ol'

/** Slack writes lists in a list beside it, and says how deep they are: here they stand in it. */
function withNestedLists(nodes: readonly HtmlNode[]): readonly HtmlNode[] {
  if (!nodes.some((node) => isElement(node) && Number(attributeOf(node, 'data-indent')) > 0)) return nodes
  const outer: HtmlNode[] = []
  /** The lists that are open, the outermost first. */
  let open: { readonly name: string; readonly children: HtmlNode[] }[] = []
  for (const node of nodes) {
    if (!isElement(node) || !isList(node)) {
      if (isElement(node) || node.trim() !== '') open = []
      outer.push(node)
      continue
    }
    const depth = Math.min(open.length, Number(attributeOf(node, 'data-indent')) || 0)
    const same = open[depth]
    open.length = Math.min(open.length, depth + 1)
    if (same?.name === node.name) {
      for (const item of node.children) same.children.push(item)
      continue
    }
    const list = { ...node, children: [...node.children] }
    const around = depth === 0 ? outer : open[depth - 1]?.children
    around?.push(list)
    open[depth] = list
  }
  return outer
}

const isCheckbox = (element: HtmlElement): boolean =>
  element.name === 'input' && attributeOf(element, 'type') === 'checkbox'

/** Whether an item is done, as its list says or a box in it; null: it is no task. */
function doneIn(item: HtmlElement, list: HtmlElement): boolean | null {
  const said = attributeOf(item, 'aria-checked') || attributeOf(item, 'data-checked')
  const [, evernote = ''] = /--en-checked:\s*(true|false)/i.exec(attributeOf(item, 'style')) ?? []
  const told = /^(?:true|false)$/.exec(said || evernote)?.[0]
  if (told !== undefined) return told === 'true'
  if (/--en-todo:\s*true/i.test(attributeOf(list, 'style'))) return false
  const box = findElement(item, (one) => isCheckbox(one) || one.name === 'li')
  return box === null || !isCheckbox(box) ? null : 'checked' in box.attributes
}

function listOf(list: HtmlElement): string {
  const isNumbered = list.name === 'ol'
  let number = Number.parseInt(attributeOf(list, 'start'), 10) || 1
  const lines: string[] = []
  let inside = ' '.repeat(isNumbered ? `${number}. `.length : '- '.length)
  for (const child of list.children.filter(isElement)) {
    const [only, ...others] = child.name === 'li' ? child.children.filter(isSeen) : []
    const isWrapped = only !== undefined && others.length === 0 && isElement(only) && isList(only)
    // A list right in a list, or in an item without words, is how some programs write what is under the item
    // before.
    const under = isList(child) ? child : isWrapped ? only : null
    if (under !== null) {
      lines.push(listOf(under).replace(/^(?=.)/gm, inside))
      continue
    }
    if (child.name !== 'li') continue
    const sign = isNumbered ? `${number}. ` : '- '
    const isDone = doneIn(child, list)
    const task = isDone === null ? '' : isDone ? '[x] ' : '[ ] '
    const blocks = blocksOf(child)
    const isTight = blocks.slice(1).every(({ text }) => /^(?:[-*+]|\d+[.)]) /.test(text))
    const text = isTight ? blocks.map((block) => block.text).join('\n') : joined(blocks)
    if (text === '') continue
    inside = ' '.repeat(sign.length)
    lines.push(`${sign}${task}${text.replace(/\n(?=.)/g, `\n${inside}`)}`)
    number += 1
  }
  return lines.join('\n')
}

const isSeen = (node: HtmlNode): boolean => (isElement(node) ? !isSkipped(node) : node.trim() !== '')

/** Word writes items as paragraphs, with the sign in them. */
function wordItem(element: HtmlElement): TextBlock[] {
  const level = Number(/level(\d)/.exec(attributeOf(element, 'style'))?.[1] ?? 1)
  const sign = findElement(element, isWordSign)
  const mark = sign && /^\s*\w{1,3}[.)]/.test(textIn(sign)) ? '1. ' : '- '
  const text = tidy(inlineOf(element, NOTHING))
  return text === '' ? [] : [{ text: `${' '.repeat(mark.length * (level - 1))}${mark}${text}`, kind: 'item' }]
}

/** Cells of one line each; a table with a single column only lays out a page. */
function tableOf(table: HtmlElement): TextBlock[] {
  const rows = rowsOf(table)
  const cells = rows.map(({ children }) => children.filter(isElement).filter(isCell))
  const grid = gridOf(cells)
  const width = grid[0]?.length ?? 0
  const shown = grid.filter((_row, at) => cells[at]?.length !== 0 && !isSkipped(rows[at] ?? table))
  if (width < 2) return shown.flat().flatMap((cell) => (cell === null ? [] : blocksOf(cell)))
  const lines = shown.map((row) => `| ${row.map(cellText).join(' | ')} |`)
  const [head = '', ...rest] = lines
  return [{ text: [head, `|${' --- |'.repeat(width)}`, ...rest].join('\n') }]
}

const cellText = (cell: HtmlElement | null): string =>
  cell === null
    ? ''
    : tidy(inlineOf(cell, ['|']))
        .replace(/\n+/g, ' ')
        .replace(/\|/g, '\\|')

/**
 * The cells of each row in their columns: a merged one is in its first place, and null in the others. Columns
 * that only merged cells cover are left out.
 */
function gridOf(rows: readonly (readonly HtmlElement[])[]): (HtmlElement | null)[][] {
  const grid: (HtmlElement | null)[][] = rows.map(() => [])
  const columns = new Set<number>()
  let places = 0
  for (const [y, cells] of rows.entries()) {
    let x = 0
    for (const cell of cells) {
      while (grid[y]?.[x] !== undefined) x += 1
      columns.add(x)
      const wide = spanOf(cell, 'colspan', 1)
      const high = Math.min(spanOf(cell, 'rowspan', rows.length), rows.length - y)
      places += wide * high
      if (places > CELLS_MAX) throw new RangeError('the table is too large')
      for (const row of grid.slice(y, y + high)) for (let at = x; at < x + wide; at += 1) row[at] = null
      const own = grid[y]
      if (own) own[x] = cell
      x += wide
    }
  }
  const kept = [...columns].sort((a, b) => a - b)
  if (kept.length * rows.length > CELLS_MAX) throw new RangeError('the table is too large')
  return grid.map((row) => kept.map((x) => row[x] ?? null))
}

/** Over how many columns or rows a cell stands; `whole`: what 0 means. */
function spanOf(cell: HtmlElement, name: string, whole: number): number {
  const said = Number.parseInt(attributeOf(cell, name), 10)
  return said > 0 ? said : said === 0 ? whole : 1
}

const isCell = ({ name }: HtmlElement): boolean => name === 'td' || name === 'th'

function rowsOf({ children }: HtmlElement): HtmlElement[] {
  return children
    .filter(isElement)
    .flatMap((child) =>
      child.name === 'tr' ? [child] : /^t(?:head|body|foot)$/.test(child.name) ? rowsOf(child) : [],
    )
}

/**
 * The signs that words stand in; a bracket is that of a link, a bar that of a cell, and `^(` means that they
 * are raised or lowered in brackets.
 */
type Signs = readonly string[]

const NOTHING: Signs = []
/** Around others is the last. */
const AROUND = ['~~', '==', '*', '**']

const RAISED = ['^', '_', '^('] as const

function lettersIn(text: string, set: Signs): string {
  const sign = RAISED.find((one) => set.includes(one))
  return sign === undefined || sign === '^(' ? text : raise(text, sign)
}

function inBrackets(words: string, sign: Raising['sign']): string {
  const inner = words.trim()
  return `${sign === '_' ? '\\_' : sign}${/^\(.*\)$/.test(inner) ? inner : `(${inner})`}`
}

const inlineOf = ({ children }: HtmlElement, set: Signs): string =>
  children.map((node, at) => nextInline(children[at - 1], node, set)).join('')

/** A digit right behind a formula would make it a price. */
function nextInline(before: HtmlNode | undefined, node: HtmlNode, set: Signs): string {
  const text = inline(node, set)
  const isBehind = before !== undefined && isElement(before) && formulaFrom(before) !== null
  return isBehind && /^\d/.test(text) ? ` ${text}` : text
}

function inline(node: HtmlNode, set: Signs): string {
  if (!isElement(node)) return escaped(lettersIn(node.replace(/[ \t\r\n\u00A0]+/g, ' '), set))
  if (isSkipped(node)) return ''
  const { name } = node
  if (name === 'br') return '\n'
  // So Slack parts its paragraphs.
  if (attributeOf(node, 'data-stringify-type') === 'paragraph-break') return '\n\n'
  const formula = formulaFrom(node)
  if (formula !== null) return formulaSpan(formula, set)
  if (name === 'img') return picture(node, set)
  if (/^(?:code|kbd|samp|tt)$/.test(name)) return codeSpan(textIn(node))
  const raising = RAISED.some((sign) => set.includes(sign)) ? null : raisingOf(node)
  const own = signsOf(node).filter((sign) => !set.includes(sign))
  const inner = raising === null ? [] : [raising.by === 'letters' ? raising.sign : '^(']
  let words = inlineOf(node, [...set, ...own, ...inner])
  if (raising?.by === 'brackets') words = inBrackets(words, raising.sign)
  for (const sign of AROUND) if (own.includes(sign)) words = around(words, sign)
  const text = own.includes('[') ? link(words, attributeOf(node, 'href')) : words
  // Only in a cell, or a heading: words of two blocks are not one word.
  return isBlock(node) ? ` ${text} ` : text
}

function signsOf(element: HtmlElement): Signs {
  const { name } = element
  const style = attributeOf(element, 'style')
  const weight = /font-weight:\s*(\w+)/i.exec(style)?.[1]
  const slant = /font-style:\s*(\w+)/i.exec(style)?.[1]
  const isHeavy =
    weight === undefined ? /^(?:b|strong)$/.test(name) : weight.startsWith('bold') || Number(weight) >= HEAVY
  const isSlanted = slant === undefined ? /^(?:i|em|cite|dfn)$/.test(name) : slant === 'italic'
  const isStruck = /^(?:s|del|strike)$/.test(name) || /text-decoration[^;]*line-through/i.test(style)
  const isLink = name === 'a' && /^(?:https?|mailto):/i.test(attributeOf(element, 'href'))
  const signs = [isHeavy && '**', isSlanted && '*', isStruck && '~~', name === 'mark' && '==', isLink && '[']
  return signs.filter((sign) => sign !== false)
}

/** From this weight on letters are bold. */
const HEAVY = 600

/** Signs stand at letters: blanks stay outside of them. */
function around(words: string, sign: string): string {
  const inner = words.trim()
  if (inner === '') return words
  const start = words.indexOf(inner)
  return `${words.slice(0, start)}${sign}${inner}${sign}${words.slice(start + inner.length)}`
}

/** In a line of the page; where a formula cannot be one there, its TeX is code. */
function formulaSpan({ tex }: PageFormula, set: Signs): string {
  if (tex === null) return GLYPHS
  const inCell = set.includes('|') ? tex.replaceAll('|', '\\vert ') : tex
  const isShort = tex.length <= FORMULA_MAX && !/`|(?<!\\)\$|\\$/.test(inCell)
  return isShort ? `$${inCell}$` : codeSpan(inCell)
}

/** Longer ones are none in a line of a page. */
const FORMULA_MAX = 500

/** Its glyphs alone would say something else. */
const GLYPHS = '\\[formula]'

/** As high as its rows. */
function formulaBlock({ tex }: PageFormula): string {
  if (tex === null) return GLYPHS
  return tex.includes('\\\\') ? `$$\n${tex.replace(/\\\\ ?/g, '\\\\\n')}\n$$` : `$$${tex}$$`
}

function link(words: string, href: string): string {
  const text = words.trim()
  if (text === '') return words
  const start = words.indexOf(text)
  const made = text === href ? href : `[${text.replace(/\n+/g, ' ')}](${writeAddress(href)})`
  return `${words.slice(0, start)}${made}${words.slice(start + text.length)}`
}

/** An image elsewhere is not shown on a page, but linked; one that is a letter is that letter. */
function picture(image: HtmlElement, set: Signs): string {
  const alt = attributeOf(image, 'alt')
  const from = attributeOf(image, 'src')
  const isLetter =
    attributeOf(image, 'data-stringify-type') === 'emoji' || /^\p{Extended_Pictographic}/u.test(alt)
  return isLetter || set.includes('[') || !/^https?:/i.test(from)
    ? escaped(alt)
    : `[${escaped(alt) || 'picture'}](${writeAddress(from)})`
}

/** Pictures in a file of the other program, as Word's, or in the HTML itself: they have no address. */
function countLost(parent: HtmlElement): number {
  return parent.children
    .filter(isElement)
    .filter((element) => !isSkipped(element) && formulaFrom(element) === null)
    .reduce((sum, element) => sum + Number(isLost(element)) + countLost(element), 0)
}

function isLost(element: HtmlElement): boolean {
  if (element.name !== 'img' && element.name !== 'v:imagedata') return false
  const isSpacer = [attributeOf(element, 'width'), attributeOf(element, 'height')].some((side) =>
    /^[01](?:px)?$/.test(side),
  )
  return !isSpacer && /^(?!https?:|\/\/)./i.test(attributeOf(element, 'src'))
}

function codeSpan(code: string): string {
  const sign = code.includes('`') ? '``' : '`'
  return code.trim() === '' ? code : `${sign}${code.replace(/\s+/g, ' ')}${sign}`
}

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** Letters that Markdown would read as signs. */
const escaped = (text: string): string =>
  text.replace(/[\\`*[]|=(?==)|~(?=~)|\$(?=\$)|<(?=[a-z/!?])|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu, '\\$&')

const escapedStart = (text: string): string =>
  text.replace(
    /^(?:(#{1,6}|[-+>])(?=\s|$)|([-=])(?=\2*[ \t]*$)|(\d{1,9})([.)])(?=\s))/gm,
    (_all, mark?: string, rule?: string, number?: string, dot?: string) =>
      dot === undefined ? `\\${mark ?? rule}` : `${number}\\${dot}`,
  )
