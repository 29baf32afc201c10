// Signs a page: marks each stretch of it as its author's, and tells whose words the pointer or
// the caret is at. What is typed meanwhile is nobody's until the authors are asked for again.
import type { HistoryAuthor, AuthorsAnswer } from '../../../shared/wire/api/history-bodies.ts'
import type { PageView } from '../../world/page-view.ts'

/** Whose words they are, and when they were written. */
export type SignedWords = Omit<AuthorsAnswer['text'][number], 'length'>

interface SigningOptions {
  readonly colorOf: (author: HistoryAuthor) => string
  readonly onWords: (words: SignedWords | null) => void
  /** Where the pointer rests, on the screen; null: elsewhere. */
  readonly pointer: { readonly x: number; readonly y: number } | null
}

/** Signs it until the returned function is called. */
export function signPage(
  page: PageView,
  runs: AuthorsAnswer['text'],
  { colorOf, onWords, pointer }: SigningOptions,
): () => void {
  let end = 0
  const marks = runs.map(({ length, author }) => {
    const from = end
    end += length
    return { from, to: end, class: 'page-signed', ...(author !== null && { color: colorOf(author) }) }
  })
  const shown = page.mark(marks)
  let last: SignedWords | null = null
  function tell(place: number | null): void {
    const index = place === null ? null : shown.indexAt(place)
    const next = (index === null ? null : runs[index]) ?? null
    if (next === last) return
    last = next
    onWords(next)
  }
  const endPlaces = page.onPlace(tell)
  if (pointer !== null) tell(page.placeAt(pointer))
  return () => {
    onWords(null)
    endPlaces()
    shown.end()
  }
}
