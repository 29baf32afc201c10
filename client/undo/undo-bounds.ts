// How much can be undone.
import { type Inverse, lengthOf, type PageEdit, type UndoStep } from '../../shared/history/undo-step.ts'

/** Most steps: a day of building. */
export const STEPS_MAX = 1_000
/**
 * Most of them by size, in bytes, roughly: two pages as long as a page can be. The last step is kept whatever
 * its size.
 */
export const STEPS_BYTES_MAX = 2_000_000

/** The steps without the oldest ones that are too many. */
export function bounded(steps: readonly UndoStep[]): readonly UndoStep[] {
  let from = Math.max(0, steps.length - STEPS_MAX)
  let bytes = 0
  for (let at = steps.length - 1; at >= from; at--) {
    const step = steps[at]
    if (step !== undefined) bytes += sizeOf(step)
    if (bytes > STEPS_BYTES_MAX) from = Math.min(at + 1, steps.length - 1)
  }
  return from === 0 ? steps : steps.slice(from)
}

const sizes = new WeakMap<Inverse, number>()

function sizeOf({ edits }: UndoStep): number {
  return edits.reduce((sum, edit) => sum + sizeOfEdit(edit), EDIT_BYTES)
}

function sizeOfEdit(edit: Inverse): number {
  const known = sizes.get(edit)
  if (known !== undefined) return known
  const size = EDIT_BYTES + (edit.kind === 'page' ? pageSize(edit) : JSON.stringify(edit.was ?? null).length)
  sizes.set(edit, size)
  return size
}

function pageSize({ added, taken }: PageEdit): number {
  const texts = taken.reduce((sum, piece) => sum + lengthOf(piece), 0)
  return texts + (added.length + taken.length) * RUN_BYTES
}

/** The rough size of ids and keys. */
const EDIT_BYTES = 100
const RUN_BYTES = 40
