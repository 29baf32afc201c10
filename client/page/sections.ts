// Headings that a link names, `#getting-started`, as other programs that show Markdown name them.
import { headingsOf, type Heading } from './headings.ts'

/** The heading of a page that a link names; null when there is none. Of those with the same words the second is `words-1`. */
export function headingFor(page: string, section: string): Heading | null {
  const counts = new Map<string, number>()
  for (const heading of headingsOf(page)) {
    const words = sectionOf(heading.text)
    const before = counts.get(words) ?? 0
    counts.set(words, before + 1)
    if ((before === 0 ? words : `${words}-${before}`) === section) return heading
  }
  return null
}

/** Words as a link writes them. */
function sectionOf(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-')
}
