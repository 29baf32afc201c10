// A page as markup, for readers without our program. Pages come from anybody: letters are escaped, tags and
// attributes are those of a list, and an address is judged here once more, whoever made the nodes.
import { MATH_ATTRIBUTES, MATH_TAGS, type MathElement } from './math-elements.ts'
import { linkTargetOf, pictureSource } from './page-links.ts'
import type { PageAttributes, PageElement, PageNode } from './page-nodes.ts'

const TAGS: ReadonlySet<string> = new Set(
  (
    'a blockquote br code del details div em figure h1 h2 h3 h4 h5 h6 hr img input label li mark math ol p pre ' +
    'span strong summary sup table tbody td th thead tr ul'
  ).split(' '),
)
/** They have no content and no end. */
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'input'])

/** Attributes without a value. */
const FLAGS: ReadonlySet<string> = new Set(['checked', 'disabled', 'open'])

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
  open: ['open', (value) => (value === 'true' ? '' : null)],
  scope: ['scope', oneOf('col')],
  title: ['title', (words) => words],
  label: ['aria-label', (words) => words],
}

function addressFrom(href: string): string | null {
  const target = linkTargetOf(href, '')
  if (target.kind === 'nowhere') return null
  return target.kind === 'outside' ? target.url : href
}

/** Where a picture is taken from instead of its own address; null: it is not there, and its words stay. */
type SourceOf = (src: string) => string | null

export const toHtml = (nodes: readonly PageNode[], sourceOf: SourceOf = (src) => src): string =>
  nodes.map((node) => htmlOf(node, sourceOf)).join('')

function htmlOf(node: PageNode, sourceOf: SourceOf): string {
  if (typeof node === 'string') return escapeHtml(node)
  const { tag } = node
  if (!TAGS.has(tag)) return ''
  if (tag === 'math') return node.formula ? mathOf(node.formula) : ''
  const attributes = attributesOf(node, sourceOf)
  if (tag === 'img' && !attributes.has('src')) return escapeHtml(node.attributes?.alt ?? '')
  const open = `<${tag}${writtenAs(attributes)}>`
  return VOID.has(tag) ? open : `${open}${toHtml(node.children, sourceOf)}</${tag}>`
}

function attributesOf(
  { tag, class: name, sign, ...node }: PageElement,
  sourceOf: SourceOf,
): Map<string, string> {
  const written = new Map<string, string>()
  if (name) written.set('class', name)
  for (const [key, [said, rule]] of Object.entries(ATTRIBUTES)) {
    const value = node.attributes?.[key as keyof PageAttributes]
    const allowed = value === undefined ? null : rule(value)
    const may = key === 'src' && allowed !== null ? sourceOf(allowed) : allowed
    if (may !== null) written.set(said, may)
  }
  if (tag === 'a') written.set('rel', 'noopener noreferrer')
  if (sign) written.set('aria-hidden', 'true')
  // Nobody ticks it here.
  if (tag === 'input') {
    if (written.get('aria-checked') === 'true') written.set('checked', '')
    written.delete('aria-checked')
    written.set('type', 'checkbox').set('disabled', '')
  }
  return written
}

function mathOf({ tag, attributes, children }: MathElement): string {
  if (!MATH_TAGS.has(tag)) return ''
  const allowed = Object.entries(attributes).filter(([name]) => MATH_ATTRIBUTES.has(name) && name !== 'class')
  const content = children.map((child) => (typeof child === 'string' ? escapeHtml(child) : mathOf(child)))
  return `<${tag}${writtenAs(new Map(allowed))}>${content.join('')}</${tag}>`
}

const writtenAs = (attributes: ReadonlyMap<string, string>): string =>
  [...attributes]
    .map(([name, value]) => (FLAGS.has(name) ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`))
    .join('')

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? '')

/** XML knows no control letters, however they are written. */
export const escapeXml = (text: string): string =>
  escapeHtml(text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''))
