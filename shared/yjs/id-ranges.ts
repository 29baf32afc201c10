// Items in a row, by their ids.
import type { Run, Taken } from '../history/undo-step.ts'

export const endOf = ({ clock, length }: Run): number => clock + length

/** How long what was deleted is, in places of the page. */
export function lengthOf({ was }: Taken): number {
  return typeof was === 'string' ? was.length : 1
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

/** Adds a run, to the last one where it goes on there. */
export function addRun(runs: Run[], { client, clock, length }: Run): void {
  const last = runs.at(-1)
  if (last?.client !== client || endOf(last) !== clock) runs.push({ client, clock, length })
  else runs[runs.length - 1] = { client, clock: last.clock, length: last.length + length }
}

/**
 * Pieces whose ids follow each other as one. What was deleted letter by letter then comes back as one item, and not as
 * one for each letter, for ever.
 */
export function inRuns(pieces: readonly Taken[]): readonly Taken[] {
  const merged: Taken[] = []
  for (const piece of pieces.toSorted((a, b) => a.client - b.client || a.clock - b.clock)) {
    const last = merged.at(-1)
    const goesOn = last?.client === piece.client && last.clock + lengthOf(last) === piece.clock
    if (goesOn && typeof last.was === 'string' && typeof piece.was === 'string') {
      merged[merged.length - 1] = { ...last, was: last.was + piece.was }
    } else merged.push(piece)
  }
  return merged
}
