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
  const looks = useView(looksIn)
  const own = look?.color ?? null
  return useCallback(
    (author) => {
      if (author.kind === 'program') return 'var(--alive)'
      if (author.kind === 'owner') return 'var(--ink-faint)'
      const seed = author.account ?? author.id ?? author.name
      return (author.account === account ? own : null) ?? looks.get(seed) ?? colorFor(seed)
    },
    [account, own, looks],
  )
}

/** The same for the same name, and most often another one for another. */
function colorFor(seed: string): string {
  let sum = 5
  for (const char of seed) sum = (sum * 33 + (char.codePointAt(0) ?? 0)) >>> 0
  return PEOPLE_COLORS[(sum ^ (sum >>> 5)) % PEOPLE_COLORS.length] ?? PEOPLE_COLORS[0]
}

const known = new WeakMap<View, ReadonlyMap<string, string>>()

/** Read once for each view: somebody who takes another colour has it when the timeline is opened again. */
function looksIn(view: View): ReadonlyMap<string, string> {
  const read = known.get(view)
  if (read) return read
  const looks = new Map<string, string>()
  for (const { avatar } of view.artifacts()) if (avatar) looks.set(avatar.account, avatar.look.color)
  known.set(view, looks)
  return looks
}

/** For an element with the class `author-color`. */
export const colorStyle = (color: string): CSSProperties => ({ '--who': color })
