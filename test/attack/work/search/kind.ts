// One kind of input that anybody can send, for the search of the costliest ones. An input is plain JSON: a
// recipe for the bytes. So a finding is written down whole, and sent again from that.
import type { Random } from '../../../simulation/random.ts'
import type { Target } from '../watched-node.ts'

/** How inputs of one kind are begun, grown and sent. */
interface Growing<Input> {
  readonly name: string
  /** Suspected inputs: each is sent once, before any is grown. */
  readonly seeds: readonly Input[]
  /** Another one, a little larger or a little different, within what is let in. */
  grow(input: Input, random: Random): Input
  /** Sends it; how many bytes that were, about. */
  send(target: Target, input: Input): Promise<number>
}

/** The same, for any type of input. */
export interface Kind {
  readonly name: string
  /** As JSON. */
  readonly seeds: readonly string[]
  grow(input: string, random: Random): string
  send(target: Target, input: string): Promise<number>
}

export function kindOf<Input>(kind: Growing<Input>): Kind {
  const read = (input: string): Input => JSON.parse(input) as Input
  return {
    name: kind.name,
    seeds: kind.seeds.map((seed) => JSON.stringify(seed)),
    grow: (input, random) => JSON.stringify(kind.grow(read(input), random)),
    send: (target, input) => kind.send(target, read(input)),
  }
}

export function oneOf<T>(all: readonly T[], random: Random): T {
  const one = all[random.below(all.length)]
  if (one === undefined) throw new Error('there is none')
  return one
}

/** A number from 0 to `most`, most often near twice as large, or half; else any. */
export function grown(count: number, most: number, random: Random): number {
  const way = random.below(5)
  if (way === 0) return Math.floor(count / 2)
  if (way === 1) return Math.min(most, 2 ** random.below(Math.ceil(Math.log2(most + 1)) + 1))
  if (way === 2) return Math.min(most, count + 1)
  return Math.min(most, Math.max(1, count * 2))
}

/** The same object with one of its values grown, by how each is. */
export function grownIn<T extends object>(
  input: T,
  ways: { readonly [Key in keyof T]?: (value: T[Key], random: Random) => T[Key] },
  random: Random,
): T {
  const key = oneOf(Object.keys(ways) as (keyof T)[], random)
  const way = ways[key]
  return way === undefined ? input : { ...input, [key]: way(input[key], random) }
}

/** How a number is grown. */
export const upTo =
  (most: number) =>
  (count: number, random: Random): number =>
    grown(count, most, random)

/** How one of a few is chosen. */
export const among =
  <T>(all: readonly T[]) =>
  (_old: unknown, random: Random): T =>
    oneOf(all, random)

/** How a list is grown: one more, one less, or one of them grown. */
export const listOf =
  <T>(most: number, make: (random: Random) => T, grow: (one: T, random: Random) => T) =>
  (list: readonly T[], random: Random): readonly T[] => {
    const way = random.below(4)
    const at = random.below(Math.max(1, list.length))
    if (way === 0 && list.length < most) return list.toSpliced(at, 0, make(random))
    if (way === 1 && list.length > 1) return list.toSpliced(at, 1)
    return list.map((one, index) => (index === at ? grow(one, random) : one))
  }

/** How many times over something may be sent, where all of it is to be of so many bytes at most. */
export const timesFor = (times: number, bytes: number, most: number): number =>
  Math.max(1, Math.min(times, Math.floor(most / Math.max(1, bytes))))
