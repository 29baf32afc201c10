// The query of lists: a page of them, and a word to search for.
import { foldText } from '../../../shared/search/folded-text.ts'
import type { Request } from 'express'
import { PAGE_LINES } from '../../../shared/wire/api/admin-bodies.ts'

/** The longest word that is searched for, in characters. */
const SEARCH_MAX = 200

/** The word that is searched for, folded; empty: every line matches. */
export function searchIn({ query: { search } }: Request): string {
  return typeof search === 'string' ? foldText(search.slice(0, SEARCH_MAX).trim()) : ''
}

/** The lines of the page that is asked for, from 0. */
export function pageOf<T>(lines: readonly T[], { query: { page } }: Request): readonly T[] {
  const number = typeof page === 'string' && /^\d{1,6}$/.test(page) ? Number(page) : 0
  return lines.slice(number * PAGE_LINES, (number + 1) * PAGE_LINES)
}

/** Whether one of these words contains it. */
export const has = (search: string, ...words: readonly string[]): boolean =>
  search === '' || words.some((word) => foldText(word).includes(search))
