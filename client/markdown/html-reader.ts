// Reads HTML into plain objects. It does not use the browser's own parser: this app makes no markup from
// strings (Trusted Types), and the result here can neither run, nor fetch anything, nor be put on the screen.
// It takes time linear in the length of the text, whatever that is.

export interface HtmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly HtmlNode[]
}

/** Words, or an element with its name in small letters. */
export type HtmlNode = string | HtmlElement

interface OpenElement extends HtmlElement {
  readonly children: HtmlNode[]
}

/** Deeper elements are read as if they stood beside each other. */
const DEPTH_MAX = 200
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
/** The content of these is no text of the page. */
const RAW = new Set(['script', 'style', 'title', 'textarea', 'noscript', 'template', 'xmp', 'iframe'])
/** An element ends by itself where one of these begins, up to the element that holds both. */
const ENDS = new Map(
  [
    ['li', 'li p', 'ul ol'],
    ['td th', 'td th p', 'tr table'],
    ['tr', 'tr td th p', 'table tbody thead tfoot'],
    ['p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre hr', 'p', 'li td th div'],
  ].flatMap(([names = '', ends = '', upTo = '']) =>
    names
      .split(' ')
      .map((name) => [name, { ends: new Set(ends.split(' ')), upTo: new Set(upTo.split(' ')) }] as const),
  ),
)

/** The element around all that is read. */
export function readHtml(html: string): HtmlElement {
  const root: OpenElement = { name: 'body', attributes: new Map(), children: [] }
  const open: OpenElement[] = [root]
  const put = (node: HtmlNode): void => void open.at(-1)?.children.push(node)
  for (let at = 0; at < html.length;) {
    const start = html.indexOf('<', at)
    if (start !== at) put(decoded(html.slice(at, start < 0 ? html.length : start)))
    if (start < 0) break
    if (html.startsWith('<!--', start)) {
      at = behind(html, '-->', start)
      continue
    }
    const tag = tagAt(html, start)
    if (tag === null) {
      put('<')
      at = start + 1
      continue
    }
    at = tag.end
    if (tag.name === '') continue
    if (tag.isEnd) close(open, tag.name)
    else if (RAW.has(tag.name)) at = endOfRaw(html, tag.name, at)
    else begin(open, tag)
  }
  return root
}

interface Tag {
  /** Empty for a declaration. */
  readonly name: string
  readonly isEnd: boolean
  readonly attributes: ReadonlyMap<string, string>
  /** The place behind it. */
  readonly end: number
}

const NAME = /[a-z][a-z0-9:-]*/iy
const ATTRIBUTE = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g

/** The tag that begins with `<` there; null where that is a letter of the text. */
function tagAt(html: string, start: number): Tag | null {
  const isEnd = html[start + 1] === '/'
  NAME.lastIndex = start + (isEnd ? 2 : 1)
  const name = NAME.exec(html)?.[0].toLowerCase() ?? ''
  if (name === '' && !/[!?/]/.test(html[start + 1] ?? '')) return null
  const close = endOfTag(html, start + 1 + name.length)
  const inner = html.slice(start + (isEnd ? 2 : 1) + name.length, close)
  const attributes = new Map<string, string>()
  if (!isEnd && name !== '')
    for (const [, key = '', ...values] of inner.matchAll(ATTRIBUTE))
      attributes.set(key.toLowerCase(), decoded(values.find((value) => value !== undefined) ?? ''))
  return { name, isEnd, attributes, end: Math.min(html.length, close + 1) }
}

/**
 * Where the `>` of a tag is; one in quotes does not count. Without one the tag goes on to the end of the
 * text.
 */
function endOfTag(html: string, from: number): number {
  let quote = ''
  for (let at = from; at < html.length; at += 1) {
    const sign = html[at] ?? ''
    if (quote === '' && sign === '>') return at
    if (quote === '' && (sign === '"' || sign === "'")) quote = sign
    else if (sign === quote) quote = ''
  }
  return html.length
}

function behind(html: string, sign: string, from: number): number {
  const at = html.indexOf(sign, from)
  return at < 0 ? html.length : at + sign.length
}

/** Behind the end of an element whose inside is not read. */
function endOfRaw(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}`, 'gi')
  end.lastIndex = from
  const found = end.exec(html)
  return found === null ? html.length : behind(html, '>', found.index)
}

function begin(open: OpenElement[], { name, attributes }: Tag): void {
  const rule = ENDS.get(name)
  if (rule) {
    const last = open.findLastIndex((one) => rule.upTo.has(one.name))
    const first = open.findIndex((one, at) => at > Math.max(0, last) && rule.ends.has(one.name))
    if (first > 0) open.length = first
  }
  const element: OpenElement = { name, attributes, children: [] }
  open.at(-1)?.children.push(element)
  if (!VOID.has(name) && open.length < DEPTH_MAX) open.push(element)
}

/** An end tag of an element that is not open does not count. */
function close(open: OpenElement[], name: string): void {
  const at = open.findLastIndex((one, index) => index > 0 && one.name === name)
  if (at > 0) open.length = at
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  middot: '·',
  bull: '•',
  copy: '©',
  laquo: '«',
  raquo: '»',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  euro: '€',
}

function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi,
    (all, ten?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? all
      const code = ten === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(ten, 10)
      return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : ''
    },
  )
}
