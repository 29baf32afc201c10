// Who may do what in which world, by the rights of a node: where rights come from, how each of them ends, and
// that they are on the disk as they are in memory.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_MEMBER, type Member } from '../../../server/contracts/request-member.ts'
import { TooMany } from '../../../server/accounts/rights/right-records.ts'
import { LINK_PEOPLE_MAX } from '../../../server/accounts/rights/links-and-knocks.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { StoreFault } from '../../../server/storage/store.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../shared/world/avatar.ts'
import { parseAccountName, parseArtifactId } from '../../../shared/world/address.ts'
import { RIGHTS, type Right } from '../../../shared/world/rights.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import { KICK_MS, KNOCKS_MAX, LINKS_MAX } from '../../../shared/wire/api/sharing-bodies.ts'
import { createFaultyStore } from '../../fault/disk/faulty-store.ts'
import { idOf, openHouse, Town, type House } from './rights-in-memory.ts'

async function house() {
  const opened = await openHouse()
  const ada = opened.town.account('ada')
  const bob = opened.town.account('bob')
  const guest = opened.town.guest('guest-1')
  const world = await opened.make('ada/garden', ada)
  const right = (member: Member): Right => opened.rights.rightOf(member, world)
  return { ...opened, ada, bob, guest, world, right }
}

describe('[T2] a right comes', () => {
  it('from owning the world; nobody else has any, admins neither', async () => {
    const { town, right, ada, bob, guest } = await house()
    const admin = town.account('root', { isAdmin: true })
    expect([ada, bob, guest, NO_MEMBER, admin].map(right)).toEqual(['own', 'none', 'none', 'none', 'none'])
  })

  it('to admins in worlds of nobody', async () => {
    const { town, rights, make } = await openHouse()
    const admin = town.account('root', { isAdmin: true })
    const world = await make('inkland/welcome', null)
    expect(rights.rightOf(admin, world)).toBe('own')
    expect(rights.rightOf(town.account('bob'), world)).toBe('none')
  })

  it.each(RIGHTS.filter((right) => right !== 'none'))('from being given "%s"', async (given) => {
    const { rights, world, right, bob, guest } = await house()
    await rights.grant(world, bob.id, given)
    expect([right(bob), right(guest), right(NO_MEMBER)]).toEqual([given, 'none', 'none'])
  })

  it('from being signed in, and from being anybody', async () => {
    const { rights, world, right, bob, guest } = await house()
    await rights.open(world, { everyone: 'edit' })
    expect([bob, guest, NO_MEMBER].map(right)).toEqual(['edit', 'none', 'none'])
    await rights.open(world, { public: 'see' })
    expect([bob, guest, NO_MEMBER].map(right)).toEqual(['edit', 'see', 'see'])
  })

  it('from a link, for who came with it', async () => {
    const { rights, world, right, bob, guest } = await house()
    const { secret } = await rights.link(world, { right: 'act', label: '', until: null })
    expect(await rights.come(world, secret, guest.id)).toBe(true)
    expect(await rights.come(world, 'guessed', bob.id)).toBe(false)
    expect([bob, guest, NO_MEMBER].map(right)).toEqual(['none', 'act', 'none'])
  })

  it('and the most of them counts', async () => {
    const { rights, world, right, bob } = await house()
    await rights.open(world, { everyone: 'act', public: 'see' })
    await rights.grant(world, bob.id, 'see')
    expect(right(bob)).toBe('act')
    const { secret } = await rights.link(world, { right: 'edit', label: '', until: null })
    await rights.come(world, secret, bob.id)
    expect(right(bob)).toBe('edit')
  })

  it('to somebody who is known by their body, too', async () => {
    const { rights, world, bob } = await house()
    await rights.grant(world, bob.id, 'act')
    expect(rights.rightOf({ id: bob.id, name: null, session: null }, world)).toBe('act')
  })
})

