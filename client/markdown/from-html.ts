// Rich text of other programs on the clipboard, as Markdown: headings, bold and slanted words, links, lists,
// tables, quotations, code.
import { readHtml, type HtmlElement, type HtmlNode } from './html-reader.ts'
import { writeAddress } from '../../shared/page/page-links.ts'

/** More than this, in letters, is pasted without its looks. */
const LENGTH_MAX = 2_000_000

/**
 * `plain`: the same without looks. Null: it has none worth keeping. Throws a RangeError where elements stand
 * too deep in each other.
 */
export function markdownFrom(html: string, plain: string): string | null {
  if (html.length > LENGTH_MAX) return null
  const body = readHtml(html)
  if (first(body, isFromCode) !== null) return null
  const markdown = joined(blocksOf(body))
  const bare = (text: string): string => text.replace(/[\s\\]/g, '')
  return bare(markdown) === bare(plain) ? null : markdown
}

/** An editor of code tells its colours; its blanks count. */
const isFromCode = (element: HtmlElement): boolean =>
  element.name === 'div' && /white-space:\s*pre\s*(?:;|$)/i.test(of(element, 'style'))

interface TextBlock {
  readonly text: string
  /** Lines of one list, which no blank line parts. */
  readonly isItem?: boolean
}

const joined = (blocks: readonly TextBlock[]): string =>
  blocks
    .map(({ text, isItem }, at) =>
      at === 0 ? text : `${isItem && blocks[at - 1]?.isItem ? '\n' : '\n\n'}${text}`,
    )
    .join('')

const SKIPPED = new Set(
  'svg math head script style title textarea noscript template xmp iframe button select meta link'.split(' '),
)
const BLOCKS = new Set(
  'address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)

const isElement = (node: HtmlNode): node is HtmlElement => typeof node !== 'string'
const of = ({ attributes }: HtmlElement, name: string): string => attributes[name] ?? ''

/** Hidden parts, parts without words, and the signs that Word writes before its items. */
const isSkipped = (element: HtmlElement): boolean =>
  SKIPPED.has(element.name) || 'hidden' in element.attributes || isWordSign(element)

const isWordSign = (element: HtmlElement): boolean => /mso-list:\s*ignore/i.test(of(element, 'style'))

/** The first element in another that is one of these, however deep. */
function first(parent: HtmlElement, isIt: (element: HtmlElement) => boolean): HtmlElement | null {
  for (const child of parent.children.filter(isElement)) {
    const found = isIt(child) ? child : first(child, isIt)
    if (found) return found
  }
  return null
}

function textOf({ children }: HtmlElement): string {
  return children
    .map((node) => (isElement(node) ? (node.name === 'br' ? '\n' : textOf(node)) : node))
    .join('')
}

/** Blocks of an element's content; words between them are one each. */
function blocksOf(parent: HtmlElement): TextBlock[] {
  const blocks: TextBlock[] = []
  let line = ''
  function end(): void {
    const text = tidy(line)
    if (text !== '') blocks.push({ text: escapedStart(text) })
    line = ''
  }
  for (const node of parent.children) {
    if (isElement(node) && holdsBlocks(node)) {
      end()
      blocks.push(...blockOf(node))
    } else line += inline(node, NOTHING)
  }
  end()
  return blocks
}

const isBlock = ({ name }: HtmlElement): boolean => BLOCKS.has(name)
const holdsBlocks = (element: HtmlElement): boolean =>
  !isSkipped(element) && (isBlock(element) || first(element, isBlock) !== null)

function blockOf(element: HtmlElement): TextBlock[] {
  const { name } = element
  if (/^h[1-6]$/.test(name)) {
    const text = tidy(inlineOf(element, ['**'])).replace(/\n/g, ' ')
    return text === '' ? [] : [{ text: `${'#'.repeat(Number(name[1]))} ${text}` }]
  }
  switch (name) {
    case 'hr':
      return [{ text: '---' }]
    case 'pre':
      return [{ text: fence(textOf(element)) }]
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
      return /mso-list:/i.test(of(element, 'style')) ? wordItem(element) : blocksOf(element)
    default:
      return blocksOf(element)
  }
}

/** Without a language: code called `js` runs, and nobody who pastes a web page asked for that. */
function fence(code: string): string {
  const longest = (code.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2)
  const sign = '`'.repeat(longest + 1)
  return `${sign}\n${code.replace(/\n$/, '')}\n${sign}`
}

const isCheckbox = (element: HtmlElement): boolean =>
  element.name === 'input' && of(element, 'type') === 'checkbox'

function listOf(list: HtmlElement): string {
  const isNumbered = list.name === 'ol'
  let number = Number.parseInt(of(list, 'start'), 10) || 1
  const lines: string[] = []
  for (const child of list.children.filter(isElement)) {
    // A list right in a list is how some programs write what is under the item before.
    if (child.name === 'ul' || child.name === 'ol') {
      lines.push(listOf(child).replace(/^(?=.)/gm, isNumbered ? '   ' : '  '))
      continue
    }
    if (child.name !== 'li') continue
    const sign = isNumbered ? `${number}. ` : '- '
    const box = first(child, (one) => isCheckbox(one) || one.name === 'li')
    const task = box === null || !isCheckbox(box) ? '' : 'checked' in box.attributes ? '[x] ' : '[ ] '
    const blocks = blocksOf(child)
    const isTight = blocks.slice(1).every(({ text }) => /^(?:[-*+]|\d+[.)]) /.test(text))
    const text = blocks.map((block) => block.text).join(isTight ? '\n' : '\n\n')
    if (text === '') continue
    lines.push(`${sign}${task}${text.replace(/\n(?=.)/g, `\n${' '.repeat(sign.length)}`)}`)
    number += 1
  }
  return lines.join('\n')
}

