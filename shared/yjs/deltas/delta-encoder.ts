// Writes updates as deltas: a walk is ten bytes instead of fifty. It knows updates of values that follow
// others, as an owner of a world writes them all the time; another update has no delta, and goes as it is.
// What a delta means is in delta-decoder.ts.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { ItemId } from '../id-ranges.ts'
import {
  DeltaHistory,
  FORM,
  keepList,
  LIST_MAX,
  predicted,
  writeId,
  type Chain,
  type ChainForm,
} from './delta-history.ts'

/** The first byte of a delta: these bits are set where it says more. */
export const HEAD = { begins: 1, deletes: 2 } as const
/** How a value is written; four and more are a list of integers: a bit above one for each that is another. */
export const VALUE = { plain: 0, integer: 1, list: 2 } as const
/** How each value of a list is written; two and more are known strings. */
export const PART = { plain: 0, moment: 1, string: 2 } as const

/** How an item begins that follows another one and has plain values (lib0's "any"): in a list, in a map. */
export const FOLLOWS = { plain: 0x88, keyed: 0xa8 } as const
/** Of that encoding: a list of values. */
const LIST = 117
/** Largest integer that is written as one. */
const INTEGER_MAX = 2 ** 31 - 1
/** Deletions that are looked at one by one. */
const DELETIONS_MAX = 1000

interface ValuePart {
  readonly value: unknown
  readonly from: number
  readonly to: number
}

interface FollowingItem {
  readonly left: ItemId
  readonly isKeyed: boolean
  readonly value: ValuePart
  /** Where the value is a list. */
  readonly parts: readonly ValuePart[] | null
}

interface ParsedItems {
  readonly first: ItemId
  readonly items: readonly FollowingItem[]
  readonly deleted: ReadonlySet<string>
}

const nameOf = ({ client, clock }: ItemId): string => `${client}:${clock}`

export class DeltaEncoder {
  readonly #history = new DeltaHistory()

  /** Null: the update has no delta, and the history stays as it is. */
  encode(update: Uint8Array): Uint8Array | null {
    const parsed = parse(update)
    if (parsed === null) return null
    const { first, items } = parsed
    const deleted = new Set(parsed.deleted)
    const forms = items.map(
      ({ left, isKeyed }) => (deleted.delete(nameOf(left)) ? FORM.replaces : 0) + (isKeyed ? FORM.keyed : 0),
    )
    const history = this.#history
    const encoder = encoding.createEncoder()
    const { next } = history
    const begins = first.client !== next.client || first.clock !== next.clock
    encoding.writeUint8(encoder, (begins ? HEAD.begins : 0) | (deleted.size > 0 ? HEAD.deletes : 0))
    if (begins) writeId(encoder, first)
    if (deleted.size > 0) writeDeleted(encoder, deleted)
    for (const [offset, item] of items.entries()) {
      const chain = this.#chainOf(encoder, item.left, forms[offset] ?? 0)
      this.#writeValue(encoder, update, chain, item)
      history.goOn(chain, { client: first.client, clock: first.clock + offset })
    }
    history.next = { client: first.client, clock: first.clock + items.length }
    return encoding.toUint8Array(encoder)
  }

