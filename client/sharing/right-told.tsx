// Tells somebody whose right became another one while they are there, and puts away what is of no use any
// more.
import { useEffect, useRef } from 'react'
import { atLeast, type Right } from '../../shared/world/rights.ts'
import { notify } from '../notices/notices.ts'
import { CLOSED, type Panel } from '../world/context/selection.ts'
import { useWorld } from '../world/context/use-world.ts'
import { useYou } from '../world/play/you.ts'
import { NOW_YOU_CAN } from '../words/right-words.ts'

/** How long it stays on the screen: longer than a word about a thing, since one may be busy. */
const TOLD_MS = 12_000

/** Panels that only people who may write have open. */
const OF_WRITING: ReadonlySet<Panel['kind']> = new Set(['inspector', 'limbo', 'outline'])

const IN_A_DRAFT =
  'This world is written in a draft now: what is here stays as it is until that is published.'

export function RightTold() {
  const { selection, trial } = useWorld()
  const you = useYou()
  const right = you?.right ?? null
  const isPublished = you?.standing !== undefined
  const before = useRef<Right | null>(null)
  useEffect(() => {
    const was = before.current
    before.current = right
    if (was === null || right === null || was === right) return
    notify({ text: isPublished ? IN_A_DRAFT : NOW_YOU_CAN[right], timeoutMs: TOLD_MS })
    // One's own trial needs no right.
    if (atLeast(right, 'edit') || trial !== null) return
    selection.select(null)
    selection.stopNaming()
    if (OF_WRITING.has(selection.now.panel.kind)) selection.open(CLOSED)
  }, [right, isPublished, selection, trial])
  return null
}