/** Word writes items as paragraphs, with the sign in them. */
function wordItem(element: HtmlElement): TextBlock[] {
  const level = Number(/level(\d)/.exec(of(element, 'style'))?.[1] ?? 1)
  const sign = first(element, isWordSign)
  const mark = sign && /^\s*\w{1,3}[.)]/.test(textOf(sign)) ? '1. ' : '- '
  const text = tidy(inlineOf(element, NOTHING))
  return text === '' ? [] : [{ text: `${' '.repeat(mark.length * (level - 1))}${mark}${text}`, isItem: true }]
}

/** Cells of one line each; a table with a single column only lays out a page. */
function tableOf(table: HtmlElement): TextBlock[] {
  const rows = rowsOf(table).map(({ children }) => children.filter(isElement).filter(isCell))
  const width = rows.reduce((most, { length }) => Math.max(most, length), 0)
  if (width < 2) return rows.flat().flatMap((cell) => blocksOf(cell))
  const lines = rows.map((cells) => {
    const words = cells.map((cell) =>
      tidy(inlineOf(cell, NOTHING)).replace(/\n+/g, ' ').replace(/\|/g, '\\|'),
    )
    return `| ${Array.from({ length: width }, (_, at) => words[at] ?? '').join(' | ')} |`
  })
  const [head = '', ...rest] = lines
  return [{ text: [head, `|${' --- |'.repeat(width)}`, ...rest].join('\n') }]
}

const isCell = ({ name }: HtmlElement): boolean => name === 'td' || name === 'th'

function rowsOf({ children }: HtmlElement): HtmlElement[] {
  return children
    .filter(isElement)
    .flatMap((child) =>
      child.name === 'tr' ? [child] : /^t(?:head|body|foot)$/.test(child.name) ? rowsOf(child) : [],
    )
}

/** The signs that words stand in; a bracket is that of a link. */
type Signs = readonly string[]

const NOTHING: Signs = []
/** Around others is the last. */
const AROUND = ['~~', '==', '*', '**']

const inlineOf = ({ children }: HtmlElement, set: Signs): string =>
  children.map((node) => inline(node, set)).join('')

function inline(node: HtmlNode, set: Signs): string {
  if (!isElement(node)) return escaped(node.replace(/[ \t\r\n\u00A0]+/g, ' '))
  if (isSkipped(node)) return ''
  const { name } = node
  if (name === 'br') return '\n'
  if (name === 'img') return picture(node, set)
  if (/^(?:code|kbd|samp|tt)$/.test(name)) return codeSpan(textOf(node))
  const own = signsOf(node).filter((sign) => !set.includes(sign))
  let words = inlineOf(node, [...set, ...own])
  for (const sign of AROUND) if (own.includes(sign)) words = around(words, sign)
  const text = own.includes('[') ? link(words, of(node, 'href')) : words
  // Only in a cell, or a heading: words of two blocks are not one word.
  return isBlock(node) ? ` ${text} ` : text
}

function signsOf(element: HtmlElement): Signs {
  const { name } = element
  const style = of(element, 'style')
  const weight = /font-weight:\s*(\w+)/i.exec(style)?.[1]
  const slant = /font-style:\s*(\w+)/i.exec(style)?.[1]
  const isHeavy =
    weight === undefined ? /^(?:b|strong)$/.test(name) : weight.startsWith('bold') || Number(weight) >= HEAVY
  const isSlanted = slant === undefined ? /^(?:i|em|cite|dfn)$/.test(name) : slant === 'italic'
  const isStruck = /^(?:s|del|strike)$/.test(name) || /text-decoration[^;]*line-through/i.test(style)
  const isLink = name === 'a' && /^(?:https?|mailto):/i.test(of(element, 'href'))
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

function link(words: string, href: string): string {
  const text = words.trim()
  if (text === '') return words
  const start = words.indexOf(text)
  const made = text === href ? href : `[${text.replace(/\n+/g, ' ')}](${writeAddress(href)})`
  return `${words.slice(0, start)}${made}${words.slice(start + text.length)}`
}

/** An image elsewhere is not shown on a page, but linked. */
function picture(image: HtmlElement, set: Signs): string {
  const words = escaped(of(image, 'alt'))
  const from = of(image, 'src')
  return set.includes('[') || !/^https?:/i.test(from)
    ? words
    : `[${words || 'picture'}](${writeAddress(from)})`
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
  text.replace(/[\\`*[]|=(?==)|<(?=[a-z/!?])|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu, '\\$&')

const escapedStart = (text: string): string =>
  text.replace(
    /^(?:(#{1,6}|[-+>])(?=\s|$)|(\d{1,9})([.)])(?=\s))/gm,
    (_all, sign?: string, number?: string, dot?: string) =>
      sign === undefined ? `${number}\\${dot}` : `\\${sign}`,
  )
