// SVG: read strictly, and written anew from allowed parts. It is shown only as a picture, where browsers run
// nothing. This makes it harmless by itself, too, and bounds the drawing that it asks for.
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { rulesIn, withoutComments } from './svg-css.ts'
import { damaged, PictureTrouble, type ReadPicture } from './picture-bytes.ts'
import {
  ATTRIBUTES_MAX,
  CHAIN_MAX,
  DEPTH_MAX,
  DRAWN_MAX,
  ELEMENTS,
  ELEMENTS_MAX,
  GRADIENTS,
  PLAIN,
  PRESENTATION,
  refersTo,
  SVG_BYTES_MAX,
  WITH_HREF,
  WITH_TEXT,
} from './svg-allowed.ts'

const SVG = 'http://www.w3.org/2000/svg'
const XLINK = 'http://www.w3.org/1999/xlink'

/** An element as it is written anew. */
interface SvgElementCopy {
  readonly name: string
  readonly attributes: Map<string, string>
  readonly children: (SvgElementCopy | string)[]
  /** Ids that it draws. */
  readonly refers: string[]
}

/** How much of the start is looked at: before the root there may be a declaration and comments. */
const START_BYTES = 4_096

/** Whether bytes begin as an SVG does; whether they are one, reading tells. */
export function looksLikeSvg(all: Uint8Array): boolean {
  const start = new TextDecoder().decode(all.subarray(0, START_BYTES))
  return /^\uFEFF?\s*</.test(start) && /<(?:[\w-]+:)?svg[\s>/]/i.test(start)
}

export function readSvg(all: Uint8Array): ReadPicture {
  if (all.length > SVG_BYTES_MAX) {
    throw new PictureTrouble(
      'bound',
      `An SVG can be at most ${SVG_BYTES_MAX / 1024 / 1024} MB. Save this one as PNG or WebP.`,
    )
  }
  const root = parse(textOf(all))
  checkCost(root)
  const { width, height } = sizeOf(root)
  root.attributes.set('width', String(width))
  root.attributes.set('height', String(height))
  if (!root.attributes.has('viewBox')) root.attributes.set('viewBox', `0 0 ${width} ${height}`)
  const bytes = new TextEncoder().encode(written(root, true))
  return { bytes, width: Math.ceil(width), height: Math.ceil(height), frames: 1 }
}

function textOf(all: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(all)
  } catch {
    throw new PictureTrouble('damaged', 'This SVG is not text in UTF-8. Save it as UTF-8, or as PNG.')
  }
}

const refused = (what: string): PictureTrouble =>
  new PictureTrouble('type', `This SVG ${what}. Save it as “plain SVG”, or as PNG.`)

function parse(text: string): SvgElementCopy {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const open: SvgElementCopy[] = []
  const state = { root: null as SvgElementCopy | null, elements: 0, depth: 0, skipping: 0, isForeign: false }
  /** Elements that lost words of another language in them. */
  const withLost = new Set<SvgElementCopy>()

  // The parser goes on after an error unless it is thrown.
  parser.on('error', () => {
    throw damaged()
  })
  // A name and an address do nothing: what a drawing declares itself stands between brackets.
  parser.on('doctype', (declared) => {
    if (declared.includes('[')) throw refused('has a DOCTYPE, which could make a small file grow without end')
  })
  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (!/^utf-?8$/i.test(encoding))
      throw new PictureTrouble('damaged', 'This SVG is not text in UTF-8. Save it as UTF-8, or as PNG.')
  })
  parser.on('opentag', (tag) => {
    state.elements += 1
    state.depth += 1
    if (state.elements > ELEMENTS_MAX || state.depth > DEPTH_MAX)
      throw refused('has more in it than a browser can draw well')
    const isRoot = state.depth === 1
    if (isRoot && (tag.uri !== SVG || tag.local !== 'svg')) throw refused('is not really an SVG')
    if (state.skipping > 0 || tag.uri !== SVG || !(ELEMENTS.has(tag.local) || tag.local === 'a')) {
      if (state.skipping === 0) state.isForeign = tag.uri === SVG && tag.local === 'foreignObject'
      state.skipping += 1
      return
    }
    const node = nodeOf(tag)
    open.at(-1)?.children.push(node)
    state.root ??= node
    open.push(node)
  })
  parser.on('closetag', () => {
    state.depth -= 1
    if (state.skipping > 0) state.skipping -= 1
    else open.pop()
  })
  const onText = (words: string): void => {
    const node = open.at(-1)
    if (node === undefined) return
    if (state.skipping > 0) {
      if (state.isForeign && words.trim() !== '') withLost.add(node)
      return
    }
    if (WITH_TEXT.has(node.name) || node.name === 'style') node.children.push(words)
  }
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.write(text).close()
  if (state.root === null) throw damaged()
  // A switch shows something else where the words of a web page cannot be shown.
  for (const { name, children } of withLost) {
    if (name !== 'switch' || children.length === 0)
      throw refused('has words in it that a picture cannot show')
  }
  keepStyles(state.root)
  return state.root
}

