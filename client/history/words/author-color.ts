// The colours in which history shows its authors: those in which people are shown, the one of what is alive
// for programs.
import { useCallback, type CSSProperties } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { useShownColors } from '../../world/people/shown-colors.ts'
import { freeColor, PEOPLE_COLORS } from '../../../shared/world/figures.ts'

type ColorOf = (author: HistoryAuthor) => string

/** Colours of authors: that in which they are shown here, or else their own, where nobody has it. */
export function useAuthorColor(): ColorOf {
  const { presence } = useWorld()
  const colors = useShownColors()
  return useCallback(
    (author) => {
      if (author.kind === 'program') return 'var(--alive)'
      if (author.kind === 'owner') return 'var(--ink-faint)'
      const seed = author.account ?? author.id ?? author.name
      return colors.get(author.body ?? '') ?? choiceIn(presence, colors.values())(seed, author.color)
    },
    [presence, colors],
  )
}

/**
 * Chooses colours: the same for the same name, and one that nobody else has for as long as there are such.
 * `taken`: colours of others.
 */
export function createColorChoice(taken: Iterable<string>): (seed: string, own?: string) => string {
  const used = new Set(taken)
  const chosen = new Map<string, string>()
  return (seed, own = PEOPLE_COLORS[hashOf(seed) % PEOPLE_COLORS.length] ?? PEOPLE_COLORS[0]) => {
    const known = chosen.get(seed)
    if (known !== undefined) return known
    const color = freeColor(own, used)
    used.add(color)
    // Once all are given away, all can be given again.
    if (PEOPLE_COLORS.every((one) => used.has(one))) used.clear()
    chosen.set(seed, color)
    return color
  }
}

function hashOf(seed: string): number {
  let sum = 5
  for (const char of seed) sum = (sum * 33 + (char.codePointAt(0) ?? 0)) >>> 0
  return (sum ^ (sum >>> 5)) >>> 0
}

const choices = new WeakMap<Awareness, ReturnType<typeof createColorChoice>>()

/** Made once for each world: an author who is not here keeps a colour whoever comes. */
function choiceIn(presence: Awareness, taken: Iterable<string>): ReturnType<typeof createColorChoice> {
  const choice = choices.get(presence) ?? createColorChoice(taken)
  choices.set(presence, choice)
  return choice
}

/** For an element with the class `author-color`. */
export const colorStyle = (color: string): CSSProperties => ({ '--who': color })
