// One kind of thing that another node can answer or send, as the costliest of it are looked for: what is
// suspected, how it grows, and how it reaches a real node. What it costs, that node says.
import type { Random } from '../../../simulation/random.ts'
import type { PeerTarget } from './stage.ts'

export interface PeerKind<Input> {
  readonly name: string
  /** What is suspected. */
  readonly seeds: readonly Input[]
  /** Another one, a little larger or a little different, within what is let in. */
  grow(input: Input, random: Random): Input
  /** Has the node meet it; how many bytes that were, about, once what can be awaited came. */
  send(target: PeerTarget, input: Input): Promise<number>
}

/** A number that is a little more, or up to twice as much, but at most so much. */
export const more = (count: number, most: number, random: Random): number =>
  Math.min(most, count + 1 + random.below(count + 1))

export const bytesOf = (all: readonly Uint8Array[]): number =>
  all.reduce((sum, { length }) => sum + length, 0)
