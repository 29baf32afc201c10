// The words that were erased from a world, so that no record about it (a version's name, a comment, a
// conflict of a merge) keeps them. A word that still stands in the world is no erased one.
import type * as Y from 'yjs'
import { artifactMaps, metaMap } from '../../../shared/world/scene/scene.ts'

/** Shorter ones say nothing by themselves. */
const WORD = /[\p{L}\p{N}_]{3,}/gu
/** Most letters that are looked at, and most words that are told: more than anybody erases by name. */
export const ERASED_LETTERS_MAX = 4_000_000
const WORDS_MAX = 20_000

const BLANK = '…'

/** The words of texts in lower case, each once. */
export function wordsOf(texts: Iterable<string>): string[] {
  const words = new Set<string>()
  for (const text of texts) for (const word of wordsIn(text)) if (words.size < WORDS_MAX) words.add(word)
  return [...words]
}

/** Those of these words that stand nowhere in a scene. */
export function missingWords(words: readonly string[], scene: Y.Doc): string[] {
  const missing = new Set(words)
  const living = JSON.stringify([artifactMaps(scene).toJSON(), metaMap(scene).toJSON()])
  for (const word of wordsIn(living)) missing.delete(word)
  return [...missing]
}

/** Texts without those of these words that stand nowhere in a scene. */
export function blanked(texts: readonly string[], words: readonly string[], scene: Y.Doc): string[] {
  const gone = new Set(missingWords(words, scene))
  return texts.map((text) => text.replace(WORD, (word) => (gone.has(word.toLowerCase()) ? BLANK : word)))
}

const wordsIn = (text: string): string[] => (text.match(WORD) ?? []).map((word) => word.toLowerCase())
