// Messages of nodes about offers: what a draft on one node changes of a world of another, as differences that
// are written anew, and what became of that.
import { fromBase64UrlEncoded, toBase64UrlEncoded } from 'lib0/buffer'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as z from 'zod/mini'
import { parseThingId, type ThingId } from '../../history/rows/row-summary.ts'
import { SPOTS_MAX } from '../../history/merge/conflicts.ts'
import type { NewName } from '../../history/merge/merge-types.ts'
import { isPlainJson } from '../../json/plain-json.ts'
import type { Json } from '../../json/json-value.ts'
import { parseAccountName, type AccountName } from '../../world/address.ts'
import { NAME_MAX } from '../../world/limits.ts'
import { OFFER_WORDS_MAX } from '../api/draft-offer-bodies.ts'
import { address } from '../api/world-bodies.ts'

/** Most bytes of the differences of one offer: what somebody writes in weeks. */
export const OFFER_BYTES_MAX = 256 * 1024
/** Most structs and deletions in them: reading so many takes some 5 ms. */
export const OFFER_PARTS_MAX = 10_000
/** Most rows, each of one author and time. */
export const OFFER_ROWS_MAX = 1_000
/** Most people beside the one who offers who wrote in it. */
export const OFFER_AUTHORS_MAX = 32
/** Most bytes of the base's clocks: a world has some thousand clients. */
const VECTOR_BYTES_MAX = 128 * 1024
/** Most conflicts that were left open in the draft, and most bytes of the value of each. */
const OPEN_MAX = 200
const OPEN_BYTES_MAX = 2_000
/** Most stretches of letters that are told under new names. */
export const OFFER_NAMES_MAX = 20_000
/** Most bytes of an answer: the names of so many stretches, as text. */
export const OFFER_ANSWER_BYTES_MAX = 1024 * 1024

export const OFFER = /^[\w-]{16,64}$/

const bytes = (most: number) =>
  z.pipe(
    z.string().check(z.maxLength(Math.ceil((most * 4) / 3) + 4), z.regex(/^[A-Za-z0-9_-]*$/)),
    z.transform((text): Uint8Array => fromBase64UrlEncoded(text)),
  )
const whole = z.int().check(z.gte(0))
const time = whole
/** Of the node that offers: no account of another one can be named. */
const account = z.custom<AccountName>(
  (raw) => typeof raw === 'string' && parseAccountName(raw) === raw,
  'Only people of the node that offers can have written what is offered.',
)

/**
 * `PUT /api/peers/offers/ID`, for the person who offers: in place of what they offered under this id before.
 * Answered by {@link OfferAnswer}.
 */
export const OfferedDraft = z.object({
  /** Of the node that is asked. */
  to: address,
  title: z.string().check(z.minLength(1), z.maxLength(NAME_MAX)),
  words: z.string().check(z.maxLength(OFFER_WORDS_MAX)),
  /** The clocks of the world as the draft began. */
  base: bytes(VECTOR_BYTES_MAX),
  /** Merges and reverts of this offer that the draft follows. */
  round: z.int().check(z.gte(0)),
  /** Updates of one client that is in no document yet; `by` null: the person who offers. */
  rows: z
    .array(z.object({ update: bytes(OFFER_BYTES_MAX), by: z.nullable(account), at: time }))
    .check(z.minLength(1), z.maxLength(OFFER_ROWS_MAX)),
  open: z
    .array(
      z.object({
        id: z.custom<ThingId>((raw) => parseThingId(raw) !== null),
        key: z.string().check(z.maxLength(200)),
        /** Of words of a page: where, by ids of these rows and of the world. */
        kind: z.exactOptional(z.literal('text')),
        spots: z.exactOptional(
          z.array(z.object({ client: whole, clock: whole, length: whole })).check(z.maxLength(SPOTS_MAX)),
        ),
        base: z.exactOptional(
          z.custom<Json>(
            (raw) => raw !== undefined && isPlainJson(raw) && JSON.stringify(raw).length <= OPEN_BYTES_MAX,
          ),
        ),
      }),
    )
    .check(z.maxLength(OPEN_MAX)),
})
export type OfferedDraft = z.infer<typeof OfferedDraft>

const names = z.pipe(
  z.string().check(z.maxLength(OFFER_ANSWER_BYTES_MAX)),
  z.transform((text, context): readonly NewName[] => {
    const read = readNames(text)
    if (read === null) context.issues.push({ code: 'custom', input: text, message: 'no names' })
    return read ?? []
  }),
)

/** What became of an offer: also the answer to `GET /api/peers/offers/ID`. `DELETE` takes it back. */
export const OfferAnswer = z.object({
  state: z.enum(['open', 'declined']),
  /** Of the person who declined it. */
  words: z.string().check(z.maxLength(OFFER_WORDS_MAX)),
  round: z.int().check(z.gte(0)),
  /** The last merge that stands; `hasRest`: not all of the offer. */
  merged: z.nullable(z.object({ at: time, revision: time, hasRest: z.boolean() })),
  /** A merge of it was taken back. */
  isReverted: z.boolean(),
  /** The offer's letters that the world has, and their names there. */
  names,
})
export type OfferAnswer = z.infer<typeof OfferAnswer>

/** Names as one text, for a record and for an answer. */
export function packNames(all: readonly NewName[]): string {
  const out = encoding.createEncoder()
  encoding.writeVarUint(out, all.length)
  for (const { from, to } of all)
    for (const number of [from.client, from.clock, from.length, to.client, to.clock])
      encoding.writeVarUint(out, number)
  return toBase64UrlEncoded(encoding.toUint8Array(out))
}

/** Null when the text says no names, or too many. */
export function readNames(text: string): readonly NewName[] | null {
  try {
    const from = decoding.createDecoder(fromBase64UrlEncoded(text))
    const count = decoding.readVarUint(from)
    if (count > OFFER_NAMES_MAX) return null
    const next = (): number => decoding.readVarUint(from)
    const all = Array.from({ length: count }, (): NewName => {
      const range = { client: next(), clock: next(), length: next() }
      return { from: range, to: { client: next(), clock: next() } }
    })
    return decoding.hasContent(from) || all.some(({ from: { length } }) => length === 0) ? null : all
  } catch {
    return null
  }
}