function nodeOf({ local, attributes }: SaxesTagNS): SvgElementCopy {
  // A link leads nowhere from a picture; the shapes in it stay.
  const node: SvgElementCopy = {
    name: local === 'a' ? 'g' : local,
    attributes: new Map(),
    children: [],
    refers: [],
  }
  const entries = Object.values(attributes)
  if (entries.length > ATTRIBUTES_MAX) throw refused('has more in it than a browser can draw well')
  for (const { uri, local: key, value } of entries) {
    if (key === 'href' && (uri === '' || uri === XLINK)) putHref(node, value)
    else if (uri !== '') continue
    else if (key === 'style') putStyle(node, value)
    else if (PRESENTATION.has(key)) putValue(node, key, value)
    else if (PLAIN.has(key)) node.attributes.set(key, value)
  }
  return node
}

function putHref(node: SvgElementCopy, value: string): void {
  const id = /^\s*#([\w.:-]+)\s*$/.exec(value)?.[1]
  if (id === undefined || !WITH_HREF.has(node.name)) return
  node.attributes.set('href', `#${id}`)
  node.refers.push(id)
}

function putValue(node: SvgElementCopy, key: string, value: string): void {
  const ids = refersTo(value)
  if (ids === null) return
  node.attributes.set(key, value)
  addReferences(node, ids)
}

function putStyle(node: SvgElementCopy, style: string): void {
  const kept = declarationsIn(style, (ids) => addReferences(node, ids))
  if (kept !== '') node.attributes.set('style', kept)
}

/** One by one: a value can name more than a call can be given at once. */
function addReferences(node: SvgElementCopy, ids: readonly string[]): void {
  for (const id of ids) node.refers.push(id)
}

/** The allowed declarations of `fill: red; behavior: url(x)`; `refer` is told the ids that they name. */
function declarationsIn(style: string, refer: (ids: readonly string[]) => void): string {
  const kept = withoutComments(style)
    .split(';')
    .flatMap((declaration) => {
      const at = declaration.indexOf(':')
      const key = declaration.slice(0, at).trim().toLowerCase()
      const value = declaration.slice(at + 1).trim()
      const ids = at > 0 && PRESENTATION.has(key) ? refersTo(value) : null
      if (ids === null) return []
      refer(ids)
      return [`${key}:${value}`]
    })
  return kept.join(';')
}

/**
 * Rules are written anew, too. A reference in a rule is drawn for any number of elements, so rules may name
 * only gradients.
 */
