// `…/offer` on a draft of another node's world: offering it there, and what became of that. `…/offers` on a
// world: what people of other nodes offer to it; `…/decline` on such an offer.
import {
  DeclineOffer,
  MakeOffer,
  type OfferList,
  type OfferOfDraft,
} from '../../../shared/wire/api/draft-offer-bodies.ts'
import { nodeOf, type WorldId } from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { MadeOffer } from '../../drafts/offer-table.ts'
import { STEP_MS } from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { toldWell } from '../history/history-refusals.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { WorldServices } from '../routing/http-services.ts'

interface OfferRouteParts extends Pick<AccountServices, 'store'> {
  readonly offers: NonNullable<WorldServices['offers']>
  readonly drafts: Drafts
  readonly names: PersonNames
  readonly audit: Audit
}

const WORLD = '/worlds/:account/:world'
const EDIT = { world: 'edit' } as const
const NO_OFFER = new HttpRefusal(
  400,
  'malformed',
  'This world is no offer. The offers to a world are in its list of drafts.',
)

const OWN_NODE = new HttpRefusal(
  409,
  'elsewhere',
  'Only people of this node offer drafts that are kept here.',
)

export function addDraftOfferRoutes(
  routes: Routes,
  { store, offers, drafts, names, audit }: OfferRouteParts,
): void {
  const { sending, receiving, following } = offers

  routes.add('post', `${WORLD}/offer`, EDIT, async ({ request, response, member, world }) => {
    if (member.kind === 'peer') throw OWN_NODE
    const { words = '' } = bodyOf(MakeOffer, request)
    response.setTimeout(STEP_MS)
    await following.follow(world.id)
    const made = await toldWell(sending.offer((await store.findById(world.id)) ?? world, member.id, words))
    audit.note(member.id, 'world.offered', world.address, { to: drafts.of(world.id)?.host ?? '' })
    response.json({ offer: offerOf(made, nodeFor(drafts, world.id)) } satisfies OfferOfDraft)
  })

  routes.add('get', `${WORLD}/offer`, EDIT, async ({ response, world }) => {
    const made = await toldWell(sending.state(world))
    response.json({ offer: made && offerOf(made, nodeFor(drafts, world.id)) } satisfies OfferOfDraft)
  })

  routes.add('delete', `${WORLD}/offer`, EDIT, async ({ response, member, world }) => {
    if (member.kind === 'peer') throw OWN_NODE
    await toldWell(sending.withdraw(world))
    audit.note(member.id, 'world.offerTakenBack', world.address, {})
    response.status(204).end()
  })

  routes.add('get', `${WORLD}/offers`, EDIT, async ({ response, world }) => {
    const all = new Map(receiving.offersTo(world.id))
    const worlds = await store.worldsBy([...all.keys()], all.size)
    const people = await names.of([...all.values()].map(({ by }) => by))
    const list = worlds.flatMap(({ id, address }) => {
      const offer = all.get(id)
      const title = drafts.of(id)?.title
      if (offer === undefined || title === undefined) return []
      const { by, words, at } = offer
      return [{ address, title, by: people.get(by) ?? null, words, at }]
    })
    response.json({ offers: list.toSorted((a, b) => b.at - a.at) } satisfies OfferList)
  })

  routes.add('post', `${WORLD}/decline`, EDIT, async ({ request, response, member, world }) => {
    const { words = '' } = bodyOf(DeclineOffer, request)
    if (receiving.offerOf(world.id) === null) throw NO_OFFER
    const parent = await store.findById(drafts.of(world.id)?.parent ?? world.id)
    await toldWell(receiving.decline(world, words))
    audit.note(member.id, 'world.offerDeclined', parent?.address ?? world.address, { words })
    response.status(204).end()
  })
}

function nodeFor(drafts: Drafts, draft: WorldId): string {
  const host = drafts.of(draft)?.host
  return (host && nodeOf(host)) ?? ''
}

/** What became of an offer, as far as the other node said; null: it was taken back. */
function offerOf(
  { at, state, said, round, isThere, answer }: MadeOffer,
  node: string,
): OfferOfDraft['offer'] {
  if (state === 'withdrawn') return null
  const merged = answer?.merged ?? null
  const of = {
    node,
    at,
    said: state === 'sent' ? (answer?.words ?? '') : said,
    revision: merged?.revision ?? null,
    isReverted: answer?.isReverted ?? false,
    isBehind: isThere && answer !== null && answer.round !== round,
  }
  if (state !== 'sent') return { ...of, state }
  if (answer?.state === 'declined') return { ...of, state: 'declined' }
  return { ...of, state: merged === null ? 'open' : merged.hasRest ? 'partly' : 'merged' }
}
