// Headings that a link names, `#getting-started`, `#über-uns`, as GitHub names them: most files of Markdown
// were written for its readers and writers.
import { headingsOf, withoutSigns, type Heading } from './headings.ts'

/**
 * The heading of a page that a link names; null when there is none. If no name is quite equal, one counts
 * that differs only where people and programs copy differently: capitals, composed letters, the unseen sign
 * behind an emoji, dashes at its ends.
 */
export function headingFor(page: string, section: string): Heading | null {
  const names = namesIn(page)
  const exact = names.get(section)
  if (exact !== undefined) return exact
  const wanted = loosely(section)
  if (wanted === '') return null
  for (const [name, heading] of names) if (loosely(name) === wanted) return heading
  return null
}

/**
 * Every heading by its name: of those with the same words the second is `words-1`, or the next number that is
 * free.
 */
function namesIn(page: string): ReadonlyMap<string, Heading> {
  const names = new Map<string, Heading>()
  const again = new Map<string, number>()
  for (const heading of headingsOf(page)) {
    const words = nameOf(heading)
    let name = words
    while (names.has(name)) {
      const times = (again.get(words) ?? 0) + 1
      again.set(words, times)
      name = `${words}-${times}`
    }
    names.set(name, heading)
  }
  return names
}

/** Code, which is kept as it is; pictures, tags and entities, of which no name has anything. */
const UNREAD =
  /(`+).*?\1|!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<\/?[a-z][^<>]*>|&(?:#\d+|#x[\da-f]+|[a-z][\da-z]*);/gi

/** The kept characters of a heading are those of Ruby's letter class \p{Word}, dashes and blanks. */
const DROPPED = /[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc} -]/gu

function nameOf({ written }: Heading): string {
  const read = written.replace(UNREAD, (unread, code?: string) => (code === undefined ? '' : unread))
  return withoutSigns(read).toLowerCase().replace(DROPPED, '').replaceAll(' ', '-')
}

function loosely(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\uFE0E|\uFE0F/g, '')
    .replaceAll('ς', 'σ')
    .replace(/^-+|-+$/g, '')
}