describe('[T3] a right ends', () => {
  const ends: Readonly<Record<string, (at: Awaited<ReturnType<typeof house>>) => unknown>> = {
    'when it is given otherwise': async ({ rights, world, bob }) => {
      await rights.grant(world, bob.id, 'edit')
      return () => rights.grant(world, bob.id, 'none')
    },
    'with its link': async ({ rights, world, bob }) => {
      const { id, secret } = await rights.link(world, { right: 'edit', label: '', until: null })
      await rights.come(world, secret, bob.id)
      return () => rights.unlink(world, id)
    },
    'with the time of its link': async ({ rights, world, bob, town }) => {
      const { secret } = await rights.link(world, { right: 'edit', label: '', until: town.at + 500 })
      await rights.come(world, secret, bob.id)
      return () => (town.at += 500)
    },
    'when the world is closed to everyone': async ({ rights, world }) => {
      await rights.open(world, { everyone: 'edit' })
      return () => rights.open(world, { everyone: 'none' })
    },
    'when the world is closed to the public': async ({ rights, world }) => {
      await rights.open(world, { public: 'edit' })
      return () => rights.open(world, { public: 'none' })
    },
    'with a ban': async ({ rights, world, bob }) => {
      await rights.open(world, { public: 'edit' })
      return () => rights.ban(world, bob.id, null)
    },
    'when one is sent out': async ({ rights, world, bob }) => {
      await rights.grant(world, bob.id, 'own')
      return () => rights.sendOut(world, bob.id)
    },
    'with one’s session': async ({ rights, world, bob, town }) => {
      await rights.open(world, { public: 'edit' })
      return () => town.ended.add(bob.session ?? '')
    },
    'when one’s account is suspended': async ({ rights, world, town }) => {
      await rights.open(world, { public: 'edit' })
      return () => town.account('bob', { isSuspended: true })
    },
    'with one’s account': async ({ rights, world, bob, town }) => {
      await rights.open(world, { everyone: 'edit' })
      return () => {
        town.accounts.delete(bob.id)
        town.ended.add(bob.session ?? '')
      }
    },
    'with the world': async ({ rights, world, bob, store }) => {
      await rights.grant(world, bob.id, 'edit')
      return async () => {
        await store.bin(world.key, 1)
        await store.destroy(world.key)
      }
    },
  }

  it.each(Object.entries(ends))('%s', async (_, begin) => {
    const at = await house()
    const end = await begin(at)
    expect(at.right(at.bob)).not.toBe('none')
    if (typeof end === 'function') await end()
    expect(at.right(at.bob)).toBe('none')
  })

  it('when the world is somebody else’s, who owned it may still edit it', async () => {
    const { rights, world, right, ada, bob } = await house()
    await rights.ban(world, bob.id, null)
    await rights.mute(world, bob.id, true)
    await rights.pass(world, bob.id)
    expect([right(ada), right(bob), rights.isMuted(bob.id, world)]).toEqual(['edit', 'own', false])
  })
})

describe('[T6] who is kept out', () => {
  it('is so until a time, whatever else they have, and the owner never', async () => {
    const { rights, world, right, ada, bob, town } = await house()
    await rights.open(world, { everyone: 'edit' })
    await rights.ban(world, bob.id, town.at + 1000)
    expect(right(bob)).toBe('none')
    expect(rights.whyNot(bob, world)).toEqual({ type: 'out', until: town.at + 1000 })
    town.at += 1000
    expect(right(bob)).toBe('edit')
    const until = rights.sendOut(world, bob.id)
    expect(until).toBe(town.at + KICK_MS)
    town.at = until - 1
    expect(right(bob)).toBe('none')
    town.at = until
    expect(right(bob)).toBe('edit')
    await rights.ban(world, ada.id, null)
    expect(right(ada)).toBe('own')
  })

  it('comes in with no link, and is not heard when they knock', async () => {
    const { rights, world, right, bob } = await house()
    const { secret } = await rights.link(world, { right: 'act', label: '', until: null })
    await rights.ban(world, bob.id, null)
    expect(await rights.come(world, secret, bob.id)).toBe(false)
    await rights.knock(world, bob.id, 'Please.')
    expect(rights.stateOf(world).knocks).toEqual([])
    await rights.ban(world, bob.id, undefined)
    expect(right(bob)).toBe('none')
  })
})

