// What both ends of a stream of deltas know of it: for each entry that is written again and again, its last
// item and what that said; and strings that came before. A delta says no more than what is new. Both ends
// do the same with each delta, so that their histories stay equal. It begins anew for all whenever somebody
// comes: so nobody is ever given what was told before they came.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { ItemId } from '../id-ranges.ts'

/** Most entries, and most strings, that are remembered: the oldest one makes room. */
const CHAINS_MAX = 1024
const STRINGS_MAX = 512
/** Strings of other lengths, in characters, cost little or do not come again. */
const STRING_LENGTHS = { least: 3, most: 32 }
/** Longest list of integers that is written as what is new in it. */
export const LIST_MAX = 12

/** Items of which each follows the one before: an entry of a map that is overwritten, or a list's end. */
export interface Chain {
  readonly index: number
  last: ItemId
  readonly form: ChainForm
  number: number
  /** The last list of integers of each length. */
  readonly lists: Map<number, readonly number[]>
  /** Where a leg, or a spot, ended: the two integers with which the next one most likely begins. */
  end: readonly [number, number]
}

/** As numbers that add up: see FORM. */
export type ChainForm = number
/** `keyed`: of a map's entry. `replaces`: each item takes the place of the one before, which is deleted. */
export const FORM = { replaces: 1, keyed: 2 } as const

const keyOf = ({ client, clock }: ItemId): string => `${client}:${clock}`

export class DeltaHistory {
  /** The client and the clock with which the next delta begins, unless it says others. */
  next: ItemId = { client: 0, clock: 0 }
  /** The last number that is too large for an integer of Yjs: most are moments in ms. */
  moment = 0
  readonly #chains: Chain[] = []
  #nextChain = 0
  readonly #byLast = new Map<string, Chain>()
  readonly #strings: string[] = []
  #nextString = 0
  readonly #indexes = new Map<string, number>()

  /** The chain that an item goes on; undefined where none is known. */
  after(left: ItemId, form: ChainForm): Chain | undefined {
    const chain = this.#byLast.get(keyOf(left))
    return chain?.form === form ? chain : undefined
  }

  chain(index: number): Chain {
    const chain = this.#chains[index]
    if (chain === undefined) throw new Error('a delta of an entry that is not known')
    return chain
  }

  begin(left: ItemId, form: ChainForm): Chain {
    const index = this.#nextChain
    this.#forget(this.#chains[index])
    this.#nextChain = (index + 1) % CHAINS_MAX
    const chain: Chain = { index, last: left, form, number: 0, lists: new Map(), end: [0, 0] }
    this.#chains[index] = chain
    return chain
  }

  /** A chain ends with this item now. */
  goOn(chain: Chain, last: ItemId): void {
    this.#forget(chain)
    chain.last = last
    this.#byLast.set(keyOf(last), chain)
  }

  #forget(chain: Chain | undefined): void {
    if (chain !== undefined && this.#byLast.get(keyOf(chain.last)) === chain)
      this.#byLast.delete(keyOf(chain.last))
  }

  string(index: number): string {
    const string = this.#strings[index]
    if (string === undefined) throw new Error('a delta with a string that is not known')
    return string
  }

  indexOf(string: string): number | undefined {
    return this.#indexes.get(string)
  }

  remember(string: string): void {
    if (string.length < STRING_LENGTHS.least || string.length > STRING_LENGTHS.most) return
    if (this.#indexes.has(string)) return
    const old = this.#strings[this.#nextString]
    if (old !== undefined) this.#indexes.delete(old)
    this.#strings[this.#nextString] = string
    this.#indexes.set(string, this.#nextString)
    this.#nextString = (this.#nextString + 1) % STRINGS_MAX
  }
}

export function writeId(encoder: encoding.Encoder, { client, clock }: ItemId): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

export function readId(decoder: decoding.Decoder): ItemId {
  return { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder) }
}

/**
 * What a list of so many integers most likely is. Six are a leg, and three a spot ([G2]): each begins where
 * the one before ended.
 */
export function predicted({ lists, end }: Chain, length: number): readonly number[] {
  const before = lists.get(length) ?? NONE
  return length === LEG || length === SPOT ? [...end, ...before.slice(2)] : before
}

const NONE: readonly number[] = []
const LEG = 6
const SPOT = 3

export function keepList(chain: Chain, list: readonly number[]): void {
  chain.lists.set(list.length, list)
  const [x = 0, y = 0, toX = 0, toY = 0] = list
  if (list.length === LEG) chain.end = [toX, toY]
  if (list.length === SPOT) chain.end = [x, y]
}
