// Items in a row, by their ids.

/** So many items in a row. */
export interface Run {
  readonly client: number
  readonly clock: number
  readonly length: number
}

export const endOf = ({ clock, length }: Run): number => clock + length

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
