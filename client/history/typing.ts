// Where a step ends when a person types: after a pause, a word, a line, or when it goes on somewhere else.
import type { Typed } from './capture.ts'

/** A longer pause begins a new step, in ms. */
export const PAUSE_MS = 400

/** A step that may go on: when something was last done, and what was typed then. */
export interface Going {
  readonly at: number
  readonly typed: Typed | null
}

/** Whether what was done `now` belongs to the step that is going on. */
export function goesOn(going: Going, now: number, typed: Typed | null): boolean {
  if (now - going.at > PAUSE_MS) return false
  if (going.typed === null || typed === null) return going.typed === typed
  return going.typed.page === typed.page && !isNew(going.typed.text, typed)
}

/** Whether typing `text` after `before` is the beginning of something: a line, a word, a paste, replacing what was there. */
function isNew(before: string, { text, deleted }: Typed): boolean {
  if (deleted > 1 || (text.length > 1 && /\s/.test(text))) return true
  if (text === '\n') return !before.endsWith('\n')
  return /^\S/.test(text) && /[^\S\n]$/.test(before)
}
