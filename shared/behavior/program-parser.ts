// From a page to a program: the fenced `js` blocks of its Markdown, one after the other. Lists, quotes, other
// fences and prose stay what they are. Lines are counted in the code, so that they still point at the page
// after somebody wrote above.
import { LINES_MAX } from '../world/limits.ts'
import { isLiveInfo } from '../world/page-values.ts'
import { CODE_CHARS } from './program-limits.ts'

export interface PageProgram {
  /** The lines of all blocks, in order. */
  readonly code: string
  /** For each line of the code, its line of the page, from 0. */
  readonly lines: readonly number[]
  /** Why it is not run, in plain words; then there is no code either. */
  readonly refused?: string
}

/**
 * The blocks that are open at a line of the page: a fence, a list item that reaches to deeper lines, HTML, a
 * paragraph.
 */
interface OpenBlocks {
  fence: Fence | null
  /** The end of the open HTML. */
  html: RegExp | null
  /** Column at which the content of the open list item starts; 0: no list is open. */
  list: number
  /** The list item has no content yet, and ends at a blank line. */
  isItemEmpty: boolean
  paragraph: boolean
}

interface Fence {
  readonly close: RegExp
  readonly indent: number
  readonly isCode: boolean
  readonly inList: boolean
}

// What is many times is followed by something else: `.` stops at U+2028, and all its lengths would be tried.
const FENCE = /^( {0,3})(?:(`{3,})([^`]*)|(~{3,}(?!~))(.*))$/
const ITEM = /^( {0,3})([-+*]|\d{1,9}[.)])(?:( +(?! ))(.*))?$/
const RULE = /^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/
const HEADING = /^ {0,3}#{1,6}(?: |$)/
const COMMENT = /^ {0,3}<!--/
const RAW = /^ {0,3}<(?:script|pre|style|textarea)(?:[ >]|$)/i
const QUOTE = /^ {0,3}> ?/
const LINE_END = /\r\n|\r|\n/
/** A mark that every page with code has, and hardly any other: cheap to ask. */
const CODE = /^ {0,3}(?:`{3,}|~{3,})[^\S\n\r]*(?:js|javascript)\b/im

/**
 * The program of a page; null when it has none. Fences as CommonMark has them: at most three blanks before,
 * closed by one at least as long, or by the end of the page. More than CODE_CHARS of code, or LINES_MAX of
 * lines, is refused.
 */
export function programOf(page: string): PageProgram | null {
  if (!CODE.test(page)) return null
  const written = page.split(LINE_END, LINES_MAX + 1)
  if (written.length > LINES_MAX) {
    return refusal(
      `This page has more than ${LINES_MAX} lines, so its code does not run. Move the code to another thing’s page.`,
    )
  }
  const code: string[] = []
  const lines: number[] = []
  const open: OpenBlocks = { fence: null, html: null, list: 0, isItemEmpty: false, paragraph: false }
  written.forEach((line, number) => {
    const words = codeIn(open, expandTabs(line), line)
    if (words === null) return
    code.push(words)
    lines.push(number)
  })
  const joined = code.join('\n')
  if (joined.trim() === '') return null
  if (joined.length <= CODE_CHARS) return { code: joined, lines }
  return refusal(
    `The code on this page has ${joined.length} characters; the limit is ${CODE_CHARS}. Move some of it to another thing’s page.`,
  )
}

const refusal = (refused: string): PageProgram => ({ code: '', lines: [], refused })

/** The line of the page on which a line of the code stands; null when there is no such line. Both from 0. */
export function pageLineOf(program: PageProgram, codeLine: number): number | null {
  return program.lines[codeLine] ?? null
}

/** Whether the code is the same, wherever on its page it stands. */
export function isSameProgram(a: PageProgram | null, b: PageProgram | null): boolean {
  return a?.code === b?.code && a?.refused === b?.refused
}

/** A line's part of the code, or null; and the blocks that are open after it. */
function codeIn(open: OpenBlocks, line: string, written: string): string | null {
  if (open.fence !== null && !open.fence.inList) {
    const { close, indent, isCode } = open.fence
    if (close.test(line)) open.fence = null
    else if (isCode) return withoutIndent(written, indent)
    return null
  }
  if (open.html !== null && open.list === 0) {
    if (open.html.test(line)) open.html = null
    return null
  }
  if (line.trim() === '') readBlank(open)
  else readBlock(open, inItem(open, line))
  return null
}

function readBlank(open: OpenBlocks): void {
  open.paragraph = false
  if (open.isItemEmpty) closeList(open)
}

function closeList(open: OpenBlocks): void {
  open.list = 0
  open.isItemEmpty = false
  open.html = null
  if (open.fence?.inList === true) open.fence = null
}

/** A line as its list item sees it: a fence in a list is no code of the page. Opens and ends items. */
function inItem(open: OpenBlocks, line: string): string {
  const indent = indentOf(line)
  if (open.list > 0 && indent >= open.list) {
    open.isItemEmpty = false
    return line.slice(open.list)
  }
  const item = RULE.test(line) ? null : ITEM.exec(line)
  if (item !== null && startsItem(open, item)) return openItem(open, item)
  const isLazy = open.paragraph && open.fence === null && !startsBlock(line)
  if (!isLazy) closeList(open)
  return line
}

/** In a paragraph, only a list that has words and starts with 1 is one. */
function startsItem(open: OpenBlocks, [, , marker = '', , words = '']: RegExpExecArray): boolean {
  if (open.list > 0 || !open.paragraph) return true
  return words.trim() !== '' && (marker.length === 1 || /^1[.)]$/.test(marker))
}

function openItem(
  open: OpenBlocks,
  [, indent = '', marker = '', blanks = '', words = '']: RegExpExecArray,
): string {
  closeList(open)
  open.paragraph = false
  open.isItemEmpty = words.trim() === ''
  // Five blanks and more are one, and code that is indented.
  const gap = open.isItemEmpty || blanks.length > 4 ? 1 : blanks.length
  open.list = indent.length + marker.length + gap
  return ' '.repeat(Math.max(0, blanks.length - gap)) + words
}

function startsBlock(line: string): boolean {
  return (
    FENCE.test(line) ||
    RULE.test(line) ||
    HEADING.test(line) ||
    COMMENT.test(line) ||
    RAW.test(line) ||
    QUOTE.test(line)
  )
}

/** Opens a fence, or HTML that a fence does not end; else knows whether a paragraph goes on. */
function readBlock(open: OpenBlocks, line: string): void {
  const inList = open.list > 0
  if (open.fence !== null) {
    if (open.fence.close.test(line)) open.fence = null
    return
  }
  if (open.html !== null) {
    if (open.html.test(line)) open.html = null
    return
  }
  const fence = FENCE.exec(line)
  if (fence !== null) {
    open.fence = fenceOf(fence, inList)
    open.paragraph = false
    return
  }
  const end = COMMENT.test(line) ? /-->/ : RAW.test(line) ? /<\/(?:script|pre|style|textarea)>/i : null
  if (end !== null) {
    open.html = end.test(line) ? null : end
    open.paragraph = false
    return
  }
  const words = line.replace(QUOTE, '')
  const isText = words.trim() !== '' && !RULE.test(words) && !HEADING.test(words) && !FENCE.test(words)
  open.paragraph = isText && (open.paragraph || indentOf(line) < 4)
}

function fenceOf(
  [, indent = '', ticks, afterTicks, tildes, afterTildes]: RegExpExecArray,
  inList: boolean,
): Fence {
  const marks = ticks ?? tildes ?? ''
  return {
    close: new RegExp(`^ {0,3}${marks.slice(0, 1)}{${marks.length},} *$`),
    indent: indent.length,
    isCode: !inList && isLiveInfo(afterTicks ?? afterTildes ?? ''),
    inList,
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** Tabs before the words as the blanks that they stand for: stops of four. */
function expandTabs(line: string): string {
  if (!line.includes('\t')) return line
  let column = 0
  let at = 0
  for (; line[at] === ' ' || line[at] === '\t'; at++) column += line[at] === '\t' ? 4 - (column % 4) : 1
  return ' '.repeat(column) + line.slice(at).replaceAll('\t', ' ')
}

function withoutIndent(line: string, indent: number): string {
  let at = 0
  while (at < indent && line[at] === ' ') at++
  return line.slice(at)
}
