// Ids in a row: the items that an update deletes, that a step wrote, that a member added.

/** Names one element of an item: the Yjs client and its clock. */
export interface ItemId {
  readonly client: number
  readonly clock: number
}

/** The elements `clock` to `clock + length` of a client. */
export interface IdRange extends ItemId {
  readonly length: number
}

export const endOf = ({ clock, length }: IdRange): number => clock + length

export function overlaps(a: IdRange, b: IdRange): boolean {
  return a.client === b.client && a.clock < endOf(b) && b.clock < endOf(a)
}

/** Whether all of `b` lies in `a`. */
export const contains = (a: IdRange, b: IdRange): boolean =>
  a.client === b.client && a.clock <= b.clock && endOf(b) <= endOf(a)

/** The rest of a range before `start` and from `end` on. */
export function without({ client, clock, length }: IdRange, start: number, end: number): readonly IdRange[] {
  return [
    { client, clock, length: start - clock },
    { client, clock: end, length: clock + length - end },
  ].filter((range) => range.length > 0)
}

/** Ranges without holes that lie in them, in the same order. */
export function withoutHoles(ranges: readonly IdRange[], holes: readonly IdRange[]): IdRange[] {
  const left: IdRange[] = []
  let next = 0
  for (const range of ranges) {
    let { clock } = range
    for (let hole = holes[next]; hole !== undefined && overlaps(range, hole); hole = holes[++next]) {
      if (hole.clock > clock) left.push({ client: range.client, clock, length: hole.clock - clock })
      clock = endOf(hole)
    }
    if (clock < endOf(range)) left.push({ client: range.client, clock, length: endOf(range) - clock })
  }
  return left
}

/** Adds a range. Where it goes on right behind the last one, it is joined with that. */
export function addRange(ranges: IdRange[], { client, clock, length }: IdRange): void {
  const last = ranges.at(-1)
  if (last?.client !== client || endOf(last) !== clock) ranges.push({ client, clock, length })
  else ranges[ranges.length - 1] = { client, clock: last.clock, length: last.length + length }
}

/** Sorts the ranges of any clients, and joins those that touch or overlap. */
export function joinRanges(ranges: readonly IdRange[]): readonly IdRange[] {
  if (ranges.length < 2) return ranges
  const clients = Map.groupBy(ranges, ({ client }) => client)
  return [...clients.values()].flatMap((each) => joinClientRanges(each))
}

/** The same for the ranges of one client. */
export function joinClientRanges(ranges: readonly IdRange[]): IdRange[] {
  const joined: IdRange[] = []
  for (const range of [...ranges].sort((a, b) => a.clock - b.clock)) {
    const last = joined.at(-1)
    if (last !== undefined && range.clock <= endOf(last)) {
      const end = Math.max(endOf(last), endOf(range))
      joined[joined.length - 1] = { ...last, length: end - last.clock }
    } else {
      joined.push(range)
    }
  }
  return joined
}

/** The index of the first of these ranges that ends after a clock. */
export function firstEndingAfter(ranges: readonly IdRange[], clock: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const range = ranges[middle]
    if (range !== undefined && endOf(range) <= clock) low = middle + 1
    else high = middle
  }
  return low
}
