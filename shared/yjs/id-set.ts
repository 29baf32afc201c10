// A set of Yjs ids, kept as ranges. It tells who added and who deleted each item of a whole log.
import {
  addRange,
  endOf,
  firstEndingAfter,
  joinClientRanges,
  type IdRange,
  type ItemId,
} from './id-ranges.ts'

/** A log's authorship: of the member whose writing is taken back, and of all others. */
export interface Authorship {
  readonly added: IdSet
  readonly deleted: IdSet
  /** By anybody else, and by them before the time since which it is taken back. */
  readonly deletedByOthers: IdSet
}

export class IdSet {
  readonly #byClient = new Map<number, IdRange[]>()
  /** Clients whose ranges are not in order, or may overlap. */
  readonly #loose = new Set<number>()

  add(range: IdRange): void {
    if (range.length <= 0) return
    const ranges = this.#byClient.get(range.client)
    if (ranges === undefined) return void this.#byClient.set(range.client, [range])
    const last = ranges.at(-1)
    if (last !== undefined && range.clock < endOf(last)) this.#loose.add(range.client)
    addRange(ranges, range)
  }

  has({ client, clock }: ItemId): boolean {
    return this.#at(client, clock) !== undefined
  }

  /** All of it, in order, without overlaps. */
  *ranges(): Iterable<IdRange> {
    for (const client of this.#byClient.keys()) yield* this.#of(client)
  }

  /** The parts of a range that are in the set, or are not. */
  *parts({ client, clock, length }: IdRange): Iterable<IdRange & { readonly isIn: boolean }> {
    const end = clock + length
    const ranges = this.#of(client)
    let at = clock
    for (let index = firstEndingAfter(ranges, clock); at < end; index++) {
      const range = ranges[index]
      const from = Math.min(end, range?.clock ?? end)
      if (at < from) yield { client, clock: at, length: from - at, isIn: false }
      if (range === undefined || from >= end) return
      const start = Math.max(at, from)
      const stop = Math.min(end, endOf(range))
      yield { client, clock: start, length: stop - start, isIn: true }
      at = stop
    }
  }

  #at(client: number, clock: number): IdRange | undefined {
    const ranges = this.#of(client)
    const range = ranges[firstEndingAfter(ranges, clock)]
    return range !== undefined && range.clock <= clock ? range : undefined
  }

  #of(client: number): readonly IdRange[] {
    const ranges = this.#byClient.get(client) ?? []
    if (!this.#loose.delete(client)) return ranges
    const ordered = joinClientRanges(ranges)
    this.#byClient.set(client, ordered)
    return ordered
  }
}
