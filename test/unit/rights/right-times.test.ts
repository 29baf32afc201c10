// Since when somebody could look at a world: by each way in which a right comes, and as each of them ends.
import { describe, expect, it } from 'vitest'
import { NO_MEMBER, type Member } from '../../../server/contracts/request-member.ts'
import { lookBackBy } from '../../../server/history/look-back.ts'
import { openHouse } from './rights-in-memory.ts'

const DAY = 86_400_000

async function house() {
  const opened = await openHouse()
  const { town, make, rights } = opened
  const ada = town.account('ada')
  const world = await make('ada/garden', ada)
  const since = (member: Member): number | null => rights.seesSince(member, world)
  /** Another day; answers when that is. */
  const nextDay = (): number => (town.at += DAY)
  return { ...opened, ada, world, since, nextDay }
}

describe('[HI19] somebody could look at a world', () => {
  it('since they were given a right, whatever it is now', async () => {
    const { town, rights, world, since, nextDay } = await house()
    const [bob, carol] = [town.account('bob'), town.account('carol')]
    const first = nextDay()
    await rights.grant(world, bob.id, 'see')
    const second = nextDay()
    await rights.grant(world, carol.id, 'see')
    await rights.grant(world, bob.id, 'act')
    expect([since(bob), since(carol)]).toEqual([first, second])
  })

  it('since they were given it again, when it was taken away', async () => {
    const { town, rights, world, since, nextDay } = await house()
    const bob = town.account('bob')
    await rights.grant(world, bob.id, 'see')
    nextDay()
    await rights.grant(world, bob.id, 'none')
    expect(since(bob)).toBeNull()
    const again = nextDay()
    await rights.grant(world, bob.id, 'see')
    expect(since(bob)).toBe(again)
  })

  it('since it is open to them: with an account, from when they have that; without, as the public', async () => {
    const { town, rights, world, since, nextDay } = await house()
    const bob = town.account('bob')
    const first = nextDay()
    await rights.open(world, { everyone: 'see' })
    const made = nextDay()
    const carol = town.account('carol', { since: made })
    expect([bob, carol].map(since)).toEqual([first, made])
    const open = nextDay()
    await rights.open(world, { public: 'see' })
    expect([bob, carol, town.guest('eve'), NO_MEMBER].map(since)).toEqual([first, made, open, open])
  })

  it('since they came into a group, by a link, or were offered the world', async () => {
    const { town, rights, world, ada, since, nextDay } = await house()
    const [bob, carol, dan] = [town.account('bob'), town.account('carol'), town.account('dan')]
    const class1 = town.group('class-1', bob)
    const given = nextDay()
    await rights.grantGroup(world, class1, 'see')
    const { secret } = await rights.link(world, { right: 'see', label: '', until: null })
    const joined = nextDay()
    town.join(class1, carol)
    const came = nextDay()
    const guest = town.guest('guest-1')
    await rights.come(world, secret, guest.id)
    await rights.come(world, secret, carol.id)
    const offered = nextDay()
    await rights.offers.make(world, dan.id, ada.id)
    expect([bob, carol, guest, dan].map(since)).toEqual([given, joined, came, offered])
  })

  it('as the guest that they were, once they have an account', async () => {
    const { town, rights, store, world, since, nextDay } = await house()
    const guest = town.guest('guest-1')
    const { secret } = await rights.link(world, { right: 'see', label: '', until: null })
    const came = nextDay()
    await rights.come(world, secret, guest.id)
    await rights.grant(world, guest.id, 'act')
    nextDay()
    const bob = town.account('bob', { since: town.at })
    await rights.grant(world, bob.id, 'see')
    await store.claimClients(guest.id, bob.id)
    expect(since(bob)).toBe(came)
    await rights.forget(bob.id)
    expect(since(bob)).toBeNull()
  })

  it('since then after a restart, too; and where it was not noted, since that was chosen', async () => {
    const { town, store, rights, world, nextDay } = await house()
    const bob = town.account('bob')
    const given = nextDay()
    await rights.grant(world, bob.id, 'see')
    nextDay()
    const again = await openHouse(store, town)
    expect(again.rights.seesSince(bob, world)).toBe(given)
    const chosen = { lookBack: 'since' as const, since: nextDay() }
    const lookBack = lookBackBy({ get: () => chosen }, again.rights.rightOf, again.rights.seesSince)
    expect(lookBack(world, bob)).toEqual({ since: given })
    // A record of before times were noted.
    const older = lookBackBy({ get: () => chosen }, again.rights.rightOf, () => null)
    expect(older(world, bob)).toEqual({ since: chosen.since })
  })
})
