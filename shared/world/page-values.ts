// Anchors: lines of a page such as `#score 12`, which code reads and shows by name.
import { PAGE_VALUE_NAME_MAX, LINES_MAX } from './limits.ts'

/** An anchor as it is written. */
export interface PageValue {
  readonly name: string
  /** Counts from 1. */
  readonly line: number
  /** Where its value is in the page, in UTF-16 units; both the end of the line when it has none. */
  readonly from: number
  readonly to: number
  readonly value: string
}

const NAME = String.raw`[\p{L}\p{M}\p{N}_-]{1,${PAGE_VALUE_NAME_MAX}}`
/**
 * No blank after the sign, else it is a heading; blanks around the value are not its own. What is many times
 * is followed by something else: `.` stops at a `\r`, and all its lengths would be tried, each in vain.
 */
const PAGE_VALUE = new RegExp(String.raw`^#(${NAME})(?:[ \t]+(?![ \t])|$)(.*)$`, 'u')
const NAME_AT_START = new RegExp(`^${NAME}`, 'u')
const WHOLE_NAME = new RegExp(`^${NAME}$`, 'u')
const FENCE = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~))(.*)$/

/** True for words that can be the name of an anchor. */
export function isPageValueName(name: string): boolean {
  return name !== '__proto__' && WHOLE_NAME.test(name)
}

/**
 * The anchors in the first LINES_MAX lines of a page, in order; of a name the first. Lines of code blocks
 * are none.
 */
export function pageValuesIn(page: string): readonly PageValue[] {
  const anchors = new Map<string, PageValue>()
  if (!page.includes('#')) return []
  let start = 0
  let fence: string | null = null
  for (const [at, line] of page.split('\n', LINES_MAX).entries()) {
    fence = fenceAfter(fence, line)
    const anchor = fence === null ? pageValueFrom(line, at + 1, start) : null
    if (anchor !== null && !anchors.has(anchor.name)) anchors.set(anchor.name, anchor)
    start += line.length + 1
  }
  return [...anchors.values()]
}

/** Whether code runs, by the words behind its fence. */
export const isLiveInfo = (info: string): boolean => /^\s*(?:js|javascript)(?:\s|$)/i.test(info)

/** The name of the anchor that a line is, outside of code blocks; null: it is none. */
export const nameOfPageValue = (line: string): string | null => pageValueFrom(line, 1, 0)?.name ?? null

/** Whether a page has an anchor's name where it is none: inside a line that is no code. */
export function isInsideLine(page: string, name: string): boolean {
  let fence: string | null = null
  for (const line of page.split('\n', LINES_MAX)) {
    fence = fenceAfter(fence, line)
    if (
      fence === null &&
      line.split('#').some((words, at) => at > 0 && NAME_AT_START.exec(words)?.[0] === name)
    )
      return true
  }
  return false
}

function pageValueFrom(line: string, number: number, start: number): PageValue | null {
  if (!line.startsWith('#')) return null
  const whole = line.trimEnd()
  const [, name, value = ''] = PAGE_VALUE.exec(whole) ?? []
  if (name === undefined || !isPageValueName(name)) return null
  const to = start + whole.length
  return { name, line: number, from: to - value.length, to, value }
}

/** The fence that is open after a line: the sign that opened it; the closing line itself is still inside. */
function fenceAfter(open: string | null, line: string): string | null {
  const [, sign, rest = ''] = FENCE.exec(line) ?? []
  if (sign === undefined) return open
  if (open === null) return sign.startsWith('`') && rest.includes('`') ? null : sign
  return sign[0] === open[0] && sign.length >= open.length && rest.trim() === '' ? null : open
}
