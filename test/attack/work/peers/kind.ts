// One kind of input that another node can answer or send, for the search of the costliest: suspected inputs,
// how they grow, and how they reach a real node. That node says what they cost.
import type { Random } from '../../../simulation/random.ts'
import type { PeerTarget } from './visiting-node.ts'

export interface PeerKind<Input> {
  readonly name: string
  /** Suspected inputs. */
  readonly seeds: readonly Input[]
  /** Another one, a little larger or a little different, within what is let in. */
  grow(input: Input, random: Random): Input
  /** Has the node meet it; how many bytes that were, about, once what can be awaited came. */
  send(target: PeerTarget, input: Input): Promise<number>
}

/** A number that is a little more, or up to twice as much, but at most so much. */
export const more = (count: number, most: number, random: Random): number =>
  Math.min(most, count + 1 + random.below(count + 1))
