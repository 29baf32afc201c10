// Leases, and which worlds live: the contract of server/storage/store.ts, on every store.
import { describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { StaleLease, WorldMissing } from '../../server/storage/store.ts'
import type { WorldKey } from '../../server/contracts/world-record.ts'
import { bob, documentOf, makeWorld, newWorld, update } from './made.ts'
import { makeOlder } from './older.ts'
import { durableStores, newFolder, stores } from './stores.ts'

const NOWHERE = 999 as WorldKey

describe.each(stores)('leases in the store: $name', ({ open }) => {
  test('a world has one holder until the lease is over; each next one has the next epoch', async () => {
    await using opened = await open()
    const { store } = opened
    const { key } = await makeWorld(store, 'garden')
    expect(await store.lease(key, 'one', 100, 200)).toEqual({ epoch: 1, until: 200 })
    expect(await store.lease(key, 'two', 199, 300)).toBeNull()
    expect(await store.lease(key, 'one', 150, 250)).toEqual({ epoch: 1, until: 250 })
    expect(await store.lease(key, 'two', 249, 300)).toBeNull()
    expect(await store.lease(key, 'two', 250, 350)).toEqual({ epoch: 2, until: 350 })
    expect(await store.lease(key, 'one', 260, 360)).toBeNull()
    expect(await store.lease(key, 'one', 400, 500)).toEqual({ epoch: 3, until: 500 })
    expect(await store.lease(key, 'one', 600, 700)).toEqual({ epoch: 4, until: 700 })
  })

  test('a released lease is free at once; releasing an older one does nothing', async () => {
    await using opened = await open()
    const { store } = opened
    const { key } = await makeWorld(store, 'garden')
    await store.lease(key, 'one', 100, 200)
    await store.release(key, 1)
    expect(await store.lease(key, 'two', 101, 200)).toEqual({ epoch: 2, until: 200 })
    await store.release(key, 1)
    expect(await store.lease(key, 'one', 102, 200)).toBeNull()
    await store.release(NOWHERE, 1)
    await expect(store.lease(NOWHERE, 'one', 1, 2)).rejects.toThrow(WorldMissing)
  })

  test('an append under a lease that is not the current one is refused whole', async () => {
    await using opened = await open()
    const { store } = opened
    const garden = await makeWorld(store, 'garden')
    const live = documentOf(garden, 'live')
    const under = (epoch: number, mark: number) => store.append([update(live, mark, { epoch })])
    await expect(under(1, 1)).rejects.toThrow(StaleLease)
    await store.lease(garden.key, 'one', 100, 200)
    await under(1, 2)
    await expect(under(2, 3)).rejects.toThrow(StaleLease)
    await store.lease(garden.key, 'two', 300, 400)
    await expect(under(1, 4)).rejects.toThrow(StaleLease)
    await expect(store.append([update(live, 5), update(live, 6, { epoch: 1 })])).rejects.toThrow(StaleLease)
    await under(2, 7)
    await store.release(garden.key, 2)
    await expect(under(2, 8)).rejects.toThrow(StaleLease)
    expect((await store.open(live)).tail.map(({ bytes }) => bytes[0])).toEqual([2, 7])
  })

  test('a stale append takes no append to another document with it', async () => {
    await using opened = await open()
    const { store } = opened
    const garden = await makeWorld(store, 'garden')
    const park = await makeWorld(store, 'park')
    const marks = (from: number) => Array.from({ length: 5 }, (_, n) => from + n)
    const people = (from: number) =>
      [documentOf(garden), documentOf(park), documentOf(park, 'live')].flatMap((document) =>
        marks(from).map((mark) => store.append([update(document, mark, { member: bob })])),
      )
    const before = people(0)
    const stale = store.append([update(documentOf(garden, 'live'), 1, { epoch: 7 })])
    const after = people(5)
    await expect(stale).rejects.toThrow(StaleLease)
    await Promise.all([...before, ...after])
    expect((await store.open(documentOf(garden))).tail).toHaveLength(10)
    expect((await store.open(documentOf(garden, 'live'))).tail).toEqual([])
  })

  test('what waits behind a stale append to the same document fails with it', async () => {
    await using opened = await open()
    const { store } = opened
    const live = documentOf(await makeWorld(store, 'garden'), 'live')
    const told = await Promise.allSettled([
      store.append([update(live, 1, { epoch: 7 })]),
      store.append([update(live, 2)]),
    ])
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((await store.open(live)).tail).toEqual([])
  })
})

describe.each(stores)('worlds that live: $name', ({ open }) => {
  test('a world lives when its pages have code, or when nobody knows; not in the bin', async () => {
    await using opened = await open()
    const { store } = opened
    const named = async () => (await store.living()).map(({ title }) => title)
    const unknown = await makeWorld(store, 'unknown')
    const still = await makeWorld(store, 'still', { isLiving: false })
    const alive = await makeWorld(store, 'alive', { isLiving: true })
    expect([unknown.isLiving, still.isLiving, alive.isLiving]).toEqual([null, false, true])
    expect(await named()).toEqual(['unknown', 'alive'])
    await store.setLiving(unknown.key, false, 0)
    await store.bin(alive.key, 5)
    expect(await named()).toEqual([])
    await store.bin(alive.key, null)
    expect(await store.living()).toEqual([alive])
    await expect(store.setLiving(NOWHERE, true, 0)).rejects.toThrow(WorldMissing)
  })

  test('what was written after the last look is not known, and an older look does not count', async () => {
    await using opened = await open()
    const { store } = opened
    const first = [{ bytes: Uint8Array.of(1), member: bob, at: 5, claims: [1] }]
    const world = await makeWorld(store, 'garden', { scene: first, isLiving: false })
    expect(await store.living()).toEqual([])
    const [sequence] = await store.append([update(documentOf(world), 2)])
    expect(await store.living()).toMatchObject([{ isLiving: false, lookedTo: world.lookedTo }])
    await store.setLiving(world.key, true, sequence!)
    await store.setLiving(world.key, false, sequence! - 1)
    expect(await store.living()).toMatchObject([{ isLiving: true, lookedTo: sequence }])
    await store.setLiving(world.key, false, sequence!)
    expect(await store.living()).toEqual([])
    await store.append([update(documentOf(world, 'live'), 3)])
    expect(await store.living()).toEqual([])
  })

  test('of an imported world nobody knows', async () => {
    await using opened = await open()
    const { store } = opened
    const key = await store.stage(1)
    expect(await store.living()).toEqual([])
    await store.publish(key, { ...newWorld('garden'), names: [] })
    expect(await store.living()).toMatchObject([{ title: 'garden', isLiving: null }])
  })
})

describe.each(durableStores)('a restart of the store: $name', ({ open }) => {
  test('nobody owns a world any more, and its epochs go on', async () => {
    await using opened = await open()
    const { key } = await makeWorld(opened.store, 'garden')
    await opened.store.lease(key, 'one', 100, 1_000_000)
    const store = await opened.reopen()
    const stale = update({ world: key, kind: 'live' }, 1, { epoch: 1 })
    await expect(store.append([stale])).rejects.toThrow(StaleLease)
    expect(await store.lease(key, 'two', 101, 200)).toEqual({ epoch: 2, until: 200 })
  })
})

test('a database of the first format opens, and of its worlds nobody knows whether they live', async () => {
  await using folder = await newFolder()
  const first = await openSqliteStore({ folder: folder.path })
  const world = await makeWorld(first, 'garden', { isLiving: false })
  await first.close()
  makeOlder(folder.path, 1)
  const store = await openSqliteStore({ folder: folder.path })
  expect(await store.living()).toEqual([{ ...world, isLiving: null, lookedTo: 0 }])
  expect(await store.lease(world.key, 'one', 1, 2)).toEqual({ epoch: 1, until: 2 })
  await store.close()
})
