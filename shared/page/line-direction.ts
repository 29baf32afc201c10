// The direction of a line. Its first letter decides, and not the language of the reader.

/** Signs before the first word: of headings, lists, quotations, tables and tasks. */
const SIGNS = /^(?:[\s>#|*_~+-]|\d+[.)]\s|\[[ xX]\])*/
const LETTER = /\p{L}/u
/** Hebrew, Arabic and the scripts beside them. */
const FROM_RIGHT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

export function directionOf(line: string): 'ltr' | 'rtl' {
  const first = LETTER.exec(line.slice(SIGNS.exec(line)?.[0].length ?? 0))?.[0]
  return first !== undefined && FROM_RIGHT.test(first) ? 'rtl' : 'ltr'
}
