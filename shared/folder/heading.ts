// What a page is called that does not say it: its first heading.
import { NAME_MAX } from '../world/limits.ts'

const HEADING = /^ {0,3}#{1,6}[ \t]+(.*)$/
const UNDERLINE = /^ {0,3}(?:=+|-{2,})[ \t]*$/
/** What a line underneath makes a heading: words, no list, no quotation. */
const PROSE = /^(?!\s*(?:[-*+>]|\d+[.)])(?:\s|$)).*[\p{L}\p{N}]/u
const FENCE = /^ {0,3}(`{3,}|~{3,})/

/** The first heading of a page as plain words; null when it has none. */
export function headingOf(page: string): string | null {
  let fence: string | null = null
  let above = ''
  for (const written of page.split('\n')) {
    const line = written.trimEnd()
    const sign = FENCE.exec(line)?.[1]
    if (sign !== undefined && (fence === null || sign.startsWith(fence))) fence = fence === null ? sign : null
    if (fence !== null || sign !== undefined) {
      above = ''
      continue
    }
    const marked =
      HEADING.exec(line)?.[1]?.replace(/[ \t]+#+$/, '') ??
      (UNDERLINE.test(line) && PROSE.test(above) ? above : '')
    const words = plainWords(marked)
    if (words !== '') return words
    above = line
  }
  return null
}

/** Words without the signs of Markdown, on one line, as long as a name may be. */
export function plainWords(text: string): string {
  return text
    .toWellFormed()
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/<[^>]*>/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/(?<![\p{L}\p{N}])[*_~]+|[*~]+|_+(?![\p{L}\p{N}])|`/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, NAME_MAX)
    .toWellFormed()
}