describe('[T8] whose a world is', () => {
  it('counts as it is now, however old the record of a connection is', async () => {
    const { store, rights, right, world, ada, bob } = await house()
    await store.setOwner(world.key, bob.id)
    expect([right(ada), right(bob)]).toEqual(['none', 'own'])
    await store.passWorlds(bob.id, ada.id)
    expect([right(ada), right(bob)]).toEqual(['own', 'none'])
    expect(rights.ownerOf(world)).toBe(ada.id)
  })

  it('of an open time is the first admin’s, but for homes, which stay their people’s', async () => {
    const disk = createMemoryStore()
    const before = await openHouse(disk)
    const park = await before.make('bob/park', null)
    const home = await before.make('bob/home', null, 'home-bobsbody')
    const body = parseArtifactId('bobsbody')!
    const account = parseAccountName('bob')!
    await before.store.introduce({ id: idOf('bob'), account, body, look: DEFAULT_AVATAR_LOOK })
    await before.store.changePerson(idOf('bob'), { home: home.id })

    const { town, store, rights } = await openHouse(disk)
    const admin = town.account('ada', { isAdmin: true })
    const bob = town.guest('bob')
    await store.passWorlds(null, admin.id)
    expect([admin, bob].map((member) => rights.rightOf(member, park))).toEqual(['own', 'none'])
    expect([admin, bob].map((member) => rights.rightOf(member, home))).toEqual(['none', 'own'])
  })

  it('and nobody gets in sooner by signing in from a guest who is banned for less', async () => {
    const { store, rights, world, right, bob, guest, town } = await house()
    await rights.open(world, { everyone: 'edit' })
    await rights.ban(world, bob.id, null)
    await rights.ban(world, guest.id, town.at + 10)
    await store.claimClients(guest.id, bob.id)
    town.at += 10
    expect(right(bob)).toBe('none')
  })

  it('and of who left for good nothing is kept', async () => {
    const { store, rights, world, right, bob, guest } = await house()
    for (const { id } of [bob, guest]) {
      await rights.grant(world, id, 'edit')
      await rights.mute(world, id, true)
      const { secret } = await rights.link(world, { right: 'act', label: '', until: null })
      await rights.come(world, secret, id)
      await rights.knock(world, id, 'Hello')
    }
    await rights.ban(world, bob.id, null)
    await rights.forget(bob.id)
    const kept = await Promise.all(['shared', 'link', 'knock'].map((kind) => store.records(kind)))
    expect(JSON.stringify(kept)).not.toContain(bob.id)
    expect([right(bob), right(guest), rights.isMuted(guest.id, world)]).toEqual(['none', 'edit', true])
  })

  it('and what a guest was given is the account’s that they sign in to', async () => {
    const { store, rights, world, right, bob, guest } = await house()
    const { secret } = await rights.link(world, { right: 'edit', label: '', until: null })
    await rights.come(world, secret, guest.id)
    await rights.mute(world, guest.id, true)
    await rights.knock(world, guest.id, 'Hello')
    await store.claimClients(guest.id, bob.id)
    expect([right(guest), right(bob), rights.isMuted(bob.id, world)]).toEqual(['none', 'edit', true])
    expect(rights.stateOf(world).knocks.map(({ member }) => member)).toEqual([bob.id])
    await rights.grant(world, guest.id, 'act')
    await rights.ban(world, guest.id, null)
    await store.claimClients(guest.id, bob.id)
    expect(right(bob)).toBe('none')
  })
})

it('[T10] a world that is ended for good leaves no right to another one under its id', async () => {
  const opened = await openHouse()
  const { store, rights, town } = opened
  const ada = town.account('ada')
  const bob = town.account('bob')
  const guest = town.guest('guest-1')
  const world = await opened.make('ada/garden', ada)
  await rights.grant(world, bob.id, 'own')
  const { secret } = await rights.link(world, { right: 'edit', label: '', until: null })
  await rights.come(world, secret, guest.id)
  await rights.knock(world, guest.id, 'Hello')
  await store.bin(world.key, 1)
  await store.destroy(world.key)
  const again = await opened.make('ada/garden', ada, world.id)
  expect(rights.stateOf(again)).toMatchObject({ people: [], links: [], knocks: [], bans: [], mutes: [] })
  expect([bob, guest].map((member) => rights.rightOf(member, again))).toEqual(['none', 'none'])
  expect(await rights.come(again, secret, guest.id)).toBe(false)
})

