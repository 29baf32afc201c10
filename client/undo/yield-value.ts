// Two people wrote a value at the same time, and mine won. Undone, it makes way for theirs, not for the value
// before both.
import type { LostValue } from '../../shared/yjs/map-entries.ts'
import type { Inverse, UndoStep } from '../../shared/history/undo-step.ts'

/** The same steps, with the values that others wrote at the same time as the earlier one. */
export function withConcurrentValues(
  steps: readonly UndoStep[],
  beaten: readonly LostValue[],
): readonly UndoStep[] {
  const written = new Set(steps.flatMap(({ edits }) => edits.map(writtenBy)).filter((name) => name !== null))
  const own = new Set([...written].map(clientOf))
  const next = new Map<string, LostValue>()
  for (const value of beaten) {
    // If a third one's value is between, that is the value before mine.
    const third = value.by.findIndex((name) => !own.has(clientOf(name)))
    const by = value.by.slice(0, third === -1 ? value.by.length : third).find((name) => written.has(name))
    if (by !== undefined) next.set(by, value)
  }
  if (next.size === 0) return steps
  return steps.map((step) => {
    const edits = step.edits.map((edit) => yieldingEdit(edit, next))
    return edits.every((edit, at) => edit === step.edits[at]) ? step : { ...step, edits }
  })
}

function yieldingEdit(edit: Inverse, beaten: ReadonlyMap<string, LostValue>): Inverse {
  const value = beaten.get(writtenBy(edit) ?? '')
  return value && edit.kind === 'value' ? { ...edit, was: value.was, under: value.under } : edit
}

/** The entry of its own that an edit wrote; null where it only erased another's. */
function writtenBy(edit: Inverse): string | null {
  if (edit.kind !== 'value' || edit.wrote === `${edit.under}-`) return null
  return edit.wrote.replace('-', '')
}

function clientOf(entry: string): string {
  return entry.slice(0, entry.indexOf(':'))
}
