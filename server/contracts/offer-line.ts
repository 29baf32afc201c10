// The way of an offer to the node of the world that it is for, and its answers: passed in by the code that
// knows other nodes.
import type { OfferAnswer, OfferedDraft } from '../../shared/wire/peers/draft-offer-bodies.ts'
import type { Address, MemberId } from '../../shared/world/address.ts'

/** An offer as its sender has it: bytes are bytes, and the world is called as here. */
export type SentOffer = Omit<OfferedDraft, 'to'>

/**
 * Each rejects with an {@link OfferRefused}, or an {@link OfferDelayed} where it makes sense to ask again.
 */
export interface OfferLine {
  /** Offers a draft for somebody, in place of what was offered under this id before. */
  offer(world: Address, id: string, sent: SentOffer, as: MemberId): Promise<OfferAnswer>
  state(world: Address, id: string, as: MemberId): Promise<OfferAnswer>
  withdraw(world: Address, id: string, as: MemberId): Promise<void>
}

/** The other node said no, in these words. */
export class OfferRefused extends Error {
  override readonly name = 'OfferRefused'
  /** It knows no such offer. */
  readonly isMissing: boolean

  constructor(words: string, isMissing: boolean) {
    super(words)
    this.isMissing = isMissing
  }
}

/** The other node is away, or has too much to do. */
export class OfferDelayed extends Error {
  override readonly name = 'OfferDelayed'
}
