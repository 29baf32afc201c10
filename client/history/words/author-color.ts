// The colours in which history shows its authors: people's own, the one of what is alive for programs.
import { useCallback, type CSSProperties } from 'react'
import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'
import { useMe } from '../../session/me.ts'
import { useView } from '../../world/context/use-world.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { PEOPLE_COLORS } from '../../../shared/world/figures.ts'

type ColorOf = (author: HistoryAuthor) => string

/** Colours of authors: that of their look where they are in this world, or are oneself. */
export function useAuthorColor(): ColorOf {
  const { account, look } = useMe().person
  const own = look?.color ?? null
  const { looks, choose } = useView((view) => colorsIn(view, own))
  return useCallback(
    (author) => {
      if (author.kind === 'program') return 'var(--alive)'
      if (author.kind === 'owner') return 'var(--ink-faint)'
      const seed = author.account ?? author.id ?? author.name
      return (author.account === account ? own : null) ?? looks.get(seed) ?? choose(seed)
    },
    [account, own, looks, choose],
  )
}

/**
 * Chooses colours: the same for the same name, and one that nobody else has for as long as there are such.
 * `taken`: colours of others.
 */
export function createColorChoice(taken: Iterable<string>): (seed: string) => string {
  const used = new Set(taken)
  const chosen = new Map<string, string>()
  return (seed) => {
    const known = chosen.get(seed)
    if (known !== undefined) return known
    const first = hashOf(seed) % PEOPLE_COLORS.length
    const colors = [...PEOPLE_COLORS.slice(first), ...PEOPLE_COLORS.slice(0, first)]
    const color = colors.find((one) => !used.has(one)) ?? PEOPLE_COLORS[0]
    used.add(color)
    // Once all are given away, all can be given again.
    if (used.size >= PEOPLE_COLORS.length) used.clear()
    chosen.set(seed, color)
    return color
  }
}

function hashOf(seed: string): number {
  let sum = 5
  for (const char of seed) sum = (sum * 33 + (char.codePointAt(0) ?? 0)) >>> 0
  return (sum ^ (sum >>> 5)) >>> 0
}

interface AuthorColors {
  /** By account. */
  readonly looks: ReadonlyMap<string, string>
  readonly choose: (seed: string) => string
}

const known = new WeakMap<View, AuthorColors>()

/** Read once for each view: somebody who takes another colour has it when the timeline is opened again. */
function colorsIn(view: View, own: string | null): AuthorColors {
  const read = known.get(view)
  if (read) return read
  const looks = new Map<string, string>()
  for (const { avatar } of view.artifacts()) if (avatar) looks.set(avatar.account, avatar.look.color)
  const choose = createColorChoice(own === null ? looks.values() : [own, ...looks.values()])
  const colors = { looks, choose }
  known.set(view, colors)
  return colors
}

/** For an element with the class `author-color`. */
export const colorStyle = (color: string): CSSProperties => ({ '--who': color })
