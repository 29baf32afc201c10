// Where a step ends when a person types: after a pause, a word, a line, or when it goes on somewhere else.
import type { TypedText } from '../../shared/history/captured-inverse.ts'

/** A longer pause begins a new step, in ms. */
const PAUSE_MS = 400
/** Inside a word: a hand that looks for its letters writes words, too. */
const LETTER_PAUSE_MS = 1_500

/** A step that may go on: when its last change was, and its typing. */
export interface TypingRun {
  readonly at: number
  readonly typed: TypedText | null
}

/** Whether what was done `now` belongs to the step that is going on. */
export function goesOn(going: TypingRun, now: number, typed: TypedText | null): boolean {
  const { typed: before, at } = going
  if (before === null || typed === null) return before === typed && now - at <= PAUSE_MS
  if (before.page !== typed.page || isNew(before.text, typed)) return false
  return now - at <= (isInWord(before.text, typed) ? LETTER_PAUSE_MS : PAUSE_MS)
}

/**
 * Whether typing `text` after `before` is the beginning of something: a line, a word, a paste, replacing what
 * was there.
 */
function isNew(before: string, { text, deleted }: TypedText): boolean {
  if (deleted > 1 || (text.length > 1 && /\s/.test(text))) return true
  if (text === '\n') return !before.endsWith('\n')
  return /^\S/.test(text) && /[^\S\n]$/.test(before)
}

function isInWord(before: string, { text, deleted }: TypedText): boolean {
  return deleted === 0 && text !== '\n' && /\S$/.test(before)
}
