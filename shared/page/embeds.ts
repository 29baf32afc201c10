// Embeds: a line that is `![[note]]`, `![[note#Section]]` or `![[note|8]]` and nothing else shows that page.
// Its height follows from its text alone, whatever it leads to: six lines, or as many as it says.
import { imageType } from '../world/image-type.ts'
import { readNamedLink } from './named-links.ts'
import { headingsOf } from './headings.ts'
import { headingFor } from './section-links.ts'

const LINES = 6
const LINES_MIN = 2
const LINES_MAX = 60
/** So many letters of a page are shown. */
const LETTERS_MAX = 20_000

export interface EmbedSyntax {
  /** `![[note|8]]` */
  readonly written: string
  readonly lines: number
}

/** The embed that a line is; null for other lines, and for pictures by name. */
export function embedIn(line: string): EmbedSyntax | null {
  const written = line.trim()
  const link = written.startsWith('![[') ? readNamedLink(written) : null
  if (link === null || imageType(link.name) !== null) return null
  const said = /^\d{1,2}$/.test(link.label) ? Number(link.label) : LINES
  return { written, lines: Math.max(LINES_MIN, Math.min(said, LINES_MAX)) }
}

/** The part of a page under a heading, with it; the whole page where `section` names none. */
export function partOf(page: string, section: string | undefined): string {
  const heading = section === undefined ? null : headingFor(page, section)
  if (heading === null) return page.slice(0, LETTERS_MAX)
  const end = headingsOf(page).find(({ line, level }) => line > heading.line && level <= heading.level)
  const lines = page.split('\n').slice(heading.line - 1, end === undefined ? undefined : end.line - 1)
  return lines.join('\n').trimEnd().slice(0, LETTERS_MAX)
}
