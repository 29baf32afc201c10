// Giving a world to somebody else, who is asked. `/api/worlds/ACCOUNT/WORLD/sharing/owner` offers it and
// takes the offer back. `/api/offers` is for people who are offered a world.
import { parseWorldId, type WorldId } from '../../../shared/world/address.ts'
import {
  OFFER_MS,
  Offering,
  type OfferedWorld,
  type OfferedWorlds,
} from '../../../shared/wire/api/sharing-bodies.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldOffer } from '../../accounts/rights/world-offers.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { HandoverServices } from '../routing/http-services.ts'
import { bodyOf, summaryOf } from '../routing/request-lookup.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { WorldCreation } from './world-creation.ts'
import { TokenBuckets } from '../../../shared/time/token-bucket.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { RouteRequest, Routes } from '../routing/route-rules.ts'
import {
  bounded,
  FOREIGN_OWNER,
  GUEST_OWNER,
  OPEN_NODE,
  OWNS_IT,
  type SharingService,
} from './sharing-service.ts'

/**
 * How often somebody may offer worlds: more than anybody gives away in a day, and too few to pester anybody.
 */
const OFFERS_OFTEN = { atOnce: 30, perSecond: 30 / 3600 }

const NOT_OWNER = new HttpRefusal(403, 'right', 'Only the owner of this world can give it away.')
const A_HOME = new HttpRefusal(409, 'home', 'A home stays with the person who lives there.')
const NO_OFFER = new HttpRefusal(
  404,
  'missing',
  'You are no longer offered this world. The offer may have been taken back.',
)
const offeredOften = (waitMs: number): HttpRefusal =>
  new HttpRefusal(
    429,
    'often',
    'You have offered many worlds in the last hour. Try again later.',
    Math.ceil(waitMs / 1000),
  )
const BEING_ANSWERED = new HttpRefusal(
  409,
  'answered',
  'They are answering right now. Look again in a moment.',
)

interface OfferParts extends Pick<AccountServices, 'store' | 'people'>, Pick<HandoverServices, 'ownership'> {
  readonly sharing: SharingService
  readonly names: PersonNames
  readonly creation: WorldCreation
  readonly audit: Audit
  readonly clock: { now(): number }
}

/** In an open node each of these routes refuses, and says why. */
export function addOfferRoutes(routes: Routes, parts: OfferParts): void {
  const { store, people, ownership, sharing, names, creation, audit, clock } = parts
  const own = { world: 'own' } as const
  const giving = { world: 'own', isProven: true } as const
  const base = '/worlds/:account/:world/sharing/owner'
  const offersMade = new TokenBuckets<MemberId>(OFFERS_OFTEN, () => clock.now())
  /** Worlds whose offers are being answered: each counts once. */
  const answering = new Set<WorldId>()

  /** Answers an offer, or takes it back, while nobody else does. */
  async function alone<T>({ id }: WorldRecord, work: () => Promise<T>): Promise<T> {
    if (answering.has(id)) throw BEING_ANSWERED
    answering.add(id)
    try {
      return await work()
    } finally {
      answering.delete(id)
    }
  }

  function judgeGiving(member: Member, world: WorldRecord): void {
    const rights = sharing.rights()
    const owner = rights.ownerOf(world)
    if (owner !== null && owner !== member.id) throw NOT_OWNER
    if (rights.homeOf(world) !== null) throw A_HOME
  }

  routes.add('post', base, giving, async ({ request, response, member, world }) => {
    const { account } = bodyOf(Offering, request)
    judgeGiving(member, world)
    const rights = sharing.rights()
    const person = await names.find(account)
    if (!person.isAccount) throw person.isForeign ? FOREIGN_OWNER : GUEST_OWNER
    if (person.id === rights.ownerOf(world)) throw OWNS_IT
    const waitMs = offersMade.takeOrWaitMs(member.id)
    if (waitMs > 0) throw offeredOften(waitMs)
    await alone(world, () => bounded(rights.offers.make(world, person.id, member.id)))
    audit.note(member.id, 'world.offered', world.address, { account: person.account })
    response.json(await sharing.of(member, world))
  })

  routes.add('delete', base, own, async ({ response, member, world }) => {
    judgeGiving(member, world)
    const { offers } = sharing.rights()
    await alone(world, async () => {
      if (offers.of(world) === null) return
      await offers.end(world)
      audit.note(member.id, 'world.offerEnded', world.address)
    })
    response.json(await sharing.of(member, world))
  })

  /** The worlds that somebody is offered, and can accept now. */
  async function offeredTo(member: Member): Promise<{ world: WorldRecord; offer: WorldOffer }[]> {
    const { offers } = sharing.rights()
    const worlds = await Promise.all(offers.waitingFor(member.id).map((id) => store.findById(id)))
    return worlds.flatMap((world) => {
      if (world === null || world.binnedAt !== null || !offers.isOpenTo(world, member.id)) return []
      const offer = offers.of(world)
      return offer === null ? [] : [{ world, offer }]
    })
  }

  /** The world that the path names, where they are offered it. */
  async function offered({
    request,
    member,
  }: Pick<RouteRequest, 'request' | 'member'>): Promise<WorldRecord> {
    const id = parseWorldId(request.params['id'])
    const found = (await offeredTo(member)).find(({ world }) => world.id === id)
    if (found === undefined) throw NO_OFFER
    return found.world
  }

  routes.add('get', '/offers', 'account', async ({ response, member }) => {
    const all = await offeredTo(member)
    const refs = await names.of(all.map(({ offer }) => offer.by))
    const told = all
      .toSorted((one, other) => other.offer.at - one.offer.at)
      .map(({ world: { id, address, title }, offer }): OfferedWorld => {
        const from = (offer.by && refs.get(offer.by)) ?? null
        return { id, address, title, from, until: offer.at + OFFER_MS }
      })
    response.json({ offers: told } satisfies OfferedWorlds)
  })

  routes.add('post', '/offers/:id', 'account', async (asked) => {
    const { response, member } = asked
    if (ownership === null) throw OPEN_NODE
    const account = await people.accountOf(member)
    const world = await offered(asked)
    const passed = await alone(world, () =>
      creation.withPlace(member, async () => {
        // Looked up again: it may have been taken back, or answered in another tab, a moment ago.
        const still = await offered(asked)
        return ownership.pass(still, { id: member.id, account })
      }),
    )
    audit.note(member.id, 'world.accepted', passed.address, { from: world.address })
    response.json(summaryOf(passed))
  })

  routes.add('delete', '/offers/:id', 'account', async (asked) => {
    const { response, member } = asked
    if (ownership === null) throw OPEN_NODE
    const world = await offered(asked)
    await alone(world, async () => ownership.decline(await offered(asked)))
    audit.note(member.id, 'world.offerDeclined', world.address)
    response.status(204).end()
  })
}
