// `/api/worlds/ACCOUNT/WORLD/knock`: asking to be let in. A person who knocks learns nothing by it: not
// whether there is a world, nor whose it is, nor whether anybody heard. The owner answers, and sees in
// `/api/knocks` who waits at any world of theirs.
import type { Logger } from 'pino'
import type { MemberId } from '../../../shared/world/address.ts'
import { KnockAnswer, NewKnock, type WaitingKnocks } from '../../../shared/wire/api/sharing-bodies.ts'
import { HOUR_MS } from '../../../shared/time/durations.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import { addressIn, bodyOf } from '../routing/request-lookup.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { SharingService } from './sharing-service.ts'
import { SlidingWindows } from '../../time/sliding-window.ts'

/**
 * How often somebody may knock in an hour, at all worlds together: more often than anybody needs. Worlds that
 * do not exist count, too.
 */
export const KNOCKS_PER_HOUR = 30

const TOO_OFTEN = new HttpRefusal(
  429,
  'often',
  'You have knocked very often. Try again in an hour.',
  HOUR_MS / 1000,
)
const NO_KNOCK = new HttpRefusal(404, 'missing', 'They are no longer asking to be let in.')

interface KnockParts extends Pick<AccountServices, 'store' | 'rights'> {
  readonly sharing: SharingService
  readonly names: PersonNames
  readonly audit: Audit
  readonly clock: { now(): number }
  readonly log: Pick<Logger, 'warn'>
}

export function addKnockRoutes(
  routes: Routes,
  { store, rights, sharing, names, audit, clock, log }: KnockParts,
): void {
  const counted = new SlidingWindows<MemberId>({ max: KNOCKS_PER_HOUR, ms: HOUR_MS }, clock)
  const base = '/worlds/:account/:world'

  routes.add('post', `${base}/knock`, 'session', async ({ request, response, member }) => {
    const { words = '' } = bodyOf(NewKnock, request)
    if (!counted.take(member.id)) throw TOO_OFTEN
    const address = addressIn(request)
    const world = address && (await store.find(address))
    // The answer does not wait for the disk: a slower answer would tell that there is a world.
    if (world && world.binnedAt === null) {
      rights
        ?.knock(world, member.id, words)
        .catch((error: unknown) => log.warn({ err: error }, 'a knock could not be stored'))
    }
    response.status(204).end()
  })

  routes.add('get', '/knocks', 'session', async ({ response, member }) => {
    const knocks = rights === null ? [] : await knocksFor(rights, member)
    response.json({ knocks } satisfies WaitingKnocks)
  })

  async function knocksFor(given: Rights, member: Member): Promise<WaitingKnocks['knocks']> {
    const waiting: WaitingKnocks['knocks'] = []
    for (const id of given.concerning(member)) {
      const world = given.hasKnocks(id) ? await store.findById(id) : null
      if (world === null || world.binnedAt !== null || !atLeast(given.rightOf(member, world), 'own')) continue
      const { address, title } = world
      const { knocks } = await sharing.of(member, world)
      waiting.push(...knocks.map((knock) => ({ ...knock, address, title })))
    }
    return waiting
  }

  routes.add('delete', `${base}/knock`, 'session', async ({ request, response, member }) => {
    const address = addressIn(request)
    const world = address && (await store.find(address))
    if (world) {
      rights
        ?.unknock(world, member.id)
        .catch((error: unknown) => log.warn({ err: error }, 'a knock could not be removed'))
    }
    response.status(204).end()
  })

  routes.add('post', `${base}/sharing/knocks/:name`, { world: 'own' }, async (asked) => {
    const { request, response, member, world } = asked
    const given = sharing.rights()
    const { right } = bodyOf(KnockAnswer, request)
    const person = await names.find(request.params['name'])
    if (!given.stateOf(world).knocks.some((knock) => knock.member === person.id)) throw NO_KNOCK
    if (right === 'none') {
      await given.unknock(world, person.id)
      audit.note(member.id, 'right.knockDeclined', world.address, { account: person.account })
    } else await sharing.give(member, world, person, right)
    response.json(await sharing.of(member, world))
  })
}
