// Tells of words said aloud in a world, by the changes of its live document.
import type * as Y from 'yjs'
import { liveRoot } from './live-document.ts'
import { speechOf, type Speech } from './live-state.ts'

/**
 * Calls `told` with new words, oldest first; earlier words are not told. Returns a function that stops it.
 */
export function watchSpeech(live: Y.Doc, told: (speech: Speech) => void): () => void {
  const root = liveRoot(live)
  let known = new Set(speechOf(live).map(keyOf))
  let isFresh = false

  const onLive = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    isFresh ||= events.some(({ path, keys }) =>
      path.length === 0 ? keys.has('now') : path[1] === 'speech' || (path.length === 1 && keys.has('speech')),
    )
  }
  /** A view, which follows the same document, is up to date by then. */
  const afterTransaction = (): void => {
    if (!isFresh) return
    isFresh = false
    const said = speechOf(live)
    const before = known
    known = new Set(said.map(keyOf))
    for (const speech of said) if (!before.has(keyOf(speech))) told(speech)
  }

  root.observeDeep(onLive)
  live.on('afterTransaction', afterTransaction)
  return () => {
    root.unobserveDeep(onLive)
    live.off('afterTransaction', afterTransaction)
  }
}

const keyOf = ({ at, by, person, voice, words }: Speech): string =>
  `${at} ${by ?? ''} ${person ?? ''} ${voice} ${words}`
