// A file of a folder: front matter in YAML between two lines of three dashes, and below them the page, byte
// for byte.
import { isMap, parseDocument, stringify, type YAMLError, type YAMLMap } from 'yaml'
import { ValueReader, ValueTrouble } from './yaml-values.ts'

/** A file as it is read. */
interface ReadFile {
  /** By key, in order; empty when there is no front matter. */
  readonly front: ReadonlyMap<string, unknown>
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
/** Below the first line, up to a line of three dashes. */
const FRONT = /^---[ \t]*(\r?)\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)/
/** A first line that no prose begins with. */
const KEY_LINE = /^(?:#.*\r?\n|\s*\n)*["']?[\p{L}_$][\p{L}\p{N}_. $-]*["']?[ \t]*:(?:\s|$)/u

/**
 * The beginning of front matter that we wrote: a thing has an id, and a world without a page has only itself.
 */
const OURS = /^(?:id|world):/

/** Writes a file; the page as it is. */
export function writeFile(front: YAMLMap, page: string): string {
  const yaml = stringify(front, { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER })
  return `${FENCE}\n${yaml}${FENCE}\n${page.toWellFormed()}`
}

/**
 * Reads a file. Three dashes that no keys follow are a part of the page, and so is front matter that cannot
 * be read, unless we wrote it: its page would be one without the id and the place that it has.
 */
export function readFile(written: string): ReadFile | FileTrouble {
  const text = written.startsWith('\uFEFF') ? written.slice(1) : written
  const asText = (unread: FileTrouble | null): ReadFile => ({ front: NOTHING, page: text, unread })
  const found = FRONT.exec(text)
  if (found === null) return asText(null)
  const [whole, carriage, yaml = ''] = found
  if (yaml.trim() === '') return asText(null)
  const front = readFront(yaml)
  if (!(front instanceof Map)) {
    if (!KEY_LINE.test(yaml)) return asText(null)
    return OURS.test(yaml) ? front : asText(front)
  }
  const page = text.slice(whole.length)
  // Our lines end with \n alone: where they do not, a program has written all lines anew, those of the page
  // too.
  const isOurs = carriage === '\r' && front.has('id')
  return { front, page: isOurs ? page.replaceAll('\r\n', '\n') : page, unread: null }
}

const NOTHING: ReadonlyMap<string, unknown> = new Map()

function readFront(yaml: string): Map<string, unknown> | FileTrouble {
  const read = parseDocument(yaml, { logLevel: 'silent', prettyErrors: true })
  const [error] = read.errors
  if (error !== undefined) {
    return {
      line: (error.linePos?.[0].line ?? 1) + 1,
      text: wordsFor(error),
    }
  }
  if (!isMap(read.contents)) return { line: 2, text: 'front matter is lines of “key: value”.' }
  try {
    const front = new Map(new ValueReader(read).entries(read.contents, 0))
    if (!front.has('text')) return front
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
