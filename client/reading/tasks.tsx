// The box of a task in the reading view: a person who may edit ticks it there, others read whether it is
// done.
import { createContext, use, useEffect, useMemo, useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { setText } from '../../shared/world/edits/text-edits.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { editWithNotice } from '../world/context/act.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import { useRight } from '../world/play/you.ts'
import { readPage } from './blocks.ts'

/** Which task it is, whatever others have written above it since it was drawn. */
interface TaskPlace {
  /** Of the block, or of the item of a list, that it is in. */
  readonly key: string
  /** Its box, from where that begins. */
  readonly offset: number
}

/**
 * Ticks a task, or takes the tick away. False: somebody has just written it anew, or it cannot be written.
 */
type Tick = (task: TaskPlace) => boolean

/** Null: one may not. */
export const TickContext = createContext<Tick | null>(null)

/** The block that is drawn, and where it begins in the text that it is drawn from. */
export const BlockContext = createContext<{ readonly key: string; readonly from: number } | null>(null)

interface TaskBoxProps {
  readonly isDone: boolean
  /** Where its box is in the text. */
  readonly at: number
  readonly words: string
}

export function TaskBox({ isDone, at, words }: TaskBoxProps) {
  const tick = use(TickContext)
  const block = use(BlockContext)
  const [shown, showNow] = useShownNow(isDone)
  if (!tick || !block) {
    return (
      <span className="read-task">
        <span className="unseen">{isDone ? 'Done:' : 'To do:'}</span>
      </span>
    )
  }
  return (
    <input
      type="checkbox"
      className="read-task"
      aria-label={words === '' ? 'Task without words' : words}
      checked={shown}
      onChange={() => {
        if (tick({ key: block.key, offset: at - block.from })) showNow(!shown)
      }}
    />
  )
}

/** How long a tick is shown ahead of the page, in ms: a long page takes a moment to be drawn anew. */
const AHEAD_MS = 1_000

/** Whether the task is done, as it will be drawn in a moment. */
function useShownNow(isDone: boolean): readonly [boolean, (shown: boolean) => void] {
  const [ahead, setAhead] = useState<boolean | null>(null)
  useEffect(() => {
    if (ahead === null) return
    const timer = setTimeout(() => setAhead(null), AHEAD_MS)
    return () => clearTimeout(timer)
  }, [ahead])
  return [ahead ?? isDone, setAhead]
}

export function useTick(host: ArtifactId): Tick | null {
  const world = useWorld()
  const mayEdit = atLeast(useRight(), 'edit')
  return useMemo(() => (mayEdit ? (task) => tick(world, host, task) : null), [world, host, mayEdit])
}

function tick(world: World, host: ArtifactId, { key, offset }: TaskPlace): boolean {
  const text = pageOf(world.view, host) ?? ''
  const block = readPage(text)
    .blocks.flatMap((one) => [one, ...one.items])
    .find((one) => one.key === key)
  // Somebody has just written it anew: the drawing is about to follow.
  if (!block) return false
  const at = block.node.from + offset + 1
  const sign = text[at] === ' ' ? 'x' : ' '
  return editWithNotice(world, (edit) =>
    setText(edit, host, `${text.slice(0, at)}${sign}${text.slice(at + 1)}`),
  )
}
