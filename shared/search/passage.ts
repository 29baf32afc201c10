// The passage of a page that is shown of what was found in it, and where it is, so that one is led there.
import { foldText, rangesOf } from './folded-text.ts'

export interface FoundPassage {
  /** From 1. */
  readonly line: number
  /** The letters of that line that were found first. */
  readonly from: number
  readonly to: number
  readonly before: string
  readonly match: string
  readonly after: string
}

/** How much of a line is shown around what was found, in characters. */
const BEFORE = 24
const AFTER = 80

/** The line of a page that has most of the words, the first of several; null where it has none. */
export function passageOf(page: string, words: readonly string[]): FoundPassage | null {
  const folded = foldText(page).split('\n')
  let best = { line: -1, count: 0 }
  for (const [line, text] of folded.entries()) {
    const count = words.filter((word) => text.includes(word)).length
    if (count > best.count) best = { line, count }
    if (count === words.length) break
  }
  const text = page.split('\n', best.line + 1)[best.line]
  const [range] = text === undefined ? [] : rangesOf(text, words)
  if (text === undefined || range === undefined) return null
  const [from, to] = range
  return {
    line: best.line + 1,
    from,
    to,
    before: startOf(text, from),
    match: text.slice(from, to),
    after: text.slice(to, to + AFTER).toWellFormed(),
  }
}

/** What stands before, without half a letter. */
const startOf = (text: string, from: number): string => {
  const before = text.slice(Math.max(0, from - BEFORE), from)
  return /^[\uDC00-\uDFFF]/.test(before) ? before.slice(1) : before
}
