// The box of a task in the reading view: a person who may edit ticks it there, others read whether it is
// done.
import { useEffect, useMemo, useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { setText } from '../../shared/world/edits/text-edits.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { editWithNotice } from '../world/context/act.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import { useRight } from '../world/play/you.ts'

/**
 * Ticks the task of a line of the page as it was drawn, from 0, or takes the tick away. False: somebody has
 * just written it anew, or it cannot be written.
 */
type Tick = (drawn: string, line: number) => boolean

interface TaskBoxProps {
  readonly isDone: boolean
  readonly label: string
  readonly onTick: (box: HTMLElement) => boolean
}

export function TaskBox({ isDone, label, onTick }: TaskBoxProps) {
  const [shown, showNow] = useShownNow(isDone)
  return (
    <input
      type="checkbox"
      className="read-task"
      aria-label={label}
      checked={shown}
      onChange={({ currentTarget }) => {
        if (onTick(currentTarget)) showNow(!shown)
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

/** Null: one may not. */
export function useTick(host: ArtifactId): Tick | null {
  const world = useWorld()
  const mayEdit = atLeast(useRight(), 'edit')
  return useMemo(
    () => (mayEdit ? (drawn, line) => tick(world, host, drawn, line) : null),
    [world, host, mayEdit],
  )
}

function tick(world: World, host: ArtifactId, drawn: string, line: number): boolean {
  const lines = (pageOf(world.view, host) ?? '').split('\n')
  const at = lineNow(drawn.split('\n'), lines, line)
  const written = lines[at]
  // Somebody has just written it anew: the drawing is about to follow.
  if (written === undefined) return false
  lines[at] = written.replace(/\[([ xX])\]/, (_box, sign) => (sign === ' ' ? '[x]' : '[ ]'))
  return editWithNotice(world, (edit) => setText(edit, host, lines.join('\n')))
}

/** Where a drawn line is now, whatever others have written above it; -1: it is gone. */
export function lineNow(drawn: readonly string[], now: readonly string[], line: number): number {
  const alike = (lines: readonly string[]): number[] =>
    lines.flatMap((written, at) => (written === drawn[line] ? [at] : []))
  return alike(now)[alike(drawn).indexOf(line)] ?? -1
}
