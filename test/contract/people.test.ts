// Members, and their avatars' passage from world to world: the contract of server/storage/store.ts, on every
// store.
import { describe, expect, test } from 'vitest'
import { parseAccountName, parseArtifactId, parseWorldId, type MemberId } from '../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK } from '../../shared/world/avatar.ts'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { NotInWorld, RecordTaken, StaleLease, WorldMissing } from '../../server/storage/store.ts'
import type { WorldKey } from '../../server/contracts/world-record.ts'
import { ada, bob, documentOf, makeWorld, takeLease, update } from './made.ts'
import { makeOlder } from './older.ts'
import { durableStores, newFolder, stores } from './stores.ts'

const NOWHERE = 999 as WorldKey

const person = (id: MemberId, account: string = id, body = `body-${account}`) => ({
  id,
  account: parseAccountName(account)!,
  body: parseArtifactId(body)!,
  look: DEFAULT_AVATAR_LOOK,
})

describe.each(stores)('people in the store: $name', ({ open }) => {
  test('somebody is introduced once; account and body are nobody else’s', async () => {
    await using opened = await open()
    const { store } = opened
    expect(await store.person(ada)).toBeNull()
    const known = { ...person(ada), home: null, at: null }
    expect(await store.introduce(person(ada))).toEqual(known)
    expect(await store.introduce(person(ada, 'ada-2'))).toEqual(known)
    expect(await store.introduce(person(bob, 'ada', 'other'))).toBeNull()
    expect(await store.introduce(person(bob, 'other', 'body-ada'))).toBeNull()
    expect(await store.introduce(person(bob))).toMatchObject({ account: 'bob' })
    expect(await store.personOf(known.body)).toEqual(known)
    expect(await store.personOf(parseArtifactId('nothing')!)).toBeNull()
    expect(await store.personNamed(known.account)).toEqual(known)
    expect(await store.personNamed(parseAccountName('nothing')!)).toBeNull()
    const asked = ['bob', 'nobody', 'ada-2', 'ada'].map((account) => parseAccountName(account)!)
    expect((await store.takenAccounts(asked)).sort()).toEqual(['ada', 'bob'])
    expect(await store.takenAccounts([])).toEqual([])
  })

  test('look and home change; a name given again changes neither', async () => {
    await using opened = await open()
    const { store } = opened
    const look = { sprite: 'emoji:🦊', color: '#102030' }
    const home = parseWorldId('id-home')!
    expect(await store.changePerson(ada, { look })).toBeNull()
    await store.introduce(person(ada))
    expect(await store.changePerson(ada, { look })).toMatchObject({ look, home: null })
    expect(await store.changePerson(ada, { home })).toMatchObject({ look, home })
    await store.nameMember({ id: ada, name: 'Adele' })
    expect(await store.person(ada)).toEqual({ ...person(ada), look, home, at: null })
  })

  test('somebody is in one world, and goes only from where they are', async () => {
    await using opened = await open()
    const { store } = opened
    const garden = await makeWorld(store, 'garden')
    const park = await makeWorld(store, 'park')
    await store.introduce(person(ada))
    const go = (from: WorldKey | null, to: WorldKey | null) => store.pass({ person: ada, from, to })
    expect(await go(garden.key, park.key)).toBe(false)
    expect(await Promise.all([go(null, garden.key), go(null, park.key)])).toEqual([true, false])
    expect(await store.peopleIn(garden.key)).toMatchObject([{ id: ada, at: garden.key }])
    expect(await store.peopleIn(park.key)).toEqual([])
    await expect(go(garden.key, NOWHERE)).rejects.toThrow(WorldMissing)
    expect(await go(garden.key, null)).toBe(true)
    expect(await store.pass({ person: bob, from: null, to: garden.key })).toBe(false)
  })

  test('[G8] who crosses is in the one world or the other with all that was written, or nothing happened', async () => {
    await using opened = await open()
    const { store } = opened
    const garden = await makeWorld(store, 'garden')
    const park = await makeWorld(store, 'park')
    const [from, to] = [await takeLease(store, garden.key), await takeLease(store, park.key)]
    await store.introduce(person(ada))
    await store.pass({ person: ada, from: null, to: garden.key })
    const cross = (mark: number, epochs = [from, to], start: WorldKey | null = garden.key) =>
      store.append(
        [
          update(documentOf(garden, 'live'), mark, { epoch: epochs[0]! }),
          update(documentOf(park, 'live'), mark, { epoch: epochs[1]! }),
        ],
        [{ person: ada, from: start, to: park.key }],
      )
    await expect(cross(1, [from, to + 1])).rejects.toThrow(StaleLease)
    await expect(cross(2, [from + 1, to])).rejects.toThrow(StaleLease)
    await expect(cross(3, [from, to], null)).rejects.toThrow(NotInWorld)
    expect(await store.person(ada)).toMatchObject({ at: garden.key })
    expect((await cross(4)).length).toBe(2)
    const again = cross(5)
    await expect(again).rejects.toThrow(NotInWorld)
    expect(await store.person(ada)).toMatchObject({ at: park.key })
    for (const world of [garden, park]) {
      const { tail } = await store.open(documentOf(world, 'live'))
      expect(tail.map(({ bytes }) => bytes[0])).toEqual([4])
    }
  })

  test('[N60] records change with what is written and with who goes, or nothing happened', async () => {
    await using opened = await open()
    const { store } = opened
    const garden = await makeWorld(store, 'garden')
    await store.introduce(person(ada))
    await store.pass({ person: ada, from: null, to: garden.key })
    const current = await takeLease(store, garden.key)
    await store.changeRecords([{ kind: 'out', id: 'old', value: 1 }])
    const take = (mark: number, id: string, { epoch = current, from = garden.key } = {}) =>
      store.append(
        [update(documentOf(garden, 'live'), mark, { epoch })],
        [{ person: ada, from, to: null }],
        [
          { kind: 'out', id, value: { mark }, isNew: true },
          { kind: 'out', id: 'last', value: mark },
          { kind: 'loan', id: 'lamp', forget: true },
        ],
      )
    const now = async () => ({
      out: await store.records('out'),
      loans: await store.records('loan'),
      marks: (await store.open(documentOf(garden, 'live'))).tail.map(({ bytes }) => bytes[0]),
      at: (await store.person(ada))?.at,
    })
    await store.changeRecords([{ kind: 'loan', id: 'lamp', value: 'ada' }])
    const before = await now()
    await expect(take(1, 'old')).rejects.toThrow(RecordTaken)
    await expect(take(2, 'new', { epoch: current + 1 })).rejects.toThrow(StaleLease)
    await expect(take(3, 'new', { from: NOWHERE })).rejects.toThrow(NotInWorld)
    expect(await now()).toEqual(before)
    expect(await take(4, 'new')).toHaveLength(1)
    expect(await now()).toMatchObject({
      out: [
        { id: 'last', value: 4 },
        { id: 'new', value: { mark: 4 } },
        { id: 'old', value: 1 },
      ],
      loans: [],
      marks: [4],
      at: null,
    })
  })

  test('records alone can be appended', async () => {
    await using opened = await open()
    const { store } = opened
    expect(await store.append([], [], [{ kind: 'in', id: 'one', value: 1, isNew: true }])).toEqual([])
    await expect(store.append([], [], [{ kind: 'in', id: 'one', value: 2, isNew: true }])).rejects.toThrow(
      RecordTaken,
    )
    expect(await store.records('in')).toMatchObject([{ id: 'one', value: 1 }])
  })

  test('who was in a world that is deleted for good is nowhere', async () => {
    await using opened = await open()
    const { store } = opened
    const { key } = await makeWorld(store, 'garden')
    await store.introduce(person(ada))
    await store.pass({ person: ada, from: null, to: key })
    await store.bin(key, 5)
    expect(await store.person(ada)).toMatchObject({ at: key })
    await store.destroy(key)
    expect(await store.person(ada)).toMatchObject({ at: null })
  })
})

describe.each(durableStores)('people after a restart of the store: $name', ({ open }) => {
  test('all of them are who and where they were', async () => {
    await using opened = await open()
    const { key } = await makeWorld(opened.store, 'garden')
    await opened.store.introduce(person(ada))
    await opened.store.pass({ person: ada, from: null, to: key })
    const before = await opened.store.person(ada)
    expect(await (await opened.reopen()).person(ada)).toEqual(before)
  })
})

test('a database of the second format opens, and nobody was introduced in it', async () => {
  await using folder = await newFolder()
  const first = await openSqliteStore({ folder: folder.path })
  const world = await makeWorld(first, 'garden')
  await first.nameMember({ id: ada, name: 'Ada' })
  await first.close()
  makeOlder(folder.path, 2)
  const store = await openSqliteStore({ folder: folder.path })
  expect(await store.members()).toEqual([{ id: ada, name: 'Ada' }])
  expect(await store.person(ada)).toBeNull()
  await store.introduce(person(ada))
  expect(await store.pass({ person: ada, from: null, to: world.key })).toBe(true)
  await store.close()
})
