// Moments and authors of the past as people say them.
import type { HistoryAuthor, HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/time/durations.ts'
import { filesOf, isOfWorldFile } from '../../../shared/world/author.ts'
import { authorWords } from '../../parts/changes/change-words.ts'
import { count, listedWords } from '../../words/counts.ts'

// Made once: making a format takes longer than a frame of dragging may.
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' })
const DAY_OF_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const SHORT_DAY_OF_YEAR = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: '2-digit',
})
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

const now = (): Date => new Date()

/** How many minutes are known by their words: while one drags, each frame asks for a few. */
const MINUTES_KEPT = 200
const minutes = new Map<number, string>()
/** The day of the month on which they were said: tomorrow this day is not "today". */
let saidOn = 0

/** "3 November 2026, 14:05"; without the year in this one, and "today" on this day. */
export function momentWords(at: number): string {
  const [minute, today] = [Math.floor(at / MINUTE_MS), now().getDate()]
  if (today !== saidOn || minutes.size >= MINUTES_KEPT) minutes.clear()
  saidOn = today
  const words = minutes.get(minute) ?? `${dayWords(at)}, ${timeWords(at)}`
  minutes.set(minute, words)
  return words
}

const timeWords = (at: number): string => TIME.format(at)

/** The same; "3 November 2026, 14:05, known to within 3 hours" where nobody knows it better. */
export function writtenWords(at: number, within: number | undefined): string {
  return within === undefined ? momentWords(at) : `${momentWords(at)}, known to within ${lengthWords(within)}`
}

/** "5 minutes", "3 hours", "2 days": rounded up, so that it is never said to be known better than it is. */
function lengthWords(ms: number): string {
  if (ms > 2 * DAY_MS) return count(Math.ceil(ms / DAY_MS), 'day')
  if (ms > 2 * HOUR_MS) return count(Math.ceil(ms / HOUR_MS), 'hour')
  return count(Math.ceil(ms / MINUTE_MS), 'minute')
}

/** "today", "3 November", "3 November 2025". */
export function dayWords(at: number): string {
  const [then, today] = [new Date(at), now()]
  if (then.toDateString() === today.toDateString()) return 'today'
  const isThisYear = then.getFullYear() === today.getFullYear()
  return (isThisYear ? DAY : DAY_OF_YEAR).format(at)
}

/** "3 Nov", "Nov 2025": on the strip, where there is little room. */
export function shortDayWords(at: number): string {
  const isThisYear = new Date(at).getFullYear() === now().getFullYear()
  return (isThisYear ? SHORT_DAY : SHORT_DAY_OF_YEAR).format(at)
}

/** Most who are named; of more, how many they are. */
const NAMED_MAX = 3

/** "Ada", "Ada and Bob", "Ada, Bob and 4 others". */
export function authorsWords(authors: readonly HistoryAuthor[]): string {
  const names = [...new Set(authors.map(authorWords))]
  if (names.length === 0) return 'Somebody'
  const named = names.length > NAMED_MAX ? names.slice(0, NAMED_MAX - 1) : names
  const others = names.length - named.length
  return listedWords(others > 0 ? [...named, count(others, 'other')] : named)
}

/** "12 letters in, 3 out"; '' where there are none. */
export function lettersWords([added, taken]: HistorySession['letters']): string {
  if (added === 0 && taken === 0) return ''
  if (taken === 0) return `${count(added, 'letter')} in`
  if (added === 0) return `${count(taken, 'letter')} out`
  return `${count(added, 'letter')} in, ${taken.toLocaleString('en-GB')} out`
}

/** What a session was, where that is no plain editing; null otherwise. */
export function noteWords(note: HistorySession['note']): string | null {
  if (note === undefined) return null
  switch (note.kind) {
    case 'merge':
      return 'A draft was merged'
    case 'restore':
      return 'An earlier state was restored'
    case 'revert':
      return 'Edits were taken back'
    case 'import':
      return isOfWorldFile(note) ? 'Came with an imported world' : importWords(filesOf(note))
    case 'publish':
      return 'A draft was published'
    case 'unpublish':
      return 'A publication was taken back'
    case 'renewal':
      return 'Room was made'
    case 'erase':
      return 'Deleted words were erased for good'
    default:
      return null
  }
}

/** Of a whole world, nobody knows of how many files. */
function importWords(files: number | null): string {
  if (files === null) return 'Files were imported'
  return files === 1 ? 'One file was imported' : `${count(files, 'file')} were imported`
}

/** "14:05", "14:05 to 14:31". */
export function spanWords({ firstAt, lastAt }: Pick<HistorySession, 'firstAt' | 'lastAt'>): string {
  const [from, to] = [timeWords(firstAt), timeWords(lastAt)]
  return from === to ? from : `${from} to ${to}`
}
