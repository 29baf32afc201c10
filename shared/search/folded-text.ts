// Text as it is searched: capitals, accents and the shape of letters do not matter, in any script. Both what
// is written and what is typed are folded, and then compared letter by letter.

/** Most words of one search, and most of its letters: more than anybody remembers of a page. */
const WORDS_MAX = 8
export const QUERY_MAX = 200

/** A letter with the marks on it; the parts of a Korean syllable stay together, too. */
const LETTERS = /[^\p{M}\u1160-\u11FF\uFF9E\uFF9F]?[\p{M}\u1160-\u11FF\uFF9E\uFF9F]+|[^\p{M}]/gu
/**
 * Accents and vowel points, what has no width, and the stroke that draws out Arabic words. The two marks that
 * make another letter of a Japanese one stay.
 */
const DROPPED =
  /(?![\u3099\u309A])(?=\p{M})\p{Diacritic}|[\u0640\u0653-\u0655\u00AD\u200B-\u200D\u2060]|\p{Variation_Selector}/gu
const HAS_ONLY_ASCII = /^[\0-\x7F]*$/
/** Letters that have no accent by Unicode, and are typed without one. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
}
const NOT_PLAIN = /[ßæœøłđħıς]/g

/** The text to search in, or a word to search for. Lines stay lines. */
export function foldText(text: string): string {
  if (HAS_ONLY_ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(DROPPED, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(NOT_PLAIN, (letter) => PLAIN[letter] ?? letter)
}

/** What was typed, as the words to look for: each once. */
export function wordsOf(query: string): readonly string[] {
  const words = foldText(query.slice(0, QUERY_MAX)).split(/\s+/u)
  return [...new Set(words)].filter((word) => word !== '').slice(0, WORDS_MAX)
}

export function hasWords(text: string, words: readonly string[]): boolean {
  const folded = foldText(text)
  return words.every((word) => folded.includes(word))
}

/** Letters of a text, from and to. */
type TextRange = readonly [from: number, to: number]

/** Where the words are in a line; in order, not over each other. */
export function rangesOf(line: string, words: readonly string[]): readonly TextRange[] {
  const folded = foldText(line)
  const found = words.flatMap((word): TextRange[] => {
    const at = folded.indexOf(word)
    return at < 0 ? [] : [[at, at + word.length]]
  })
  if (found.length === 0) return []
  const written = writtenRanges(line, found)
  const apart: [number, number][] = []
  for (const [from, to] of written.toSorted((a, b) => a[0] - b[0])) {
    const last = apart.at(-1)
    if (last && from < last[1]) last[1] = Math.max(last[1], to)
    else apart.push([from, to])
  }
  return apart
}

/** Letters of a folded text as they are written: one that is partly meant is meant with all its marks. */
export function writtenRanges(line: string, ranges: readonly TextRange[]): readonly TextRange[] {
  if (HAS_ONLY_ASCII.test(line)) return ranges
  const starts: number[] = []
  const ends: number[] = []
  for (const { 0: letter, index } of line.matchAll(LETTERS)) {
    for (let left = foldText(letter).length; left > 0; left--) {
      starts.push(index)
      ends.push(index + letter.length)
    }
  }
  return ranges.map(([from, to]): TextRange => [starts[from] ?? 0, ends[to - 1] ?? line.length])
}
