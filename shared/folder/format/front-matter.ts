// A file of a folder: front matter in YAML between two lines of three dashes, and below them the page, byte
// for byte.
import { equalityDeep } from 'lib0/function'
import {
  isMap,
  isNode,
  isScalar,
  parseDocument,
  Scalar,
  stringify,
  YAMLMap,
  type Pair,
  type YAMLError,
} from 'yaml'
import { parseArtifactId, type ArtifactId } from '../../world/address.ts'
import { ownValue } from '../../world/place.ts'
import { isMapping, pair, ValueReader, ValueTrouble, yamlNodeOf } from './yaml-values.ts'

/** A file as it is read. */
interface ReadFile {
  /** By key, in order; empty when there is no front matter. */
  readonly front: ReadonlyMap<string, unknown>
  /** The id that it was saved here with; null for a file of another program, whatever id that gives it. */
  readonly id: ArtifactId | null
  /** All above the page as another program wrote it, with the lines of dashes; null when there is nothing. */
  readonly head: string | null
  readonly page: string
  /** Why lines that look like front matter are text of the page; null when there are none. */
  readonly unread: FileTrouble | null
}

/** A problem of a file; `line` counts from 1. */
interface FileTrouble {
  readonly line: number
  readonly text: string
}

const FENCE = '---'
const BOM = '\uFEFF'
/** Below the first line, up to a line of three dashes. */
const FRONT = /^(---[ \t]*(\r?)\n)([\s\S]*?)(?<=\n)(---[ \t]*(?:\r?\n|$))/
/** A first line that no prose begins with. */
const KEY_LINE = /^(?:#[^\n]*\n|[^\S\n]*\n)*["']?[\p{L}_$][\p{L}\p{N}_. $-]*["']?[ \t]*:(?:\s|$)/u

/** Where a file has front matter of another program, all of ours is under this one key. */
const BLOCK = 'inkland'
/** Says in it that the lines of the file ended with \r\n before they were saved here. */
const CRLF = 'crlf'

/**
 * The beginning of front matter that we wrote, or our part of it: a thing has an id and a name, and a world
 * without a page has only itself.
 */
const OURS = /^(?:id: .*\r?\nname|world):|(?:^|\n)inkland:\r?\n {2}id: /

/** Writes a file; the page as it is. */
export function writeFile(front: YAMLMap, page: string): string {
  return `${FENCE}\n${yamlText(front)}${FENCE}\n${page.toWellFormed()}`
}

const yamlText = (map: YAMLMap): string =>
  stringify(map, { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER })

/** Which files without a place were saved here: those in the limbo of a saved world. */
export const isBareOwn = (path: string, isWorld: boolean): boolean => isWorld && path.startsWith('limbo/')

/**
 * Reads a file. Three dashes that no keys follow are a part of the page, and so is front matter that cannot
 * be read, unless we wrote it: its page would be one without the id and the place that it has. `mayBeBare`:
 * it may have been saved here without a place.
 */
export function readFile(written: string, mayBeBare = false): ReadFile | FileTrouble {
  const bom = written.startsWith(BOM) ? BOM : ''
  const text = written.slice(bom.length)
  const asText = (unread: FileTrouble | null): ReadFile => ({
    front: NOTHING,
    id: null,
    head: bom === '' ? null : bom,
    page: text,
    unread,
  })
  const found = FRONT.exec(text)
  if (found === null) return asText(null)
  const [whole, open = '', carriage, yaml = '', close = ''] = found
  if (yaml.trim() === '') return asText(null)
  const read = readFront(yaml)
  if ('line' in read) {
    if (!KEY_LINE.test(yaml)) return asText(null)
    return OURS.test(yaml) ? read : asText(read)
  }
  const { theirs, own, rest } = read
  const page = text.slice(whole.length)
  if (own !== null) {
    const id = parseArtifactId(own.get('id'))
    own.delete('id')
    const hadCarriage = own.delete(CRLF)
    const wasChanged = carriage === '\r' && !hadCarriage
    const back = (lines: string): string => (wasChanged ? lines.replaceAll('\r\n', '\n') : lines)
    const head = rest.trim() === '' ? bom : `${bom}${open}${rest}${close}`
    return {
      front: new Map([...theirs, ...own]),
      id,
      head: head && back(head),
      page: back(page),
      unread: null,
    }
  }
  const id = parseArtifactId(theirs.get('id'))
  const isOurs =
    id !== null && (mayBeBare || ['place', 'world', 'more'].some((key) => isMapping(theirs.get(key))))
  if (!isOurs) return { front: theirs, id: null, head: `${bom}${whole}`, page, unread: null }
  theirs.delete('id')
  // Our lines end with \n alone: where they do not, a program has written all lines anew, those of the page
  // too.
  return {
    front: theirs,
    id,
    head: null,
    page: carriage === '\r' ? page.replaceAll('\r\n', '\n') : page,
    unread: null,
  }
}

/** The id of a file that was saved here, told by its beginning alone; null for any other. */
export function ownIdOf(text: string): string | null {
  const yaml = FRONT.exec(text.startsWith(BOM) ? text.slice(1) : text)?.[3] ?? ''
  const plain = /^id: (\S+)\r?\nname:[\s\S]*?\n(?:place|world|more):/.exec(yaml)
  return (plain ?? /(?:^|\n)inkland:\r?\n {2}id: (\S+)/.exec(yaml))?.[1] ?? null
}

const NOTHING: ReadonlyMap<string, unknown> = new Map()

interface ReadFront {
  readonly theirs: Map<string, unknown>
  /** What is under our key; null when there is nothing. */
  readonly own: Map<string, unknown> | null
  /** The text without that. */
  readonly rest: string
  /** Their keys with their values, as they stand in the text. */
  readonly items: readonly Pair[]
}

function readFront(yaml: string): ReadFront | FileTrouble {
  const read = parseDocument(yaml, { logLevel: 'silent', prettyErrors: true })
  const [error] = read.errors
  if (error !== undefined) {
    return {
      line: (error.linePos?.[0].line ?? 1) + 1,
      text: wordsFor(error),
    }
  }
  const { contents } = read
  if (!isMap(contents)) return { line: 2, text: 'front matter is lines of “key: value”.' }
  try {
    const reader = new ValueReader(read)
    const block = contents.items.find(
      ({ key, value }) => isScalar(key) && key.value === BLOCK && isOwnMap(value),
    )
    const theirs = new YAMLMap()
    theirs.items = contents.items.filter((item) => item !== block)
    const own = isMap(block?.value) ? new Map(reader.entries(block.value, 0)) : null
    const front = new Map(reader.entries(theirs, 0))
    if (!front.has('text')) {
      const [from, to] = block === undefined ? [0, 0] : linesOf(yaml, block)
      return { theirs: front, own, rest: yaml.slice(0, from) + yaml.slice(to), items: theirs.items }
    }
    const line = yaml.split('\n').findIndex((line) => /^["']?text["']?\s*:/.test(line)) + 2
    return {
      line: Math.max(2, line),
      text: '“text” cannot be a key here: the page follows below these lines.',
    }
  } catch (trouble) {
    if (!(trouble instanceof ValueTrouble)) throw trouble
    return { line: yaml.slice(0, trouble.at).split('\n').length + 1, text: trouble.message }
  }
}

const isOwnMap = (value: unknown): boolean => isMap(value) && parseArtifactId(value.get('id')) !== null

/** Where the lines of a key and its value begin and end. */
function linesOf(yaml: string, { key, value }: Pair): readonly [from: number, to: number] {
  const from = isNode(key) ? (key.range?.[0] ?? 0) : 0
  const end =
    (isNode(value) ? value.range?.[1] : undefined) ?? (isNode(key) ? key.range?.[1] : undefined) ?? from
  if (yaml[end - 1] === '\n' && end > from) return [from, end]
  const next = yaml.indexOf('\n', end)
  return [from, next < 0 ? yaml.length : next + 1]
}

/** Keys by which others may mean anything, and which stay as they are: ours are under our own key. */
const THEIRS: ReadonlySet<string> = new Set(['id', 'links', 'world', 'more', 'codeHeld', 'importedPictures'])

function isTheirs(key: string, value: unknown): boolean {
  if (key === 'place') return !isMapping(value) || typeof ownValue(value, 'x') !== 'number'
  return THEIRS.has(key) || (/^(?:came|look|colors|settings)$/.test(key) && !isMapping(value))
}

/**
 * The front matter of another program with ours in it: lines whose keys were not changed stay as they are.
 * `now` answers the value of a key of the thing, `own` is all that we write. Null where it cannot be told so:
 * then we write all of it.
 */
export function mergeFronts(
  head: string,
  own: YAMLMap,
  page: string,
  now: (key: string) => unknown,
): string | null {
  const bom = head.startsWith(BOM) ? BOM : ''
  const found = FRONT.exec(head.slice(bom.length))
  const [whole = '', open = `${FENCE}\n`, carriage = '', yaml = '', close = `${FENCE}\n`] = found ?? []
  if (bom + whole !== head) return null
  const eol = `${carriage}\n`
  const { kept, block } = keepLines(yaml, own, now)
  if (carriage === '\r') block.add(pair(CRLF, new Scalar(true)))
  const all = new YAMLMap()
  all.add(pair(BLOCK, block))
  const end = close.endsWith('\n') || page === '' ? close : `${close}${eol}`
  const text = `${bom}${open}${kept}${yamlText(all).replaceAll('\n', eol)}${end}`
  const again = readFile(`${text}${page}`)
  const isTrue = 'page' in again && again.page === page && again.id === own.get('id')
  return isTrue && again.head === (kept === '' ? bom : `${bom}${open}${kept}${end}`) ? text : null
}

function keepLines(
  yaml: string,
  own: YAMLMap,
  now: (key: string) => unknown,
): { kept: string; block: YAMLMap } {
  const block = new YAMLMap()
  block.items = [...own.items]
  const front = readFront(yaml)
  if ('line' in front) return { kept: yaml, block }
  let kept = yaml
  for (const item of front.items.toReversed()) {
    const key = isScalar(item.key) ? String(item.key.value) : ''
    const value = front.theirs.get(key)
    const mine = block.items.find((one) => isScalar(one.key) && one.key.value === key)
    if (isTheirs(key, value)) continue
    if (mine !== undefined) block.items.splice(block.items.indexOf(mine), 1)
    const wish = mine === undefined ? now(key) : isNode(mine.value) ? mine.value.toJSON() : null
    if (equalityDeep(value, wish) || equalityDeep(value, now(key))) continue
    const node = mine?.value ?? (wish === undefined ? null : yamlNodeOf(wish))
    const line = new YAMLMap()
    if (isNode(node)) line.add(pair(key, node))
    const [from, to] = linesOf(kept, item)
    const text = isNode(node) ? yamlText(line).replaceAll('\n', yaml.includes('\r\n') ? '\r\n' : '\n') : ''
    kept = kept.slice(0, from) + text + kept.slice(to)
  }
  const said = new Map(front.theirs)
  // Ours hides theirs of the same key from a reader; an id is told from ours.
  for (const { key } of block.items) if (isScalar(key) && key.value !== 'id') said.delete(String(key.value))
  block.items = block.items.flatMap((item) => withoutSaid(item, said))
  return { kept, block }
}

/** What is under `more` because its key means something of ours: not where their own lines say it. */
function withoutSaid(item: Pair, said: ReadonlyMap<string, unknown>): readonly Pair[] {
  const { key, value } = item
  if (!isScalar(key) || key.value !== 'more' || !isMap(value)) return [item]
  const rest = new YAMLMap()
  rest.items = value.items.filter((one) => {
    const name = isScalar(one.key) ? String(one.key.value) : ''
    return !said.has(name) || !isNode(one.value) || !equalityDeep(one.value.toJSON(), said.get(name))
  })
  return rest.items.length === 0 ? [] : [pair('more', rest)]
}

/** The most frequent errors of the parser, in people's words. */
const WORDS: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'a key appears twice.',
  MISSING_CHAR: 'a quote or a bracket is not closed.',
  BAD_INDENT: 'the lines are not indented alike, or a bracket is not closed.',
  TAB_AS_INDENT: 'a tab is used where spaces are needed.',
  BAD_ALIAS: 'this refers to something that is not here.',
}

function wordsFor({ code }: YAMLError): string {
  return WORDS[code] ?? 'this cannot be read as “key: value”.'
}
