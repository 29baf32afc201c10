// Names of items that were written anew, as numbers in one array: there may be one for each letter of a
// merge, and an array goes from one process to another at once, where objects would be read one by one.
import type { NewName } from './merge-types.ts'

/** Five numbers for each name. */
export type PackedNames = Float64Array

const NUMBERS = 5

export function packedNames(names: readonly NewName[]): PackedNames {
  const packed = new Float64Array(names.length * NUMBERS)
  for (const [at, { from, to }] of names.entries())
    packed.set([from.client, from.clock, from.length, to.client, to.clock], at * NUMBERS)
  return packed
}

export function unpackedNames(packed: PackedNames): readonly NewName[] {
  return Array.from({ length: packed.length / NUMBERS }, (_, at): NewName => {
    const [client = 0, clock = 0, length = 0, toClient = 0, toClock = 0] = packed.subarray(at * NUMBERS)
    return { from: { client, clock, length }, to: { client: toClient, clock: toClock } }
  })
}
