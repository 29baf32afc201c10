// Records, whose worlds are, and client ids that go over to an account: the contract of
// server/storage/store.ts, on every store.
import { describe, expect, test } from 'vitest'
import { DEFAULT_AVATAR_LOOK } from '../../shared/world/avatar.ts'
import { makeArtifactId, parseAccountName, parseWorldId } from '../../shared/world/address.ts'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { ClaimConflict } from '../../server/storage/store.ts'
import { ada, bob, documentOf, makeWorld, newWorld, update } from './made.ts'
import { makeOlder } from './older.ts'
import { durableStores, newFolder, stores } from './stores.ts'

describe.each(stores)('records in the store: $name', ({ open }) => {
  test('a record is kept, replaced and forgotten, by kind and id', async () => {
    await using opened = await open()
    const { store } = opened
    const value = { name: 'Ada', list: [1, null, 'zwei'], isIn: true }
    expect(await store.changeRecords([{ kind: 'a', id: 'x', value }])).toBe(true)
    await store.changeRecords([
      { kind: 'b', id: 'x', value: 1 },
      { kind: 'a', id: 'é', value: 2 },
      { kind: 'a', id: 'Z', value: 3 },
    ])
    expect(await store.records('a')).toEqual([
      { id: 'Z', value: 3 },
      { id: 'x', value },
      { id: 'é', value: 2 },
    ])
    await store.changeRecords([
      { kind: 'a', id: 'x', value: null },
      { kind: 'a', id: 'Z', forget: true },
      { kind: 'a', id: 'never', forget: true },
    ])
    expect(await store.records('a')).toEqual([
      { id: 'x', value: null },
      { id: 'é', value: 2 },
    ])
    expect(await store.records('b')).toEqual([{ id: 'x', value: 1 }])
    expect(await store.records('c')).toEqual([])
  })

  test('changes are made together: where one is taken, none is', async () => {
    await using opened = await open()
    const { store } = opened
    const take = (id: string) =>
      store.changeRecords([
        { kind: 'note', id: `of-${id}`, value: id },
        { kind: 'name', id: 'ada', value: id, isNew: true },
        { kind: 'gone', id, value: true },
      ])
    expect(await Promise.all([take('one'), take('two')])).toEqual([true, false])
    expect(await store.records('note')).toEqual([{ id: 'of-one', value: 'one' }])
    expect(await store.records('name')).toEqual([{ id: 'ada', value: 'one' }])
    expect(await store.records('gone')).toEqual([{ id: 'one', value: true }])
  })

  test('what is kept is a copy', async () => {
    await using opened = await open()
    const { store } = opened
    const value = { list: [1] }
    await store.changeRecords([{ kind: 'a', id: 'x', value }])
    value.list.push(2)
    const [read] = await store.records('a')
    expect(read).toEqual({ id: 'x', value: { list: [1] } })
  })

  test('the last records are read from the end, page by page', async () => {
    await using opened = await open()
    const { store } = opened
    const ids = Array.from({ length: 25 }, (_, index) => String(index).padStart(3, '0'))
    await store.changeRecords(ids.map((id) => ({ kind: 'deed', id, value: Number(id) })))
    const read: string[] = []
    for (let before: string | null = null; ;) {
      const page = await store.lastRecords('deed', before, 10)
      if (page.length === 0) break
      read.push(...page.map(({ id }) => id))
      before = page.at(-1)?.id ?? null
    }
    expect(read).toEqual(ids.toReversed())
  })

  test('a world is somebody’s, and can be passed on', async () => {
    await using opened = await open()
    const { store } = opened
    const garden = await makeWorld(store, 'garden')
    const park = await makeWorld(store, 'park', { owner: bob })
    expect([garden.owner, park.owner]).toEqual([null, bob])
    await store.passWorlds(null, ada)
    expect(await store.findByKey(garden.key)).toMatchObject({ owner: ada })
    expect(await store.findByKey(park.key)).toMatchObject({ owner: bob })
    await store.setOwner(garden.key, bob)
    await store.bin(park.key, 5)
    await store.passWorlds(bob, ada)
    expect(await store.worlds('binned')).toMatchObject([{ key: park.key, owner: ada }])
    expect(await store.findById(garden.id)).toMatchObject({ owner: ada })
    await store.setOwner(garden.key, null)
    expect(await store.find(garden.address)).toMatchObject({ owner: null })
  })

  test('an imported world is its owner’s from the start', async () => {
    await using opened = await open()
    const { store } = opened
    const key = await store.stage(1)
    const { id, line, address, title } = newWorld('garden')
    const made = await store.publish(key, { id, line, address, title, owner: ada, names: [] })
    expect(made).toMatchObject({ owner: ada })
  })

  test('client ids go over to an account, in all documents; the log says who wrote', async () => {
    await using opened = await open()
    const { store } = opened
    const garden = await makeWorld(store, 'garden')
    const park = await makeWorld(store, 'park')
    const scene = documentOf(garden)
    await store.append([update(scene, 1, { member: bob, claims: [7] })])
    await store.append([update(documentOf(park, 'live'), 2, { member: bob, claims: [8] })])
    await store.append([update(scene, 3, { member: ada, claims: [9] })])
    await store.claimClients(bob, ada)
    expect((await store.open(scene)).clients).toEqual(
      new Map([
        [7, ada],
        [9, ada],
      ]),
    )
    expect((await store.open(documentOf(park, 'live'))).clients).toEqual(new Map([[8, ada]]))
    expect(await store.log(scene, 0, 10)).toMatchObject([{ member: bob }, { member: ada }])
    await expect(store.append([update(scene, 4, { member: bob, claims: [7] })])).rejects.toThrow(
      ClaimConflict,
    )
    await store.append([update(scene, 5, { member: ada, claims: [7] })])
  })

  test('an account can be given another word, unless that is somebody else’s', async () => {
    await using opened = await open()
    const { store } = opened
    const word = (text: string) => parseAccountName(text)!
    const body = (seed: number) => makeArtifactId((count) => new Uint8Array(count).fill(seed))
    const look = DEFAULT_AVATAR_LOOK
    const home = parseWorldId('id-home')!
    await store.introduce({ id: ada, account: word('guest-1'), body: body(1), look })
    await store.introduce({ id: bob, account: word('bob'), body: body(2), look })
    expect(await store.changePerson(ada, { account: word('bob'), home })).toBeNull()
    expect(await store.person(ada)).toMatchObject({ account: 'guest-1', home: null })
    expect(await store.changePerson(ada, { account: word('ada') })).toMatchObject({ account: 'ada' })
    expect(await store.changePerson(ada, { account: word('ada'), home })).toMatchObject({ home })
  })
})

describe.each(durableStores)('records that last: $name', ({ open }) => {
  test('records and owners are there after the store was opened again', async () => {
    await using opened = await open()
    const garden = await makeWorld(opened.store, 'garden', { owner: ada })
    await opened.store.changeRecords([{ kind: 'a', id: 'x', value: { n: 1 } }])
    const again = await opened.reopen()
    expect(await again.records('a')).toEqual([{ id: 'x', value: { n: 1 } }])
    expect(await again.findByKey(garden.key)).toMatchObject({ owner: ada })
  })
})

test('a database of the third format opens, and its worlds are nobody’s', async () => {
  await using folder = await newFolder()
  const first = await openSqliteStore({ folder: folder.path })
  const world = await makeWorld(first, 'garden', { owner: ada })
  await first.close()
  makeOlder(folder.path, 3)
  const store = await openSqliteStore({ folder: folder.path })
  expect(await store.findByKey(world.key)).toEqual({ ...world, owner: null })
  expect(await store.records('a')).toEqual([])
  await store.close()
})