function keepStyles(root: SvgElementCopy): void {
  const all = nodesIn(root)
  const gradients = new Set(
    all.filter(({ name }) => GRADIENTS.has(name)).map(({ attributes }) => attributes.get('id')),
  )
  for (const node of all) {
    if (node.name !== 'style') continue
    const css = node.children.filter((child) => typeof child === 'string').join('')
    const isPlain = !/[\\@<]/.test(css)
    const rules = isPlain ? rulesIn(withoutComments(css)) : []
    const kept = rules.flatMap(({ selector, body }) => {
      if (!/^[\w\s.#,>*:()-]+$/.test(selector)) return []
      const declarations = body.split(';').filter((one) => {
        let isCheap = true
        declarationsIn(one, (ids) => (isCheap &&= ids.every((id) => gradients.has(id))))
        return isCheap
      })
      const clean = declarationsIn(declarations.join(';'), () => undefined)
      return clean === '' ? [] : [`${selector.trim()}{${clean}}`]
    })
    node.children.splice(0, node.children.length, kept.join('\n'))
  }
}

function nodesIn(root: SvgElementCopy): SvgElementCopy[] {
  const all = [root]
  for (const node of all) for (const child of node.children) if (typeof child !== 'string') all.push(child)
  return all
}

/**
 * How many elements are drawn once every reference is; throws where they are too many, or go round in a
 * circle.
 */
function checkCost(root: SvgElementCopy): void {
  const byId = new Map<string, SvgElementCopy>()
  for (const node of nodesIn(root)) {
    const id = node.attributes.get('id')
    if (id !== undefined && !byId.has(id)) byId.set(id, node)
  }
  const costs = new Map<SvgElementCopy, number>()
  const path = new Set<SvgElementCopy>()

  function cost(node: SvgElementCopy, chain: number): number {
    const known = costs.get(node)
    if (known !== undefined) return known
    if (path.has(node) || chain > CHAIN_MAX) throw refused('draws itself inside itself')
    path.add(node)
    let sum = 1
    for (const child of node.children) if (typeof child !== 'string') sum += cost(child, chain)
    for (const id of node.refers) {
      const target = byId.get(id)
      if (target !== undefined && target !== node) sum += cost(target, chain + 1)
      if (target === node) throw refused('draws itself inside itself')
      if (sum > DRAWN_MAX) throw refused('has more in it than a browser can draw well')
    }
    path.delete(node)
    costs.set(node, sum)
    return sum
  }
  if (cost(root, 0) > DRAWN_MAX) throw refused('has more in it than a browser can draw well')
}

/** The size of a picture that gives none. */
const USUAL = { width: 300, height: 150 }

function sizeOf({ attributes }: SvgElementCopy): { width: number; height: number } {
  const box = (attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  const [, , boxWidth = Number.NaN, boxHeight = Number.NaN] = box
  const isBox = box.length === 4 && boxWidth > 0 && boxHeight > 0
  if (!isBox) attributes.delete('viewBox')
  const width = pixelsOf(attributes.get('width'))
  const height = pixelsOf(attributes.get('height'))
  const ratio = isBox ? boxWidth / boxHeight : USUAL.width / USUAL.height
  if (width !== null && height !== null) return { width, height }
  if (width !== null) return { width, height: rounded(width / ratio) }
  if (height !== null) return { width: rounded(height * ratio), height }
  return isBox ? { width: rounded(boxWidth), height: rounded(boxHeight) } : USUAL
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  mm: 96 / 25.4,
  cm: 96 / 2.54,
  in: 96,
}

/** No length that anybody wrote is longer, in letters. */
const LENGTH_MAX = 64

function pixelsOf(text = ''): number | null {
  const trimmed = text.trim()
  if (trimmed.length > LENGTH_MAX) return null
  const [, digits = '', unit = ''] = /^([\d.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in)?$/i.exec(trimmed) ?? []
  const value = Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN)
  return digits !== '' && Number.isFinite(value) && value > 0 ? rounded(value) : null
}

/** Not so exact that its letters change when it is written and read again. */
const rounded = (value: number): number => Math.max(1, Math.round(value * 1000) / 1000)

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}
const inText = (text: string): string => text.replace(/[&<>\r]/g, (letter) => ESCAPES[letter] ?? '')
const inValue = (text: string): string => text.replace(/[&<>"\t\n\r]/g, (letter) => ESCAPES[letter] ?? '')

function written({ name, attributes, children }: SvgElementCopy, isRoot = false): string {
  const keys = [...attributes].map(([key, value]) => ` ${key}="${inValue(value)}"`).join('')
  const start = `<${name}${isRoot ? ` xmlns="${SVG}"` : ''}${keys}`
  if (children.length === 0) return `${start}/>`
  const inner = children.map((child) => (typeof child === 'string' ? inText(child) : written(child)))
  return `${start}>${inner.join('')}</${name}>`
}
