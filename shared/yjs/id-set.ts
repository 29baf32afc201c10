// A set of Yjs ids, kept as runs: who added what, and who deleted what, of a whole log.
import type { ItemId } from './update-reader.ts'
import { addRun, endOf, type Run } from './id-ranges.ts'

/** What a log says of the one whose writing is taken back, and of all others. */
export interface Authorship {
  readonly added: IdSet
  readonly deleted: IdSet
  /** By anybody else, and by them before the time since which it is taken back. */
  readonly deletedByOthers: IdSet
}

export class IdSet {
  readonly #byClient = new Map<number, Run[]>()
  /** Clients whose runs are not in order, or may overlap. */
  readonly #loose = new Set<number>()

  add(run: Run): void {
    if (run.length <= 0) return
    const runs = this.#byClient.get(run.client)
    if (runs === undefined) return void this.#byClient.set(run.client, [run])
    const last = runs.at(-1)
    if (last !== undefined && run.clock < endOf(last)) this.#loose.add(run.client)
    addRun(runs, run)
  }

  has({ client, clock }: ItemId): boolean {
    return this.#at(client, clock) !== undefined
  }

  /** All of it, in order, without overlaps. */
  *runs(): Iterable<Run> {
    for (const client of this.#byClient.keys()) yield* this.#of(client)
  }

  /** The parts of a run that are in the set, or are not. */
  *parts({ client, clock, length }: Run): Iterable<Run & { readonly isIn: boolean }> {
    const end = clock + length
    const runs = this.#of(client)
    let at = clock
    for (let index = firstEndingAfter(runs, clock); at < end; index++) {
      const run = runs[index]
      const from = Math.min(end, run?.clock ?? end)
      if (at < from) yield { client, clock: at, length: from - at, isIn: false }
      if (run === undefined || from >= end) return
      const start = Math.max(at, from)
      const stop = Math.min(end, endOf(run))
      yield { client, clock: start, length: stop - start, isIn: true }
      at = stop
    }
  }

  #at(client: number, clock: number): Run | undefined {
    const runs = this.#of(client)
    const run = runs[firstEndingAfter(runs, clock)]
    return run !== undefined && run.clock <= clock ? run : undefined
  }

  #of(client: number): readonly Run[] {
    const runs = this.#byClient.get(client) ?? []
    if (!this.#loose.delete(client)) return runs
    const ordered: Run[] = []
    for (const run of runs.toSorted((a, b) => a.clock - b.clock)) {
      const last = ordered.at(-1)
      const covered = last === undefined ? run.clock : Math.max(run.clock, endOf(last))
      const length = endOf(run) - covered
      if (length > 0) addRun(ordered, { client, clock: covered, length })
    }
    this.#byClient.set(client, ordered)
    return ordered
  }
}

/** The index of the first of these runs that ends after a clock. */
function firstEndingAfter(runs: readonly Run[], clock: number): number {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const run = runs[middle]
    if (run !== undefined && endOf(run) <= clock) low = middle + 1
    else high = middle
  }
  return low
}
