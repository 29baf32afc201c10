// How well a few typed letters fit a title. Each typed word has to fit: as the beginning of the title, of a
// word, within one, or as the first letters of several ("mg" for "make a garden"). Capitals and accents do
// not matter, as in every search.
import { foldText, writtenRanges } from './folded-text.ts'

export interface FuzzyMatch {
  /** More is better. */
  readonly score: number
  /** The parts of the title that were typed, from and to, in order. */
  readonly ranges: readonly (readonly [number, number])[]
}

const EVERYTHING: FuzzyMatch = { score: 0, ranges: [] }

/** Null where it does not fit. `words` are searched as the title is, but count for less. */
type Fitter = (title: string, words?: string) => FuzzyMatch | null

export const fit = (query: string, title: string, words = ''): FuzzyMatch | null =>
  fitterOf(query)(title, words)

/** For many titles. */
export function fitterOf(query: string): Fitter {
  const asked = foldText(query).split(/\s+/).filter(Boolean)
  if (asked.length === 0) return () => EVERYTHING
  return (title, words = '') => {
    const text = foldText(title)
    let score = 0
    const ranges: (readonly [number, number])[] = []
    for (const word of asked) {
      const found = fitWord(word, text)
      if (found) {
        score += found.score
        ranges.push(...found.ranges)
      } else if (foldText(words).includes(word)) score += 10
      else return null
    }
    // Of two that fit as well, the shorter one was meant.
    const written = writtenRanges(title, ranges)
    return { score: score - title.length / 50, ranges: written.toSorted((a, b) => a[0] - b[0]) }
  }
}

function fitWord(word: string, text: string): FuzzyMatch | null {
  const at = wordStart(word, text)
  if (at !== null) return { score: at === 0 ? 100 : 80, ranges: [[at, at + word.length]] }
  const within = text.indexOf(word)
  if (within >= 0) return { score: 50, ranges: [[within, within + word.length]] }
  return fitFirstLetters(word, text)
}

/** Where a word of the text begins with it. */
function wordStart(word: string, text: string): number | null {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isStart(text, at)) return at
  }
  return null
}

const isStart = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')

/** Every letter begins a word, or goes on in the one before. */
function fitFirstLetters(word: string, text: string): FuzzyMatch | null {
  const ranges: [number, number][] = []
  let at = 0
  for (const letter of word) {
    const last = ranges.at(-1)
    if (last && text.startsWith(letter, last[1])) {
      last[1] += letter.length
      at = last[1]
      continue
    }
    const start = nextStart(text, letter, at)
    if (start === null) return null
    ranges.push([start, start + letter.length])
    at = start + letter.length
  }
  return { score: 40 - ranges.length * 2, ranges }
}

function nextStart(text: string, letter: string, from: number): number | null {
  for (let at = text.indexOf(letter, from); at >= 0; at = text.indexOf(letter, at + 1)) {
    if (isStart(text, at)) return at
  }
  return null
}
