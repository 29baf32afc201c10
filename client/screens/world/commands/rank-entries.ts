// The lines of the palette for a typed text, and their order.
import type { CommandChoice } from '../../../world/commands/command-types.ts'
import { fitterOf, type FuzzyMatch } from '../../../../shared/search/fuzzy-match.ts'

export interface Ranked {
  readonly choice: CommandChoice
  readonly ranges: FuzzyMatch['ranges']
  /** How well it fits. */
  readonly score: number
}

/** Most lines that are shown: to see the next one, one types another letter. */
export const LINES_MAX = 60
/** From this score on, the typed letters stand together in the title. */
const CLEAR_SCORE = 40
/** Most lines by name beside those by words. */
const NAMES_MAX = 20

/** An earlier choice comes before a slightly better match. */
const RECENT_BONUS = 15

/** Clear names first, then words here, then names that fit somehow, and words elsewhere, which come later. */
export function withWords(
  names: readonly Ranked[],
  here: readonly Ranked[],
  elsewhere: readonly Ranked[],
): readonly Ranked[] {
  const clear = names.filter(({ score }) => score >= CLEAR_SCORE).slice(0, NAMES_MAX)
  const others = names.filter(({ score }) => score < CLEAR_SCORE).slice(0, NAMES_MAX)
  return [...clear, ...here, ...others, ...elsewhere]
}

/**
 * Best first; among equals in the order given. With nothing typed: the last choices, then the others as they
 * come.
 */
export function rank(
  choices: readonly CommandChoice[],
  query: string,
  recent: readonly string[],
): readonly Ranked[] {
  const fits = fitterOf(query)
  const isTyped = query.trim() !== ''
  const found: Ranked[] = []
  for (const choice of choices) {
    const fit = choice.always ? ALWAYS : fits(choice.title, choice.words)
    if (!fit) continue
    const turn = recent.indexOf(choice.id)
    const bonus = turn < 0 ? 0 : isTyped ? RECENT_BONUS : recent.length - turn
    found.push({ choice, ranges: fit.ranges, score: fit.score + bonus })
  }
  return found.toSorted((a, b) => b.score - a.score).slice(0, LINES_MAX)
}

const ALWAYS: FuzzyMatch = { score: -1, ranges: [] }