  #chainOf(encoder: encoding.Encoder, left: ItemId, form: ChainForm): Chain {
    const known = this.#history.after(left, form)
    encoding.writeVarUint(encoder, known === undefined ? 0 : known.index + 1)
    if (known !== undefined) return known
    writeId(encoder, left)
    encoding.writeUint8(encoder, form)
    return this.#history.begin(left, form)
  }

  #writeValue(encoder: encoding.Encoder, update: Uint8Array, chain: Chain, item: FollowingItem): void {
    const { parts } = item
    const { value, from, to } = item.value
    if (isInteger(value)) {
      encoding.writeVarUint(encoder, VALUE.integer)
      encoding.writeVarInt(encoder, value - chain.number)
      chain.number = value
    } else if (parts === null) {
      encoding.writeVarUint(encoder, VALUE.plain)
      encoding.writeUint8Array(encoder, update.subarray(from, to))
    } else {
      const integers = parts.map((part) => part.value)
      if (parts.length > 1 && parts.length <= LIST_MAX && integers.every(isInteger))
        writeIntegers(encoder, chain, integers)
      else this.#writeParts(encoder, update, parts)
    }
  }

  #writeParts(encoder: encoding.Encoder, update: Uint8Array, parts: readonly ValuePart[]): void {
    const history = this.#history
    encoding.writeVarUint(encoder, VALUE.list)
    encoding.writeVarUint(encoder, parts.length)
    for (const { value, from, to } of parts) {
      const known = typeof value === 'string' ? history.indexOf(value) : undefined
      if (known !== undefined) encoding.writeVarUint(encoder, PART.string + known)
      else if (typeof value === 'number' && isMoment(value)) {
        encoding.writeVarUint(encoder, PART.moment)
        encoding.writeVarInt(encoder, value - history.moment)
        history.moment = value
      } else {
        encoding.writeVarUint(encoder, PART.plain)
        encoding.writeUint8Array(encoder, update.subarray(from, to))
        if (typeof value === 'string') history.remember(value)
      }
    }
  }
}

function writeIntegers(encoder: encoding.Encoder, chain: Chain, list: readonly number[]): void {
  const likely = predicted(chain, list.length)
  const news = list.map((each, n) => each - (likely[n] ?? 0))
  let mask = 1
  for (const each of news) mask = mask * 2 + (each === 0 ? 0 : 1)
  encoding.writeVarUint(encoder, mask)
  for (const each of news) if (each !== 0) encoding.writeVarInt(encoder, each)
  keepList(chain, list)
}

/** What lib0 writes as an integer. */
const isInteger = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(Number(value)) <= INTEGER_MAX && !Object.is(value, -0)

/** Another integer: differences of two of them are exact. */
const isMoment = (value: number): boolean => Number.isSafeInteger(value) && value > INTEGER_MAX

function writeDeleted(encoder: encoding.Encoder, deleted: ReadonlySet<string>): void {
  encoding.writeVarUint(encoder, deleted.size)
  for (const name of deleted) {
    const [client, clock] = name.split(':')
    writeId(encoder, { client: Number(client), clock: Number(clock) })
  }
}

/** Null where it has anything but items of one client that follow others, and deletions. */
function parse(update: Uint8Array): ParsedItems | null {
  const decoder = decoding.createDecoder(update)
  if (decoding.readVarUint(decoder) !== 1) return null
  const count = decoding.readVarUint(decoder)
  const first = { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder) }
  const items: FollowingItem[] = []
  for (let n = 0; n < count; n++) {
    const item = parseItem(decoder)
    if (item === null) return null
    items.push(item)
  }
  const deleted = parseDeleted(decoder)
  return deleted && { first, items, deleted }
}

function parseItem(decoder: decoding.Decoder): FollowingItem | null {
  const info = decoding.readUint8(decoder)
  const isKeyed = info === FOLLOWS.keyed
  if (!isKeyed && info !== FOLLOWS.plain) return null
  const left = { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder) }
  if (decoding.readVarUint(decoder) !== 1) return null
  if (decoder.arr[decoder.pos] !== LIST) return { left, isKeyed, value: readPart(decoder), parts: null }
  const from = decoder.pos++
  const parts = Array.from({ length: decoding.readVarUint(decoder) }, () => readPart(decoder))
  return { left, isKeyed, value: { value: null, from, to: decoder.pos }, parts }
}

function readPart(decoder: decoding.Decoder): ValuePart {
  const from = decoder.pos
  return { value: decoding.readAny(decoder), from, to: decoder.pos }
}

function parseDeleted(decoder: decoding.Decoder): ReadonlySet<string> | null {
  const deleted = new Set<string>()
  for (let clients = decoding.readVarUint(decoder); clients > 0; clients--) {
    const client = decoding.readVarUint(decoder)
    for (let ranges = decoding.readVarUint(decoder); ranges > 0; ranges--) {
      const clock = decoding.readVarUint(decoder)
      const length = decoding.readVarUint(decoder)
      if (deleted.size + length > DELETIONS_MAX) return null
      for (let n = 0; n < length; n++) deleted.add(nameOf({ client, clock: clock + n }))
    }
  }
  return deleted
}
