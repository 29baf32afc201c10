// Leaving for good, with a disk that fails at each call: either the person is still here and can try again,
// or they are gone whole.
import { expect, test } from 'vitest'
import { NoHeir } from '../../../../server/accounts/leaving/account-deletion.ts'
import { LEFT, NAME_KEPT_MS } from '../../../../server/accounts/leaving/departed-accounts.ts'
import { AccountRefusal } from '../../../../server/accounts/model/account-refusal.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { StoreFault, type Store } from '../../../../server/storage/store.ts'
import { OFFER_MS, OFFERS_MAX } from '../../../../shared/wire/api/sharing-bodies.ts'
import { createFaultyStore } from '../../../fault/disk/faulty-store.ts'
import { until } from '../../../process.ts'
import { named } from '../accounts-in-memory.ts'
import { Clock, join, makeWorld, open, type House } from './node-to-leave.ts'

/**
 * A node of three, where ada leaves: with worlds, a home, a passkey, a provider, codes, an invitation, and
 * rights elsewhere.
 */
async function furnished(disk: Store, clock: Clock) {
  const house = await open(disk, clock)
  const admin = await join(house, 'root-admin', true)
  const [ada, bob] = [await join(house, 'ada'), await join(house, 'bob')]
  const { entrance, ways, rights, store } = house
  const garden = await makeWorld(house, 'ada/garden', ada)
  const binned = await makeWorld(house, 'ada/old', ada)
  const home = await makeWorld(house, 'ada/home', ada)
  const bobs = await makeWorld(house, 'bob/garden', bob)
  await store.bin(binned.key, 5)
  await store.changePerson(ada.id, { home: home.id })
  await ways.passkeys.add({
    account: ada.id,
    credential: 'a-credential',
    publicKey: 'AA',
    counter: 0,
    transports: [],
    place: 'my.domain',
    name: 'phone',
    since: 1,
  })
  await ways.links.add(ada.id, { issuer: 'https://school.test', sub: 'ada' }, 1)
  await entrance.codes.renew(ada.id)
  await entrance.invitations.make({
    by: ada.id,
    label: '',
    until: null,
    usesLeft: 3,
    world: null,
    right: null,
  })
  await rights.grant(bobs, ada.id, 'edit')
  await house.access.homeOrders.change(ada.id, { do: 'star', world: garden.id })
  return { house, admin, ada, bob, garden, binned, home, bobs }
}

/** Kinds of records that say who somebody is, or what they may do. */
const KINDS = [
  'account',
  'password',
  'passkey',
  'provider',
  'codes',
  'session',
  'invitation',
  'shared',
  'home-order',
]

async function isGoneWhole(
  disk: Store,
  house: House,
  { ada, bob, garden, binned, home }: Awaited<ReturnType<typeof furnished>>,
  heir: boolean | 'at once',
): Promise<void> {
  const { book, signedIn, passwords, codes, invitations } = house.entrance
  expect(book.byId(ada.id)).toBeNull()
  expect(book.isFree(named('ada'))).toBe(false)
  expect(signedIn.of(ada.id)).toEqual([])
  expect(passwords.has(ada.id)).toBe(false)
  expect(codes.left(ada.id)).toBe(0)
  expect(invitations.of(ada.id)).toEqual([])
  expect(house.ways.passkeys.of(ada.id)).toEqual([])
  expect(house.ways.links.of(ada.id)).toEqual([])
  const garden2 = await disk.findByKey(garden.key)
  expect(garden2).toMatchObject({ owner: heir === 'at once' ? bob.id : null, address: 'ada/garden' })
  if (garden2 === null) throw new Error('the garden is gone')
  // Left to somebody, it waits where it is until they say yes.
  expect(house.rights.offers.isOpenTo(garden2, bob.id)).toBe(heir === true)
  expect(garden2.binnedAt === null).toBe(heir !== false)
  for (const world of [home, binned]) {
    const now = await disk.findByKey(world.key)
    expect(now?.owner).toBeNull()
    expect(now?.binnedAt).not.toBeNull()
  }
  expect((await disk.members()).find(({ id }) => id === ada.id)?.name).toBe(LEFT)
  for (const kind of KINDS) {
    const left = (await disk.records(kind)).filter(({ id, value }) =>
      `${id}${JSON.stringify(value)}`.includes(ada.id),
    )
    expect(left, `nothing of theirs among ${kind}`).toEqual([])
  }
}