it('[T10] nor does one that was ended while the node was not there', async () => {
  const disk = createMemoryStore()
  const before = await openHouse(disk)
  const ada = before.town.account('ada')
  const world = await before.make('ada/garden', ada)
  const { secret } = await before.rights.link(world, { right: 'edit', label: '', until: null })
  await before.rights.open(world, { public: 'edit' })
  await before.rights.knock(world, idOf('bob'), '')
  await disk.bin(world.key, 1)
  await disk.destroy(world.key)

  const { town, rights, make } = await openHouse(disk)
  const again = await make('ada/garden', town.account('ada'), world.id)
  expect(rights.rightOf(NO_MEMBER, again)).toBe('none')
  expect(await rights.come(again, secret, idOf('bob'))).toBe(false)
  expect(await Promise.all(['shared', 'link', 'knock'].map((kind) => disk.records(kind)))).toEqual([
    [],
    [],
    [],
  ])
})

it('[C40] bans and links with an end are kept, whatever is decided while the clock is ahead', async () => {
  const { town, rights, make } = await openHouse()
  const [ada, bob, cy] = [town.account('ada'), town.account('bob'), town.account('cyd')]
  const world = await make('ada/garden', ada)
  const start = town.at
  const until = start + DAY_MS
  await rights.ban(world, bob.id, until)
  const { secret } = await rights.link(world, { right: 'edit', label: 'class', until })
  const decide = async (): Promise<void> => {
    await rights.grant(world, cy.id, 'edit')
    await rights.mute(world, cy.id, true)
    await rights.link(world, { right: 'see', label: 'other', until: null })
  }
  town.believed = start
  town.at += 400 * DAY_MS
  await decide()
  expect([rights.stateOf(world).bans, rights.linkWith(world, secret)]).toEqual([[], null])
  town.at = start
  expect(rights.stateOf(world).bans).toEqual([[bob.id, until]])
  expect(rights.linkWith(world, secret)).toMatchObject({ right: 'edit' })
  // Nor while it is right, and that is not believed yet.
  town.believed = start + 400 * DAY_MS
  await decide()
  expect([rights.stateOf(world).bans.length, rights.stateOf(world).links.length]).toEqual([1, 3])
  town.believed = null
  town.at = until
  await decide()
  expect(rights.stateOf(world).links.map(({ label }) => label)).toEqual(['other', 'other', 'other'])
  town.at = start
  expect(rights.stateOf(world).bans).toEqual([])
})

