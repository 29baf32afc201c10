// Structs that are not in a document yet, found by their ids: those of an update, and of the updates on their
// way before it.
import type { ItemId } from './id-ranges.ts'
import type { ClientSection, Struct } from './update-reader.ts'

export class StructIndex {
  /** Each client's, in the order of their clocks. */
  readonly #structs = new Map<number, Struct[]>()

  /** Sections of one client follow each other. */
  constructor(sections: readonly ClientSection[]) {
    this.add(sections)
  }

  /** Those of each client follow those that are there, or are these again. */
  add(sections: readonly ClientSection[]): void {
    for (const { client, structs } of sections) {
      const before = this.#structs.get(client)
      if (before === undefined) this.#structs.set(client, [...structs])
      else addBeyond(before, structs)
    }
  }

  /** The struct in which a clock is; null where none is. */
  at({ client, clock }: ItemId): Struct | null {
    return structAt(this.#structs.get(client) ?? [], clock)
  }
}

function addBeyond(before: Struct[], structs: readonly Struct[]): void {
  const last = before.at(-1)
  const end = last === undefined ? 0 : last.clock + last.length
  for (const struct of structs) if (struct.clock + struct.length > end) before.push(struct)
}

/** The struct in which a clock is, of one client's in order; null where none is. */
function structAt(structs: readonly Struct[], clock: number): Struct | null {
  let low = 0
  let high = structs.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const struct = structs[middle]
    if (struct === undefined) return null
    if (clock < struct.clock) high = middle - 1
    else if (clock >= struct.clock + struct.length) low = middle + 1
    else return struct
  }
  return null
}