test.for([
  { heir: false, when: 'before' },
  { heir: false, when: 'after' },
  { heir: true, when: 'before' },
  { heir: true, when: 'after' },
  { heir: 'at once', when: 'before' },
  { heir: 'at once', when: 'after' },
] as const)('[W6] the disk fails at each call of leaving: %j', async ({ heir, when }) => {
  let failures = 0
  for (let failing = 1; ; failing++) {
    const disk = createMemoryStore()
    const clock = new Clock()
    let calls = 0
    let isArmed = false
    const failOn = () => {
      if (!isArmed) return false
      calls += 1
      return calls === failing
    }
    const set = await furnished(createFaultyStore(disk, { failOn, when }), clock)
    const { house, ada } = set
    const bobs = named('bob')
    const worlds = heir === 'at once' ? { giveTo: bobs } : heir ? { passTo: bobs } : 'bin'
    isArmed = true
    const fault = await house.ways.accountDeletion.leave(ada, worlds).then(
      () => null,
      (error: unknown) => error,
    )
    isArmed = false
    if (fault !== null) {
      failures += 1
      expect(fault).toBeInstanceOf(StoreFault)
    }
    // A person who was told that it failed, and is still here after a restart, tries again.
    const again = await open(disk, clock)
    await again.ways.accountDeletion.mend()
    const still = again.entrance.book.byId(ada.id)
    if (still !== null) {
      expect(fault, 'who is still here was told so').not.toBeNull()
      await again.ways.accountDeletion.leave(still, worlds)
    }
    await isGoneWhole(disk, again, set, heir)
    if (calls < failing) break
  }
  expect(failures).toBeGreaterThan(5)
})

test('[W6] before the account goes nothing that one signs in with is gone', async () => {
  const disk = createMemoryStore()
  let isArmed = false
  const failOn = (call: keyof Store) => isArmed && call === 'changeRecords'
  const { house, ada } = await furnished(createFaultyStore(disk, { failOn }), new Clock())
  isArmed = true
  await expect(house.ways.accountDeletion.leave(ada, 'bin')).rejects.toThrow(StoreFault)
  isArmed = false
  const { book, passwords, signedIn, codes } = house.entrance
  expect(book.byId(ada.id)?.account).toBe('ada')
  expect([passwords.has(ada.id), signedIn.of(ada.id).length, codes.left(ada.id)]).toEqual([true, 1, 10])
  expect(house.ways.passkeys.of(ada.id)).toHaveLength(1)
})

test('[W7] their name is nobody’s for a year, and then anybody’s', async () => {
  const disk = createMemoryStore()
  const clock = new Clock()
  const { house, ada } = await furnished(disk, clock)
  await house.ways.accountDeletion.leave(ada, 'bin')
  // Emptied by an admin: worlds in the bin keep their addresses.
  for (const { key, address } of await disk.worlds('binned'))
    if (address.startsWith('ada/')) await disk.destroy(key)
  await expect(join(house, 'ada')).rejects.toThrow(AccountRefusal)
  clock.pass(NAME_KEPT_MS - 1)
  const nearly = await open(disk, clock)
  await nearly.ways.accountDeletion.mend()
  await expect(join(nearly, 'ada')).rejects.toThrow(AccountRefusal)
  clock.pass(2)
  const later = await open(disk, clock)
  await later.ways.accountDeletion.mend()
  const other = await join(later, 'ada')
  expect(other.id).not.toBe(ada.id)
})

test('[W6] worlds go to who exists, and is not suspended, and is another', async () => {
  const { house, ada, bob, garden } = await furnished(createMemoryStore(), new Clock())
  const { accountDeletion } = house.ways
  await expect(accountDeletion.leave(ada, { passTo: named('zoe') })).rejects.toThrow(NoHeir)
  await expect(accountDeletion.leave(ada, { passTo: named('ada') })).rejects.toThrow(NoHeir)
  await house.entrance.book.change(bob.id, { isSuspended: true })
  await expect(accountDeletion.leave(ada, { passTo: named('bob') })).rejects.toThrow(NoHeir)
  expect(await house.store.findByKey(garden.key)).toMatchObject({ owner: ada.id, binnedAt: null })
  expect(house.entrance.book.byId(ada.id)).not.toBeNull()
})

