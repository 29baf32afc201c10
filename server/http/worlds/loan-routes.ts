// Requests of a world's owner about things that others carried off out of it, and requests of people who hold
// such things.
import type { LentThings, MyThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { Address, WorldId } from '../../../shared/world/address.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Transfers } from '../../peers/transfers/thing-transfers.ts'
import type { WorldServices } from '../routing/http-services.ts'
import type { LentOut, LentOutThings } from './lent-things.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const NOT_LENT = new HttpRefusal(404, 'missing', 'That is no longer lent to anyone.')
const NOT_LENT_TO_YOU = new HttpRefusal(404, 'missing', 'That is no longer lent to you.')
const NOT_HERE = new HttpRefusal(
  409,
  'later',
  'It is on another node, and is theirs once they put it down there.',
)

/**
 * Things in one list, those lent last: more than anybody looks through. Each world has a list of all of its
 * own.
 */
export const LENT_LISTED_MAX = 1_000

interface LoanParts
  extends Pick<AccountServices, 'store' | 'rightOf'>, Pick<WorldServices, 'loans' | 'audit'> {
  readonly lent: LentOutThings
  /** Null where this node is linked with no other. */
  readonly transfers: Transfers | null
}

export function addLoanRoutes(
  routes: Routes,
  { store, rightOf, loans, audit, lent, transfers }: LoanParts,
): void {
  /** The address of a world; null where it is in the bin, or gone. */
  async function addressOf(id: WorldId): Promise<Address | null> {
    const world = await store.findById(id)
    return world !== null && world.binnedAt === null ? world.address : null
  }

  /** The same, but null for a world that somebody does not own; each world is looked for once. */
  function ownedBy(member: Member): (id: WorldId) => Promise<Address | null> {
    const known = new Map<WorldId, Promise<Address | null>>()
    const find = async (id: WorldId): Promise<Address | null> => {
      const world = await store.findById(id)
      const isOwn = world !== null && world.binnedAt === null && rightOf(member, world) === 'own'
      return isOwn ? world.address : null
    }
    return (id) => {
      const address = known.get(id) ?? find(id)
      known.set(id, address)
      return address
    }
  }

  function lentFrom(world: WorldId, id: unknown): LentOut {
    const found = lent.from(world).find((each) => each.id === id)
    if (found === undefined) throw NOT_LENT
    return found
  }

  routes.add('get', '/me/transfers', 'session', async ({ response, member }) => {
    const known = transfers?.listFor(member.id) ?? { things: [], lent: [] }
    const out: MyThings['out'][number][] = []
    const taken: MyThings['taken'][number][] = []
    const owned = ownedBy(member)
    for (const each of lent.all().toSorted((one, other) => other.since - one.since)) {
      const world = out.length < LENT_LISTED_MAX ? await owned(each.world) : null
      if (world !== null) out.push({ ...(await lent.told(each)), world })
      const { id, name, since } = each
      if (each.isHere && each.holder === member.id && taken.length < LENT_LISTED_MAX)
        taken.push({ id, name, since, world: await addressOf(each.world) })
    }
    response.json({ ...known, taken, out } satisfies MyThings)
  })

  routes.add('post', '/me/taken/:id/back', 'session', async ({ request, response, member }) => {
    const id = request.params['id']
    const found = lent.all().find((each) => each.isHere && each.holder === member.id && each.id === id)
    if (found === undefined) throw NOT_LENT_TO_YOU
    const why = await lent.callBack(found)
    if (why !== null) throw new HttpRefusal(409, 'later', why)
    response.status(204).end()
  })

  routes.add('get', '/worlds/:account/:world/loans', { world: 'own' }, async ({ response, world }) => {
    const things = await Promise.all(lent.from(world.id).map((each) => lent.told(each)))
    response.json({ things } satisfies LentThings)
  })

  routes.add('post', '/worlds/:account/:world/loans/:id/back', { world: 'own' }, async (asked) => {
    const { request, response, member, world } = asked
    const found = lentFrom(world.id, request.params['id'])
    const { holder: account } = await lent.told(found)
    const why = await lent.callBack(found)
    if (why !== null) throw new HttpRefusal(409, 'later', why)
    audit.note(member.id, 'world.calledBack', world.address, { account })
    response.status(204).end()
  })

  routes.add('delete', '/worlds/:account/:world/loans/:id', { world: 'own' }, async (asked) => {
    const { request, response, member, world } = asked
    const found = lentFrom(world.id, request.params['id'])
    if (!found.isHere || loans === null) throw NOT_HERE
    const { holder: account } = await lent.told(found)
    await loans.write([loans.forget(found.id)], null)
    audit.note(member.id, 'world.leftToThem', world.address, { account })
    response.status(204).end()
  })
}
