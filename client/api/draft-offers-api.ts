// Offers of drafts between nodes, over HTTP: making one, what became of it, and those that came.
import {
  OfferList,
  OfferOfDraft,
  type DeclineOffer,
  type MakeOffer,
} from '../../shared/wire/api/draft-offer-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import { call, worldPath } from './request.ts'

export const fetchOffer = async (draft: Address): Promise<OfferOfDraft['offer']> =>
  (await call('GET', `${worldPath(draft)}/offer`, OfferOfDraft)).offer

export const makeOffer = async (draft: Address, body: MakeOffer): Promise<OfferOfDraft['offer']> =>
  (await call('POST', `${worldPath(draft)}/offer`, OfferOfDraft, body)).offer

export const withdrawOffer = (draft: Address): Promise<null> =>
  call('DELETE', `${worldPath(draft)}/offer`, null)

export const fetchOffers = async (world: Address): Promise<OfferList['offers']> =>
  (await call('GET', `${worldPath(world)}/offers`, OfferList)).offers

export const declineOffer = (offer: Address, body: DeclineOffer): Promise<null> =>
  call('POST', `${worldPath(offer)}/decline`, null, body)