test('[W7] the only admin stays while others are here; of two who leave at once, one stays', async () => {
  const { house, admin, ada, bob } = await furnished(createMemoryStore(), new Clock())
  const { book } = house.entrance
  const { accountDeletion } = house.ways
  await expect(accountDeletion.leave(admin, 'bin')).rejects.toThrow('the only admin')
  await book.change(bob.id, { isAdmin: true })
  const both = await Promise.allSettled([
    accountDeletion.leave(admin, 'bin'),
    accountDeletion.leave(bob, 'bin'),
  ])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(book.all().filter(({ isAdmin }) => isAdmin)).toHaveLength(1)
  await accountDeletion.leave(ada, 'bin')
  const [last] = book.all()
  if (last === undefined) throw new Error('nobody is left')
  await accountDeletion.leave(last, 'bin')
  expect(book.all()).toEqual([])
})

test('what the node made itself stays for everybody', async () => {
  const { house, admin, ada } = await furnished(createMemoryStore(), new Clock())
  const welcome = await makeWorld(house, 'inkland/welcome', admin)
  await house.entrance.book.change(ada.id, { isAdmin: true })
  await house.ways.accountDeletion.leave(admin, 'bin')
  expect(await house.store.findByKey(welcome.key)).toMatchObject({ owner: null, binnedAt: null })
})

async function left(): Promise<Awaited<ReturnType<typeof furnished>> & { clock: Clock; disk: Store }> {
  const clock = new Clock()
  const disk = createMemoryStore()
  const set = await furnished(disk, clock)
  await set.house.ways.accountDeletion.leave(set.ada, { passTo: named('bob') })
  return { ...set, clock, disk }
}

test('[W6] a world that is left to somebody is theirs once they say yes, under their name', async () => {
  const { house, bob, garden } = await left()
  const { rights, ownership, store } = house
  const world = await store.findByKey(garden.key)
  if (world === null) throw new Error('it is gone')
  expect([rights.ownerOf(world), rights.worldsOf(bob.id)]).toEqual([null, 1])
  expect(await ownership.pass(world, bob)).toMatchObject({ address: 'bob/garden-2' })
  expect([rights.ownerOf(world), rights.worldsOf(bob.id)]).toEqual([bob.id, 2])
  expect(rights.offers.of(world)).toBeNull()
})

test.for(['they say no', 'they do not answer', 'they leave, too'] as const)(
  '[W6] a world that is left to somebody goes to the bin where %s',
  async (how) => {
    const { house, bob, garden, clock, disk } = await left()
    const again = how === 'they do not answer' ? await open(disk, clock) : house
    const { store, ownership, ways, rights } = again
    const end = ownership.begin()
    const world = await store.findByKey(garden.key)
    if (world === null) throw new Error('it is gone')
    clock.pass(OFFER_MS - 1)
    expect(rights.offers.isOpenTo(world, bob.id)).toBe(true)
    if (how === 'they say no') await ownership.decline(world)
    else if (how === 'they do not answer') clock.pass(1)
    else await ways.accountDeletion.leave(bob, 'bin')
    if (how !== 'they say no') clock.pass(60 * 60_000)
    await until('it is in the bin', async () => (await store.findByKey(garden.key))?.binnedAt != null)
    expect([rights.offers.of(world), rights.ownerOf(world)]).toEqual([null, null])
    end()
  },
)

test('[C26] nobody is given more worlds than they may have, and nothing has changed then', async () => {
  const { house, ada, bob, garden } = await furnished(createMemoryStore(), new Clock())
  await house.access.settings.change({ worldsPerAccount: 1 })
  const given = house.ways.accountDeletion.leave(ada, { giveTo: named('bob') })
  await expect(given).rejects.toThrow('bob has 1 of 1 worlds')
  expect(await house.store.findByKey(garden.key)).toMatchObject({ owner: ada.id, binnedAt: null })
  expect([house.rights.worldsOf(bob.id), house.entrance.book.byId(ada.id) === null]).toEqual([1, false])
})

test('[W6] nobody is left more worlds than one can be offered at once, and nothing has changed then', async () => {
  const { house, ada, bob } = await furnished(createMemoryStore(), new Clock())
  for (let number = 0; number < OFFERS_MAX; number++) await makeWorld(house, `ada/w${number}`, ada)
  await expect(house.ways.accountDeletion.leave(ada, { passTo: named('bob') })).rejects.toThrow(NoHeir)
  expect(house.rights.worldsOf(ada.id)).toBe(OFFERS_MAX + 3)
  expect(house.rights.offers.waitingFor(bob.id)).toEqual([])
})
