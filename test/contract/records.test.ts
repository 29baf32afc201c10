// Records, whose worlds are, and client ids that go over to an account: the contract of
// server/storage/store.ts, on every store.
import { describe, expect, test } from 'vitest'
import { DEFAULT_AVATAR_LOOK } from '../../shared/world/avatar.ts'
import { makeArtifactId, parseAccountName, parseWorldId } from '../../shared/world/address.ts'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { ClaimConflict, RecordMoved } from '../../server/storage/store.ts'
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
    expect(await store.records('a')).toMatchObject([
      { id: 'Z', value: 3 },
      { id: 'x', value },
      { id: 'é', value: 2 },
    ])
    await store.changeRecords([
      { kind: 'a', id: 'x', value: null },
      { kind: 'a', id: 'Z', forget: true },
      { kind: 'a', id: 'never', forget: true },
    ])
    expect(await store.records('a')).toMatchObject([
      { id: 'x', value: null },
      { id: 'é', value: 2 },
    ])
    expect(await store.records('b')).toMatchObject([{ id: 'x', value: 1 }])
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
    expect(await store.records('note')).toMatchObject([{ id: 'of-one', value: 'one' }])
    expect(await store.records('name')).toMatchObject([{ id: 'ada', value: 'one' }])
    expect(await store.records('gone')).toMatchObject([{ id: 'one', value: true }])
  })

  test('records are read by their keys; those that are not there are left out', async () => {
    await using opened = await open()
    const { store } = opened
    await store.changeRecords([
      { kind: 'a', id: 'x', value: 1, version: 7 },
      { kind: 'b', id: 'x', value: 2 },
      { kind: 'b', id: 'y', value: 3 },
    ])
    const keys = [
      { kind: 'b', id: 'x' },
      { kind: 'a', id: 'y' },
      { kind: 'a', id: 'x' },
    ]
    expect(await store.recordsBy(keys)).toEqual([
      { kind: 'b', id: 'x', value: 2, version: 0 },
      { kind: 'a', id: 'x', value: 1, version: 7 },
    ])
    expect(await store.recordsBy([])).toEqual([])
  })

  test('[O9] a change is refused whole when a record is not at the version that it was to come after', async () => {
    await using opened = await open()
    const { store } = opened
    const first = { kind: 'a', id: 'x', value: 'first', version: 11 }
    await store.changeRecords([{ ...first, after: null }])
    const other = { kind: 'b', id: 'y', value: true }
    for (const late of [
      { ...first, value: 'late', version: 12, after: null },
      { ...first, value: 'late', version: 12, after: 10 },
      { kind: 'a', id: 'gone', value: 'late', version: 12, after: 10 },
      { kind: 'a', id: 'x', forget: true, after: 10 },
      { kind: 'a', id: 'x', forget: true, after: null },
      { kind: 'a', id: 'gone', forget: true, after: 10 },
    ] as const) {
      await expect(store.changeRecords([other, late])).rejects.toThrow(RecordMoved)
    }
    expect(await store.records('b')).toEqual([])
    expect(await store.records('a')).toEqual([{ id: 'x', value: 'first', version: 11 }])
    await store.changeRecords([
      { ...first, value: 'second', version: 12, after: 11 },
      { ...first, value: 'third', version: 13, after: 12 },
      { kind: 'a', id: 'gone', forget: true, after: null },
    ])
    expect(await store.records('a')).toEqual([{ id: 'x', value: 'third', version: 13 }])
    await store.changeRecords([{ kind: 'a', id: 'x', forget: true, after: 13 }])
    expect(await store.records('a')).toEqual([])
  })

  test('[O9] of two who change a record at once, one is refused; one that says no version never is', async () => {
    await using opened = await open()
    const { store } = opened
    await store.changeRecords([{ kind: 'use', id: 'x', value: 0, version: 1 }])
    const use = (version: number) =>
      store.changeRecords([{ kind: 'use', id: 'x', value: version, version, after: 1 }])
    const told = await Promise.allSettled([use(2), use(3)])
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await store.changeRecords([{ kind: 'use', id: 'x', value: 'whatever' }])
    expect(await store.records('use')).toEqual([{ id: 'x', value: 'whatever', version: 0 }])
  })

  test('[O9] an append whose records moved on stores nothing, and holds up nobody', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = documentOf(await makeWorld(store, 'garden'))
    await store.changeRecords([{ kind: 'a', id: 'x', value: 1, version: 5 }])
    const change = (after: number) => [{ kind: 'a', id: 'x', value: 2, version: 6, after }]
    await expect(store.append([update(scene, 1)], [], change(4))).rejects.toThrow(RecordMoved)
    await store.append([update(scene, 2)], [], change(5))
    await expect(store.append([update(scene, 3)], [], change(5))).rejects.toThrow(RecordMoved)
    expect((await store.open(scene)).tail.map(({ bytes }) => bytes[0])).toEqual([2])
    expect(await store.records('a')).toEqual([{ id: 'x', value: 2, version: 6 }])
  })

  test('what is kept is a copy', async () => {
    await using opened = await open()
    const { store } = opened
    const value = { list: [1] }
    await store.changeRecords([{ kind: 'a', id: 'x', value }])
    value.list.push(2)
    const [read] = await store.records('a')
    expect(read).toMatchObject({ id: 'x', value: { list: [1] } })
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
    await opened.store.changeRecords([{ kind: 'a', id: 'x', value: { n: 1 }, version: 3 }])
    const again = await opened.reopen()
    expect(await again.records('a')).toEqual([{ id: 'x', value: { n: 1 }, version: 3 }])
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

test('records of the seventh format have no version yet, and can be changed', async () => {
  await using folder = await newFolder()
  const first = await openSqliteStore({ folder: folder.path })
  await first.changeRecords([{ kind: 'a', id: 'x', value: 1, version: 9 }])
  await first.close()
  makeOlder(folder.path, 7)
  const store = await openSqliteStore({ folder: folder.path })
  expect(await store.records('a')).toEqual([{ id: 'x', value: 1, version: 0 }])
  await store.changeRecords([{ kind: 'a', id: 'x', value: 2, version: 9, after: 0 }])
  expect(await store.records('a')).toEqual([{ id: 'x', value: 2, version: 9 }])
  await store.close()
})
