// Reads deltas: gives the updates that they were made of.
//
// A delta is a byte of HEAD; client and clock of its first item where it does not go on after the delta
// before; deleted items that no new one replaces; and items up to its end. An item names the entry that it
// writes, by number (from 1), or 0 and then the item that it follows, and the entry's FORM. Then comes its
// value: see VALUE and PART. Integers are differences to what they most likely are.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { joinClientRanges, type IdRange, type ItemId } from '../id-ranges.ts'
import { FOLLOWS, HEAD, PART, VALUE } from './delta-encoder.ts'
import { DeltaHistory, FORM, keepList, predicted, readId, writeId, type Chain } from './delta-history.ts'

export class DeltaDecoder {
  readonly #history = new DeltaHistory()

  /** The update of the next delta. Throws where that is malformed. */
  decode(delta: Uint8Array): Uint8Array {
    const history = this.#history
    const decoder = decoding.createDecoder(delta)
    const head = decoding.readUint8(decoder)
    const first = head & HEAD.begins ? readId(decoder) : history.next
    const deleted: ItemId[] = []
    if (head & HEAD.deletes)
      for (let left = decoding.readVarUint(decoder); left > 0; left--) deleted.push(readId(decoder))
    const items = encoding.createEncoder()
    let count = 0
    while (decoding.hasContent(decoder)) {
      const chain = this.#readChain(decoder)
      encoding.writeUint8(items, chain.form & FORM.keyed ? FOLLOWS.keyed : FOLLOWS.plain)
      writeId(items, chain.last)
      encoding.writeVarUint(items, 1)
      this.#readValue(decoder, items, chain)
      if (chain.form & FORM.replaces) deleted.push(chain.last)
      history.goOn(chain, { client: first.client, clock: first.clock + count })
      count += 1
    }
    history.next = { client: first.client, clock: first.clock + count }
    const update = encoding.createEncoder()
    encoding.writeVarUint(update, 1)
    encoding.writeVarUint(update, count)
    writeId(update, first)
    encoding.writeUint8Array(update, encoding.toUint8Array(items))
    writeDeletions(update, deleted)
    return encoding.toUint8Array(update)
  }

  #readChain(decoder: decoding.Decoder): Chain {
    const number = decoding.readVarUint(decoder)
    if (number > 0) return this.#history.chain(number - 1)
    const left = readId(decoder)
    return this.#history.begin(left, decoding.readUint8(decoder))
  }

  #readValue(decoder: decoding.Decoder, items: encoding.Encoder, chain: Chain): void {
    const form = decoding.readVarUint(decoder)
    switch (form) {
      case VALUE.plain:
        copyPlain(decoder, items)
        return
      case VALUE.integer:
        chain.number += decoding.readVarInt(decoder)
        encoding.writeAny(items, chain.number)
        return
      case VALUE.list:
        this.#readParts(decoder, items)
        return
      default: {
        const list = readIntegers(decoder, chain, form)
        keepList(chain, list)
        encoding.writeAny(items, [...list])
      }
    }
  }

  #readParts(decoder: decoding.Decoder, items: encoding.Encoder): void {
    const history = this.#history
    const count = decoding.readVarUint(decoder)
    encoding.writeUint8(items, LIST)
    encoding.writeVarUint(items, count)
    for (let n = 0; n < count; n++) {
      const form = decoding.readVarUint(decoder)
      if (form === PART.plain) {
        const value = copyPlain(decoder, items)
        if (typeof value === 'string') history.remember(value)
      } else if (form === PART.moment) {
        history.moment += decoding.readVarInt(decoder)
        encoding.writeAny(items, history.moment)
      } else encoding.writeAny(items, history.string(form - PART.string))
    }
  }
}

/** Of lib0's encoding of plain values: a list. */
const LIST = 117

/** Passes on a plain value byte by byte; returns it. */
function copyPlain(decoder: decoding.Decoder, items: encoding.Encoder): unknown {
  const from = decoder.pos
  const value: unknown = decoding.readAny(decoder)
  encoding.writeUint8Array(items, decoder.arr.subarray(from, decoder.pos))
  return value
}

function readIntegers(decoder: decoding.Decoder, chain: Chain, mask: number): readonly number[] {
  const length = Math.floor(Math.log2(mask))
  const likely = predicted(chain, length)
  return Array.from({ length }, (_, n) => {
    const isNew = Math.floor(mask / 2 ** (length - 1 - n)) % 2 === 1
    return (likely[n] ?? 0) + (isNew ? decoding.readVarInt(decoder) : 0)
  })
}

function writeDeletions(update: encoding.Encoder, deleted: readonly ItemId[]): void {
  const ranges: readonly IdRange[] = deleted.map((id) => ({ ...id, length: 1 }))
  // Higher client ids first, as Yjs writes them.
  const clients = [...Map.groupBy(ranges, ({ client }) => client)].sort(([a], [b]) => b - a)
  encoding.writeVarUint(update, clients.length)
  for (const [client, each] of clients) {
    const joined = joinClientRanges(each)
    encoding.writeVarUint(update, client)
    encoding.writeVarUint(update, joined.length)
    for (const { clock, length } of joined) {
      encoding.writeVarUint(update, clock)
      encoding.writeVarUint(update, length)
    }
  }
}
