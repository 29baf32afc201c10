// A search for words in the names and pages of all things, as they are typed: everything is read once, and
// again when it changes.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { View } from '../../shared/world/view/world-view.ts'

export interface WordIndex {
  /** The things that have all the words, in name or page; all of them when there are none. */
  readonly find: (words: readonly string[]) => Set<ArtifactId>
  readonly has: (id: ArtifactId, words: readonly string[]) => boolean
  /** Where a thing's page has the first word that its name has not; null when its name has them all. */
  readonly excerpt: (id: ArtifactId, words: readonly string[]) => Excerpt | null
  /** Reads a thing anew when it is looked for next. */
  readonly forget: (id: ArtifactId) => void
  /** Reads ahead for as long as there is time; true when everything was read. */
  readonly readAhead: (hasTime: () => boolean) => boolean
}

export interface Excerpt {
  /** Where the word begins in the page. */
  readonly at: number
  readonly before: string
  readonly match: string
  readonly after: string
}

interface IndexedPage {
  readonly name: string
  readonly page: string
}

const NOTHING: IndexedPage = { name: '', page: '' }
/** How much of a page is shown around what was found in it, in characters. */
const BEFORE = 16
const AFTER = 60

/** The typed text, as the words to look for. */
export function wordsOf(query: string): readonly string[] {
  return folded(query)
    .split(/\s+/u)
    .filter((word) => word !== '')
}

/** Whether a text has all the words. */
export function hasWords(text: string, words: readonly string[]): boolean {
  const lower = folded(text)
  return words.every((word) => lower.includes(word))
}

/** Capitals do not matter. Each character stays one, so that a match can be shown in the written text. */
function folded(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text
}

/** Where the words are in a text; in order, not over each other. */
export function rangesOf(text: string, words: readonly string[]): readonly (readonly [number, number])[] {
  const lower = folded(text)
  const ranges: [number, number][] = []
  for (const word of words) {
    const at = lower.indexOf(word)
    if (at >= 0) ranges.push([at, at + word.length])
  }
  ranges.sort((a, b) => a[0] - b[0])
  const apart: [number, number][] = []
  for (const [from, to] of ranges) {
    const last = apart.at(-1)
    if (last && from < last[1]) last[1] = Math.max(last[1], to)
    else apart.push([from, to])
  }
  return apart
}

export function createIndex(view: View, pageOf: (id: ArtifactId) => string): WordIndex {
  const entries = new Map<ArtifactId, IndexedPage>()

  function entryOf(id: ArtifactId): IndexedPage {
    const known = entries.get(id)
    if (known) return known
    const artifact = view.artifact(id)
    if (!artifact) return NOTHING
    const name = id === view.root ? `${view.title} ${artifact.name}` : artifact.name
    const entry = { name: folded(name), page: folded(pageOf(id)) }
    entries.set(id, entry)
    return entry
  }

  function has(id: ArtifactId, words: readonly string[]): boolean {
    const { name, page } = entryOf(id)
    return words.every((word) => name.includes(word) || page.includes(word))
  }

  return {
    find(words) {
      const found = new Set<ArtifactId>()
      for (const { id } of view.artifacts()) if (has(id, words)) found.add(id)
      return found
    },
    has,
    excerpt(id, words) {
      const { name, page } = entryOf(id)
      const word = words.find((word) => !name.includes(word))
      const at = word === undefined ? -1 : page.indexOf(word)
      if (word === undefined || at < 0) return null
      const text = pageOf(id)
      const start = Math.max(0, text.lastIndexOf('\n', at) + 1, at - BEFORE)
      const end = at + word.length
      const [after = ''] = text.slice(end, end + AFTER).split('\n')
      return { at, before: text.slice(start, at), match: text.slice(at, end), after }
    },
    forget: (id) => entries.delete(id),
    readAhead(hasTime) {
      for (const { id } of view.artifacts()) {
        if (entries.has(id)) continue
        if (!hasTime()) return false
        entryOf(id)
      }
      return true
    },
  }
}
