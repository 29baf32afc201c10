// Several transactions as one step: an item that came and went within it never was.
import { addRange, endOf, overlaps, type IdRange, without } from '../../shared/yjs/id-ranges.ts'
import {
  inRuns,
  type Inverse,
  lengthOf,
  type PageEdit,
  type DeletedText,
  type ValueEdit,
} from '../../shared/history/undo-step.ts'

/** A step and the next change after it, as one. */
export function join(step: readonly Inverse[], more: readonly Inverse[]): readonly Inverse[] {
  const joined = [...step]
  for (const edit of more) {
    const at = joined.findIndex((earlier) => goesOn(earlier, edit))
    const earlier = joined[at]
    if (earlier?.kind === 'page' && edit.kind === 'page') joined[at] = joinPages(earlier, edit)
    else if (earlier?.kind === 'value' && edit.kind === 'value') joined[at] = joinValues(earlier, edit)
    else joined.push(edit)
  }
  return joined.filter((edit) => edit.kind === 'value' || edit.added.length + edit.taken.length > 0)
}

function goesOn(earlier: Inverse, edit: Inverse): boolean {
  if (earlier.kind === 'page') return edit.kind === 'page' && edit.of === earlier.of
  // Not when somebody else wrote in between: that stands between the two.
  return (
    edit.kind === 'value' && edit.under === earlier.wrote && edit.of === earlier.of && samePath(earlier, edit)
  )
}

function samePath({ path: a }: ValueEdit, { path: b }: ValueEdit): boolean {
  return a[0] === b[0] && a[1] === b[1]
}

function joinValues(earlier: ValueEdit, { wrote }: ValueEdit): ValueEdit {
  return { ...earlier, wrote }
}

function joinPages(earlier: PageEdit, { of, added, taken }: PageEdit): PageEdit {
  let runs = earlier.added
  const pieces: DeletedText[] = [...earlier.taken]
  for (const piece of taken) {
    const gone = { client: piece.client, clock: piece.clock, length: lengthOf(piece) }
    pieces.push(...runs.reduce(exceptFor, [piece]))
    runs = runs.flatMap((run) =>
      overlaps(run, gone)
        ? without(run, Math.max(run.clock, gone.clock), Math.min(endOf(run), endOf(gone)))
        : [run],
    )
  }
  const left = [...runs]
  for (const run of added) addRange(left, run)
  return { kind: 'page', of, added: left, taken: inRuns(pieces) }
}

/** The rest of pieces without those that a run had added. */
function exceptFor(pieces: readonly DeletedText[], run: IdRange): readonly DeletedText[] {
  return pieces.flatMap((piece) => {
    const { client, clock, was } = piece
    const gone = { client, clock, length: lengthOf(piece) }
    if (!overlaps(run, gone)) return [piece]
    if (typeof was !== 'string') return []
    return without(gone, Math.max(run.clock, clock), Math.min(endOf(run), endOf(gone))).map((rest) => ({
      client,
      clock: rest.clock,
      was: was.slice(rest.clock - clock, rest.clock - clock + rest.length),
    }))
  })
}
