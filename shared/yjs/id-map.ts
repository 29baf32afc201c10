// Yjs ids with what is known of each, kept as ranges: who added an item, in which row it came.
import { endOf, firstEndingAfter, type IdRange, type ItemId } from './id-ranges.ts'

/** A range, or a part of one, with its value; null where the map has none. */
type MappedRange<Value> = IdRange & { readonly value: Value | null }

type MappedRanges<Value> = (IdRange & { readonly value: Value })[]

export class IdMap<Value> {
  /** Of each client in the order of its clocks, without overlaps. */
  readonly #byClient = new Map<number, MappedRanges<Value>>()

  /** Maps a range. Ids that are mapped already keep the value that they have. */
  add(range: IdRange, value: Value): void {
    if (range.length <= 0) return
    const ranges = this.#byClient.get(range.client)
    if (ranges === undefined) return void this.#byClient.set(range.client, [{ ...range, value }])
    const last = ranges.at(-1)
    if (last === undefined || endOf(last) < range.clock) return void ranges.push({ ...range, value })
    if (endOf(last) > range.clock) return this.#addBetween(ranges, range, value)
    if (last.value !== value) return void ranges.push({ ...range, value })
    ranges[ranges.length - 1] = { ...last, length: last.length + range.length }
  }

  at({ client, clock }: ItemId): Value | null {
    const ranges = this.#byClient.get(client) ?? []
    const range = ranges[firstEndingAfter(ranges, clock)]
    return range !== undefined && range.clock <= clock ? range.value : null
  }

  /** The parts of a range, in order, each with its value. */
  *parts({ client, clock, length }: IdRange): Iterable<MappedRange<Value>> {
    const end = clock + length
    const ranges = this.#byClient.get(client) ?? []
    let at = clock
    for (let index = firstEndingAfter(ranges, clock); at < end; index++) {
      const range = ranges[index]
      const from = Math.min(end, range?.clock ?? end)
      if (at < from) yield { client, clock: at, length: from - at, value: null }
      if (range === undefined || from >= end) return
      const start = Math.max(at, from)
      const stop = Math.min(end, endOf(range))
      yield { client, clock: start, length: stop - start, value: range.value }
      at = stop
    }
  }

  #addBetween(ranges: MappedRanges<Value>, range: IdRange, value: Value): void {
    const parts = [...this.parts(range)]
    for (const { value: known, ...part } of parts) {
      if (known !== null) continue
      const index = firstEndingAfter(ranges, part.clock)
      const next = ranges[index]
      // Who deletes backwards, letter by letter, makes one range, too.
      const isJoined = next !== undefined && next.clock === endOf(part) && next.value === value
      const length = part.length + (isJoined ? next.length : 0)
      ranges.splice(index, isJoined ? 1 : 0, { ...part, length, value })
    }
  }
}
