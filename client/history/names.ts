// What was put back has another id than before. Older and newer steps that speak of it by the old id are told the new one,
// so that a step that wrote it can still be undone after a later one that deleted it was.
import type { Inverse, PageEdit, Run, Step } from './step.ts'

/** An entry of a map stands there again as another one. */
export interface EntryName {
  readonly from: string
  readonly to: string
}

/** Items of a page are there again as others. */
export interface RunName {
  readonly from: Run
  readonly to: Pick<Run, 'client' | 'clock'>
}

export interface Names {
  readonly entries: readonly EntryName[]
  readonly runs: readonly RunName[]
}

/** The same steps with the new names; those that do not change are the same objects. */
export function renamed(steps: readonly Step[], names: Names): readonly Step[] {
  if (names.entries.length + names.runs.length === 0) return steps
  const entries = new Map(names.entries.map(({ from, to }) => [from, to]))
  let isSame = true
  const next = steps.map((step) => {
    const edits = step.edits.map((edit) => renamedEdit(edit, entries, names.runs))
    if (edits.every((edit, at) => edit === step.edits[at])) return step
    isSame = false
    return { ...step, edits }
  })
  return isSame ? steps : next
}

function renamedEdit(edit: Inverse, entries: ReadonlyMap<string, string>, runs: readonly RunName[]): Inverse {
  if (edit.kind === 'page') return renamedPage(edit, runs)
  const wrote = entries.get(edit.wrote) ?? edit.wrote
  const under = edit.under === null ? null : (entries.get(edit.under) ?? edit.under)
  return wrote === edit.wrote && under === edit.under ? edit : { ...edit, wrote, under }
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
  return added === edit.added ? edit : { ...edit, added }
}

export function overlaps(a: Run, b: Run): boolean {
  return a.client === b.client && a.clock < b.clock + b.length && b.clock < a.clock + a.length
}

/** What is left of a run before `start` and from `end` on. */
export function without({ client, clock, length }: Run, start: number, end: number): readonly Run[] {
  return [
    { client, clock, length: start - clock },
    { client, clock: end, length: clock + length - end },
  ].filter((run) => run.length > 0)
}
