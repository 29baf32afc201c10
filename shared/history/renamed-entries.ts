// A value that was put back has another id than before. Older and newer steps that name the old id get the
// new one. So a step that wrote a value can still be undone after a later step that deleted it was undone.
import { overlaps, type IdRange, type ItemId, without } from '../yjs/id-ranges.ts'
import type { Inverse, PageEdit, UndoStep } from './undo-step.ts'

/** An entry of a map stands there again as another one. */
export interface EntryName {
  readonly from: string
  readonly to: string
}

/** Items of a page are there again as others. */
export interface RunName {
  readonly from: IdRange
  readonly to: ItemId
}

export interface RenamedEntries {
  readonly entries: readonly EntryName[]
  readonly runs: readonly RunName[]
}

/** The same steps with the new names; those that do not change are the same objects. */
export function renamed(steps: readonly UndoStep[], names: RenamedEntries): readonly UndoStep[] {
  const { runs } = names
  const entries = new Map(names.entries.map(({ from, to }) => [from, to]))
  const speaks = (edit: Inverse): boolean => speaksOf(edit, entries, runs)
  if (!steps.some(({ edits }) => edits.some(speaks))) return steps
  return steps.map((step) => {
    if (!step.edits.some(speaks)) return step
    return { ...step, edits: step.edits.map((edit) => renamedEdit(edit, entries, runs)) }
  })
}

function speaksOf(edit: Inverse, entries: ReadonlyMap<string, string>, runs: readonly RunName[]): boolean {
  if (edit.kind === 'page') return runs.some(({ from }) => edit.added.some((run) => overlaps(run, from)))
  return entries.has(edit.wrote) || (edit.under !== null && entries.has(edit.under))
}

function renamedEdit(edit: Inverse, entries: ReadonlyMap<string, string>, runs: readonly RunName[]): Inverse {
  if (edit.kind === 'page') return renamedPage(edit, runs)
  const { wrote, under } = edit
  return {
    ...edit,
    wrote: entries.get(wrote) ?? wrote,
    under: under === null ? null : (entries.get(under) ?? under),
  }
}

function renamedPage(edit: PageEdit, runs: readonly RunName[]): PageEdit {
  let { added } = edit
  for (const { from, to } of runs) {
    if (!added.some((run) => overlaps(run, from))) continue
    added = added.flatMap((run) => {
      if (!overlaps(run, from)) return [run]
      const start = Math.max(run.clock, from.clock)
      const end = Math.min(run.clock + run.length, from.clock + from.length)
      const again = { client: to.client, clock: to.clock + start - from.clock, length: end - start }
      return [...without(run, start, end), again]
    })
  }
  return { ...edit, added }
}