describe('[T9] what is kept', () => {
  it('is bounded', async () => {
    const { rights, world, town } = await house()
    for (let number = 0; number < LINKS_MAX; number++) {
      await rights.link(world, { right: 'see', label: '', until: number === 0 ? town.at + 1 : null })
    }
    await expect(rights.link(world, { right: 'see', label: '', until: null })).rejects.toThrow(TooMany)
    // One that is over makes place.
    town.at += 1
    const { secret } = await rights.link(world, { right: 'see', label: '', until: null })
    for (let number = 0; number < LINK_PEOPLE_MAX; number++) {
      await rights.come(world, secret, idOf(`holder-${number}`))
    }
    await expect(rights.come(world, secret, idOf('one-more'))).rejects.toThrow(TooMany)
    for (let number = 0; number <= KNOCKS_MAX; number++) {
      town.at += 1
      await rights.knock(world, idOf(`knocks-${number}`), '')
    }
    const { knocks } = rights.stateOf(world)
    expect(knocks).toHaveLength(KNOCKS_MAX)
    expect(knocks.map(({ member }) => member)).not.toContain(idOf('knocks-0'))
  })

  it('has no secret in it', async () => {
    const { rights, store, world } = await house()
    const { secret } = await rights.link(world, { right: 'see', label: 'a', until: null })
    const all = JSON.stringify([await store.records('link'), await store.records('shared')])
    expect(all).toContain('"label":"a"')
    expect(all).not.toContain(secret)
  })

  it('is on the disk before it is in memory: what a failing disk refuses counts for nobody', async () => {
    let isFailing = false
    const disk = createFaultyStore(createMemoryStore(), { failOn: () => isFailing })
    const { town, make, rights } = await openHouse(disk)
    const ada = town.account('ada')
    const bob = town.account('bob')
    const world = await make('ada/garden', ada)
    const { id, secret } = await rights.link(world, { right: 'edit', label: '', until: null })
    isFailing = true
    await expect(rights.grant(world, bob.id, 'edit')).rejects.toThrow(StoreFault)
    await expect(rights.open(world, { public: 'see' })).rejects.toThrow(StoreFault)
    await expect(rights.come(world, secret, bob.id)).rejects.toThrow(StoreFault)
    await expect(rights.unlink(world, id)).rejects.toThrow(StoreFault)
    await expect(rights.pass(world, bob.id)).rejects.toThrow(StoreFault)
    expect([rights.rightOf(bob, world), rights.rightOf(ada, world)]).toEqual(['none', 'own'])
    isFailing = false
    expect(await rights.come(world, secret, bob.id)).toBe(true)
    expect(rights.rightOf(bob, world)).toBe('edit')
  })

  it('is the same after a restart, whatever was done', async () => {
    const names = ['ada', 'bob', 'cy', 'guest-1']
    const name = fc.constantFrom(...names)
    const open = fc.constantFrom('none', 'see', 'act', 'edit') satisfies fc.Arbitrary<Right>
    const deed = fc.oneof(
      fc.record({ do: fc.constant('grant' as const), name, right: fc.constantFrom(...RIGHTS) }),
      fc.record({ do: fc.constant('open' as const), everyone: open, public: open }),
      fc.record({ do: fc.constant('link' as const), name, right: open }),
      fc.record({ do: fc.constant('unlink' as const), number: fc.nat(3) }),
      fc.record({ do: fc.constant('ban' as const), name, ms: fc.constantFrom(null, undefined, 50) }),
      fc.record({ do: fc.constant('mute' as const), name, isMuted: fc.boolean() }),
      fc.record({ do: fc.constant('pass' as const), name }),
      fc.record({ do: fc.constant('claim' as const), name }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.nat(60) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 25 }), async (deeds) => {
        const disk = createMemoryStore()
        const town = new Town()
        const people = names.map((one) => (one === 'guest-1' ? town.guest(one) : town.account(one)))
        const first = await openHouse(disk, town)
        const world = await first.make('ada/garden', people[0] ?? null)
        const { rights, store } = first
        for (const one of deeds) {
          if (one.do === 'grant') await rights.grant(world, idOf(one.name), one.right)
          if (one.do === 'open') await rights.open(world, one)
          if (one.do === 'link') {
            const { secret } = await rights.link(world, { right: one.right, label: '', until: town.at + 40 })
            await rights.come(world, secret, idOf(one.name))
          }
          if (one.do === 'unlink')
            await rights.unlink(world, rights.stateOf(world).links[one.number]?.id ?? '')
          if (one.do === 'ban') await rights.ban(world, idOf(one.name), one.ms ? town.at + one.ms : one.ms)
          if (one.do === 'mute') await rights.mute(world, idOf(one.name), one.isMuted)
          if (one.do === 'pass') await rights.pass(world, idOf(one.name))
          if (one.do === 'claim') await store.claimClients(idOf('guest-1'), idOf(one.name))
          if (one.do === 'wait') town.at += one.ms
        }
        const again = await openHouse(disk, town)
        const everybody = [...people, NO_MEMBER]
        const isFound = ({ rights: of }: House) =>
          everybody.map((member) => of.concerning(member).has(world.id) || of.openWorlds.has(world.id))
        const all = (of: House) => [
          of.rights.stateOf(world),
          ...everybody.map((member) => of.rights.rightOf(member, world)),
          ...isFound(of),
        ]
        expect(all(again)).toEqual(all(first))
        const hasRight = everybody.map((member) => rights.rightOf(member, world) !== 'none')
        expect(hasRight.filter((has, at) => has && isFound(first)[at] !== true)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})
