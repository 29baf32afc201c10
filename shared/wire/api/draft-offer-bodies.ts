// The HTTP API's bodies about offers of drafts to worlds of other nodes, both ways. Times are ms since 1970.
import * as z from 'zod/mini'
import { line } from './body-fields.ts'
import { PersonRef } from './sharing-bodies.ts'

/** Most characters of what somebody says with an offer, or when they decline one or a draft. */
export const OFFER_WORDS_MAX = 300

export const words = line.check(
  z.trim(),
  z.maxLength(OFFER_WORDS_MAX, `That is too long: at most ${OFFER_WORDS_MAX} characters.`),
)

/** `POST …/offer` on a draft of another node's world: offers what differs in it now. */
export const MakeOffer = z.object({ words: z.optional(words) })
export type MakeOffer = z.infer<typeof MakeOffer>

/**
 * `GET …/offer` on a draft, and the answer to `POST`: what became of what was offered last; null: nothing
 * was. `DELETE …/offer` takes it back.
 */
export const OfferOfDraft = z.object({
  offer: z.nullable(
    z.object({
      node: z.string(),
      at: z.number(),
      /** `waiting`: for its node. `refused`: its node did not take it. */
      state: z.enum(['waiting', 'open', 'merged', 'partly', 'declined', 'refused']),
      /** Why it waits, was refused or was declined; may be empty. */
      said: z.string(),
      /** The world's revision after the merge; null: it was not merged. */
      revision: z.nullable(z.number()),
      /** A merge of it was taken back. */
      isReverted: z.boolean(),
      /** The draft does not follow what became of it yet: update it. */
      isBehind: z.boolean(),
    }),
  ),
})
export type OfferOfDraft = z.infer<typeof OfferOfDraft>

/** `GET …/offers` on a world: what people of other nodes offer to it, newest first. */
export const OfferList = z.object({
  offers: z.array(
    z.object({
      /** The offer is a world that one can look at, and review. */
      address: z.string(),
      title: z.string(),
      by: z.nullable(PersonRef),
      words: z.string(),
      at: z.number(),
    }),
  ),
})
export type OfferList = z.infer<typeof OfferList>

/** `POST …/decline` on an offer; there is no answer. */
export const DeclineOffer = z.object({ words: z.optional(words) })
export type DeclineOffer = z.infer<typeof DeclineOffer>
