// `/api/peers/offers/ID`: people of other nodes offer their drafts of worlds here, hear what became of that,
// and take it back. Each request is signed by their node, which vouches for them.
import type { Request } from 'express'
import { HOUR_MS } from '../../../shared/time/durations.ts'
import {
  OFFER,
  OfferedDraft,
  packNames,
  type OfferAnswer,
} from '../../../shared/wire/peers/draft-offer-bodies.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { OfferReceiving } from '../../history/drafts/offer-receiving.ts'
import { SlidingWindows } from '../../time/sliding-window.ts'
import { HttpRefusal, NO_SUCH_PAGE, NO_SUCH_WORLD } from '../edge/http-refusal.ts'
import { toldWell } from '../history/history-refusals.ts'
import { askingPerson } from '../routing/asking-node.ts'
import { bodyOf, IN_THE_BIN } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'

/**
 * How often somebody may offer in an hour, at all worlds together: each time a process tries what they send.
 */
export const OFFERS_PER_HOUR = 20

const TOO_OFTEN = new HttpRefusal(
  429,
  'often',
  'You have offered very often. Try again in an hour.',
  HOUR_MS / 1000,
)
const OF_OFFERS = new HttpRefusal(409, 'offer', 'That is itself an offer. Offer to the world that it is for.')

interface OfferedDraftParts extends Pick<AccountServices, 'store' | 'rightOf'> {
  readonly receiving: OfferReceiving
  readonly drafts: Drafts
  readonly audit: Audit
  readonly clock: { now(): number }
}

export function addOfferedDraftRoutes(
  routes: Routes,
  { store, rightOf, receiving, drafts, audit, clock }: OfferedDraftParts,
): void {
  const counted = new SlidingWindows<MemberId>({ max: OFFERS_PER_HOUR, ms: HOUR_MS }, clock)

  routes.add('put', '/peers/offers/:id', 'anyone', async ({ request, response }) => {
    const { node, member } = askingPerson(request)
    const id = idIn(request)
    if (!counted.take(member.id)) throw TOO_OFTEN
    const offered = bodyOf(OfferedDraft, request)
    const world = await store.find(offered.to)
    if (world === null || !atLeast(rightOf(member, world), 'see')) throw NO_SUCH_WORLD
    if (world.binnedAt !== null) throw IN_THE_BIN
    if (drafts.of(world.id)?.offer !== undefined) throw OF_OFFERS
    const answer = await toldWell(receiving.take({ node, member: member.id }, id, world, offered))
    audit.note(member.id, 'world.offerCame', world.address, { title: offered.title })
    response.json(told(answer))
  })

  routes.add('get', '/peers/offers/:id', 'anyone', async ({ request, response }) => {
    const { node, member } = askingPerson(request)
    const id = idIn(request)
    const answer = async (): Promise<OfferAnswer> => receiving.stateOf({ node, member: member.id }, id)
    response.json(told(await toldWell(answer())))
  })

  routes.add('delete', '/peers/offers/:id', 'anyone', async ({ request, response }) => {
    const { node, member } = askingPerson(request)
    await toldWell(receiving.withdraw({ node, member: member.id }, idIn(request)))
    response.status(204).end()
  })
}

const told = (answer: OfferAnswer) => ({ ...answer, names: packNames(answer.names) })

function idIn({ params: { id } }: Request): string {
  if (typeof id !== 'string' || !OFFER.test(id)) throw NO_SUCH_PAGE
  return id
}
