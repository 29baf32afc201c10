// The name of a page that does not say it: the `#` heading at its beginning.
import { NAME_MAX } from '../../world/limits.ts'

const HEADING = /^ {0,3}#[ \t]+(?![ \t])(.*)$/
const UNDERLINE = /^ {0,3}=+[ \t]*$/
/** How much of a heading is read, in letters: its signs are looked for again and again. */
const WRITTEN_MAX = 1_000
const BLANK_LINES = /^(?:[ \t]*\r?\n)+/

/** The `#` heading that a page begins with, as plain words; null when it begins with something else. */
export function headingOf(page: string): string | null {
  const lines = page.replace(BLANK_LINES, '').split('\n', 2)
  const [first = '', second = ''] = lines.map((line) => line.slice(0, WRITTEN_MAX))
  const marked = HEADING.exec(first.trimEnd())?.[1]?.replace(/[ \t]+#+$/, '')
  const words = plainWords(marked ?? (UNDERLINE.test(second.trimEnd()) ? first : ''))
  return words === '' ? null : words
}

/** Words without the signs of Markdown, on one line, as long as a name may be. */
export function plainWords(text: string): string {
  return text
    .slice(0, WRITTEN_MAX)
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

/** Lines at the beginning of a page where Logseq has what it knows of the page. */
const PROPERTIES_MAX = 10

/** The names that a page of Logseq says it has: `title:: a/b`, `alias:: c, [[d]]`. */
export function aliasesIn(page: string): readonly string[] {
  const lines = page.split('\n', PROPERTIES_MAX)
  return lines.flatMap((line) => {
    const [, key, told = ''] = /^(title|alias):: *(?! )(.*)$/.exec(line.trimEnd()) ?? []
    const names = key === 'title' ? [told] : told.split(',')
    return names
      .map((name) => /^\[\[(.*)\]\]$/.exec(name.trim())?.[1]?.trim() ?? name.trim())
      .filter((name) => name !== '')
  })
}
