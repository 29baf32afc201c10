// Which row of a log added an item, and which one deleted it.
import type { IdRange, ItemId } from '../../yjs/id-ranges.ts'
import { IdMap } from '../../yjs/id-map.ts'
import { readUpdate } from '../../yjs/update-reader.ts'
import type { AuthoredRow, RowAuthor } from './merge-types.ts'

/** The index of a row. */
export type RowNumber = number
/** None of the rows did it. */
export const NO_ROW: RowNumber = -1

interface RowRange extends IdRange {
  readonly row: RowNumber
}

export class RowAuthors {
  readonly #added: IdMap<RowNumber>
  readonly #deleted: IdMap<RowNumber>

  constructor(rows: readonly AuthoredRow<RowAuthor>[]) {
    const added: RowRange[] = []
    const deleted: RowRange[] = []
    for (const [row, { update }] of rows.entries()) {
      const reading = readUpdate(update, 'clocks')
      for (const { client, clock, end } of reading?.sections ?? [])
        added.push({ client, clock, length: end - clock, row })
      for (const range of reading?.deleted ?? []) deleted.push({ ...range, row })
    }
    this.#added = mapOf(added)
    this.#deleted = mapOf(deleted)
  }

  /** The parts of a range by the rows that added them. */
  added(range: IdRange): Iterable<RowRange> {
    return partsBy(this.#added, range)
  }

  /** The parts of a range by the rows that deleted them. */
  deleted(range: IdRange): Iterable<RowRange> {
    return partsBy(this.#deleted, range)
  }

  whoAdded(id: ItemId): RowNumber {
    return this.#added.at(id) ?? NO_ROW
  }

  whoDeleted(id: ItemId): RowNumber {
    return this.#deleted.at(id) ?? NO_ROW
  }
}

/** In the order of clocks each is added at the end, which takes no time. */
function mapOf(ranges: readonly RowRange[]): IdMap<RowNumber> {
  const map = new IdMap<RowNumber>()
  for (const { row, ...range } of ranges.toSorted((a, b) => a.clock - b.clock || a.row - b.row))
    map.add(range, row)
  return map
}

function* partsBy(rows: IdMap<RowNumber>, range: IdRange): Iterable<RowRange> {
  for (const { client, clock, length, value } of rows.parts(range))
    yield { client, clock, length, row: value ?? NO_ROW }
}
