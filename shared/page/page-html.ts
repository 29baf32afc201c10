// A page as markup, for readers without our program. Pages come from anybody: letters are escaped, tags and
// attributes are those of a list, and an address is judged here once more, whoever made the nodes.
import { linkTargetOf, pictureSource } from './page-links.ts'
import type { PageAttributes, PageElement, PageNode } from './page-nodes.ts'

const TAGS: ReadonlySet<string> = new Set(
  'a blockquote br div h1 h2 h3 h4 h5 h6 img li ol pre span ul'.split(' '),
)
/** They have no content and no end. */
const VOID: ReadonlySet<string> = new Set(['br', 'img'])

/** What is written of a value; null: nothing. */
type AttributeRule = (value: string) => string | null
const NUMBER: AttributeRule = (value) => (/^\d{1,9}$/.test(value) ? value : null)
const oneOf =
  (words: string): AttributeRule =>
  (value) =>
    words.split(' ').includes(value) ? value : null

/** How each attribute is called in markup, and which values it may have. */
const ATTRIBUTES: Readonly<Record<keyof PageAttributes, readonly [name: string, rule: AttributeRule]>> = {
  href: ['href', addressFrom],
  src: ['src', (src) => pictureSource(src, '')],
  alt: ['alt', (words) => words],
  width: ['width', NUMBER],
  height: ['height', NUMBER],
  dir: ['dir', oneOf('ltr rtl')],
  start: ['start', NUMBER],
  role: ['role', oneOf('table row cell columnheader checkbox')],
  checked: ['aria-checked', oneOf('true false')],
  title: ['title', (words) => words],
  label: ['aria-label', (words) => words],
}

function addressFrom(href: string): string | null {
  const target = linkTargetOf(href, '')
  if (target.kind === 'nowhere') return null
  return target.kind === 'outside' ? target.url : href
}

interface HtmlOptions {
  /**
   * Signs of Markdown as letters, which a screen reader leaves out; as content made by the sheet, which no
   * copy and no search has; or not at all.
   */
  readonly signs: 'text' | 'generated' | 'none'
  /** Where a picture is taken from instead of its own address; null: it is left out, and its words stay. */
  readonly sourceOf?: (src: string) => string | null
}

export const toHtml = (nodes: readonly PageNode[], options: HtmlOptions): string =>
  nodes.map((node) => htmlOf(node, options)).join('')

function htmlOf(node: PageNode, options: HtmlOptions): string {
  if (typeof node === 'string') return escapeHtml(node)
  const { tag, sign } = node
  if (!TAGS.has(tag) || (sign && options.signs === 'none')) return ''
  const isGenerated = sign === true && options.signs === 'generated'
  const open = `<${tag}${attributesOf(node, isGenerated, options)}>`
  if (VOID.has(tag)) return open
  return `${open}${isGenerated ? '' : toHtml(node.children, options)}</${tag}>`
}

function attributesOf(node: PageElement, isGenerated: boolean, { sourceOf }: HtmlOptions): string {
  const { class: name = '', sign, attributes = {} } = node
  const written = Object.entries(ATTRIBUTES).flatMap(([key, [said, rule]]) => {
    const value = attributes[key as keyof PageAttributes]
    const allowed = value === undefined ? null : rule(value)
    const may = key === 'src' && sourceOf && allowed !== null ? sourceOf(allowed) : allowed
    return may === null ? [] : [[said, may]]
  })
  if (name !== '') written.unshift(['class', name])
  if (node.tag === 'a') written.push(['rel', 'noopener noreferrer'])
  if (sign) written.push(['aria-hidden', 'true'])
  if (isGenerated) written.push(['data-s', lettersOf(node)])
  return written.map(([said = '', value = '']) => ` ${said}="${escapeHtml(value)}"`).join('')
}

const lettersOf = (node: PageNode): string =>
  typeof node === 'string' ? node : node.children.map(lettersOf).join('')

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? '')

/** XML knows no control letters, however they are written. */
export const escapeXml = (text: string): string =>
  escapeHtml(text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''))
