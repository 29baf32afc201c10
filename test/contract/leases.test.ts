// Leases, and which worlds live: the contract of server/storage/store.ts, on every store.
import { describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { Expelled, StaleLease, StoreFault, WorldMissing } from '../../server/storage/store.ts'
import type { WorldKey } from '../../server/contracts/world-record.ts'
import { at, bob, documentOf, makeWorld, newWorld, processOf, takeLease, update } from './made.ts'
import { makeOlder } from './older.ts'
import { durableStores, newFolder, openSqlite, shared, stores } from './stores.ts'

const NOWHERE = 999 as WorldKey
const [one, two] = [processOf('one'), processOf('two')]

describe.each(stores)('leases in the store: $name', ({ open }) => {
  test('a world has one holder until it lets go; each next one has the next epoch', async () => {
    await using opened = await open()
    const { store } = opened
    const { key } = await makeWorld(store, 'garden')
    await Promise.all([one, two].map((process) => store.join(process)))
    expect(await store.lease(key, one)).toBe(1)
    expect(await store.lease(key, two)).toBeNull()
    expect(await store.lease(key, one)).toBe(1)
    await store.release(key, 1)
    expect(await store.lease(key, two)).toBe(2)
    await store.release(key, 1)
    expect(await store.lease(key, one)).toBeNull()
    await store.release(key, 2)
    expect(await store.lease(key, two)).toBe(3)
    await store.release(NOWHERE, 1)
    await expect(store.lease(NOWHERE, one)).rejects.toThrow(WorldMissing)
  })

  test('a world can be taken from one process alone, under the next epoch', async () => {
    await using opened = await open()
    const { store } = opened
    const { key } = await makeWorld(store, 'garden')
    const live = { world: key, kind: 'live' } as const
    const epoch = await takeLease(store, key)
    await store.join(two)
    expect([await store.lease(key, two, processOf('three')), await store.lease(key, two)]).toEqual([
      null,
      null,
    ])
    expect(await store.lease(key, two, one)).toBe(epoch + 1)
    await expect(store.append([update(live, 1, { epoch })])).rejects.toThrow(StaleLease)
    expect([await store.lease(key, one), await store.lease(key, two)]).toEqual([null, epoch + 1])
    expect(await store.lease(key, two, two)).toBe(epoch + 2)
    await expect(store.append([update(live, 1, { epoch: epoch + 1 })])).rejects.toThrow(StaleLease)
    await store.release(key, epoch + 2)
    expect(await store.lease(key, two, one)).toBe(epoch + 3)
  })

  test('a process says that it lives by a number that rises', async () => {
    await using opened = await open()
    const { store } = opened
    await store.join(two)
    await store.join(one)
    expect(await store.processes()).toEqual([
      { process: one, beat: 0 },
      { process: two, beat: 0 },
    ])
    expect([await store.beat(two), await store.beat(two)]).toEqual([1, 2])
    await store.join(two)
    expect(await store.processes()).toEqual([
      { process: one, beat: 0 },
      { process: two, beat: 2 },
    ])
  })

  test('[O8] a process whose beat has moved on cannot be expelled', async () => {
    await using opened = await open()
    const { store } = opened
    const { key } = await makeWorld(store, 'garden')
    const live = { world: key, kind: 'live' } as const
    const epoch = await takeLease(store, key)
    const [beat, isExpelled] = await Promise.all([store.beat(one), store.expel(one, 0)])
    expect([beat, isExpelled]).toEqual([1, false])
    expect(await store.lease(key, one)).toBe(epoch)
    await store.append([update(live, 1, { epoch })])
  })

  test('[O8] who is expelled owns nothing, writes nothing, and cannot take a world', async () => {
    await using opened = await open()
    const { store } = opened
    const garden = await makeWorld(store, 'garden')
    const park = await makeWorld(store, 'park')
    const street = await makeWorld(store, 'street')
    const epochs = [await takeLease(store, garden.key), await takeLease(store, park.key)]
    const other = await takeLease(store, street.key, 'two')
    await store.beat(one)
    expect(await store.expel(one, 1)).toBe(true)
    for (const [n, world] of [garden, park].entries()) {
      const late = update(documentOf(world), 1, { epoch: epochs[n]! })
      await expect(store.append([late])).rejects.toThrow(StaleLease)
    }
    await expect(store.beat(one)).rejects.toThrow(Expelled)
    await expect(store.lease(garden.key, one)).rejects.toThrow(Expelled)
    await expect(store.lease(NOWHERE, one)).rejects.toThrow(WorldMissing)
    expect(await store.expel(one, 0)).toBe(true)
    expect(await store.processes()).toEqual([{ process: two, beat: 0 }])
    // Its epochs were raised before anybody took them.
    expect(await store.lease(garden.key, two)).toBe(epochs[0]! + 2)
    await store.append([update(documentOf(street), 1, { epoch: other })])
  })

  test('an append under a lease that is not the current one is refused whole', async () => {
    await using opened = await open()
    const { store } = opened
    const garden = await makeWorld(store, 'garden')
    const live = documentOf(garden, 'live')
    const under = (epoch: number, mark: number) => store.append([update(live, mark, { epoch })])
    await expect(under(1, 1)).rejects.toThrow(StaleLease)
    expect(await takeLease(store, garden.key)).toBe(1)
    await under(1, 2)
    await expect(under(2, 3)).rejects.toThrow(StaleLease)
    await store.release(garden.key, 1)
    expect(await takeLease(store, garden.key, 'two')).toBe(2)
    await expect(under(1, 4)).rejects.toThrow(StaleLease)
    await expect(store.append([update(live, 5), update(live, 6, { epoch: 1 })])).rejects.toThrow(StaleLease)
    await under(2, 7)
    await store.release(garden.key, 2)
    await expect(under(2, 8)).rejects.toThrow(StaleLease)
    expect((await store.open(live)).tail.map(({ bytes }) => bytes[0])).toEqual([2, 7])
  })

  test('[O9] a scene and a personal log are written under the lease of their world, and so are new lines', async () => {
    await using opened = await open()
    const { store } = opened
    const copy = await makeWorld(store, 'copy', { address: at('ada@house.example/copy') })
    const garden = await makeWorld(store, 'garden')
    const epochs = [await takeLease(store, copy.key), await takeLease(store, garden.key)] as const
    const pending = { world: copy.key, kind: `pending:${bob}` } as const
    const [epoch] = epochs
    await store.append([update(documentOf(copy), 1, { epoch }), update(pending, 2, { epoch })])
    await expect(store.append([update(pending, 3, { epoch: 9 })])).rejects.toThrow(StaleLease)
    expect((await store.log(pending, 0, 9)).map(({ bytes }) => bytes[0])).toEqual([2])
    const document = { bytes: Uint8Array.of(4), member: bob, claims: [] }
    const anew = { ...newWorld('anew'), at: 5, scene: document, live: document }
    await expect(store.restart(copy.key, { ...anew, epoch: 9 })).rejects.toThrow(StaleLease)
    expect(await store.restart(copy.key, { ...anew, epoch })).toMatchObject({ id: anew.id })
    const staged = await store.stage(1)
    const line = { world: garden.key, staged, line: anew.line }
    await expect(store.replaceLogs([{ ...line, epoch: 9 }])).rejects.toThrow(StaleLease)
    expect(await store.replaceLogs([{ ...line, epoch: epochs[1] }])).toMatchObject([{ line: anew.line }])
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

describe.each(shared)('several processes on one store: $name', ({ open }) => {
  test('[O8] of processes that want a world at once one gets it, and the others when that one is expelled', async () => {
    await using opened = await open()
    const handles = [opened.store, await opened.another(), await opened.another()]
    const names = ['one', 'two', 'three'].map(processOf)
    const { key } = await makeWorld(opened.store, 'garden')
    await Promise.all(handles.map((store, n) => store.join(names[n]!)))
    const epochs = await Promise.all(handles.map((store, n) => store.lease(key, names[n]!)))
    const first = epochs.findIndex((epoch) => epoch !== null)
    expect(epochs.filter((epoch) => epoch !== null)).toEqual([1])
    const next = (first + 1) % 3
    const document = { world: key, kind: 'scene' } as const
    await handles[first]!.append([update(document, 1, { epoch: 1 })])
    expect(await handles[next]!.lease(key, names[next]!)).toBeNull()
    const isExpelled = await Promise.all(handles.map((store) => store.expel(names[first]!, 0)))
    expect(isExpelled).toEqual([true, true, true])
    const late = expect(handles[first]!.append([update(document, 2, { epoch: 1 })])).rejects.toThrow(
      StaleLease,
    )
    const epoch = await handles[next]!.lease(key, names[next]!)
    await late
    await handles[next]!.append([update(document, 3, { epoch: epoch! })])
    expect((await opened.store.open(document)).tail.map(({ bytes }) => bytes[0])).toEqual([1, 3])
  })

  test('[O8] a process that says that it lives and one that expels it: one of them is told no', async () => {
    await using opened = await open()
    const other = await opened.another()
    const { key } = await makeWorld(opened.store, 'garden')
    const epoch = await takeLease(opened.store, key)
    for (let beat = 0; ; beat += 1) {
      const order = beat % 2 === 0
      const beats = () => opened.store.beat(one).catch((error: unknown) => error)
      const expels = () => other.expel(one, beat)
      const asked = order ? [beats(), expels()] : [expels(), beats()]
      const told = await Promise.all(asked)
      const [beaten, isExpelled] = order ? told : told.toReversed()
      const append = opened.store.append([update({ world: key, kind: 'live' }, beat, { epoch })])
      if (isExpelled === true) {
        expect(beaten).toBeInstanceOf(Expelled)
        return expect(append).rejects.toThrow(StaleLease)
      }
      expect([beaten, isExpelled]).toEqual([beat + 1, false])
      await append
    }
  })

  test('[O9] a record that two processes change at once is changed by one', async () => {
    await using opened = await open()
    const handles = [opened.store, await opened.another()]
    await opened.store.changeRecords([{ kind: 'use', id: 'x', value: 0, version: 1 }])
    const told = await Promise.allSettled(
      handles.map((store, n) =>
        store.changeRecords([{ kind: 'use', id: 'x', value: n, version: 2 + n, after: 1 }]),
      ),
    )
    const made = told.findIndex(({ status }) => status === 'fulfilled')
    expect(told.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await handles[1 - made]!.records('use')).toEqual([{ id: 'x', value: made, version: 2 + made }])
  })

  test('what one process stored, another reads; one that is closed closes no other', async () => {
    await using opened = await open()
    const other = await opened.another()
    const garden = await makeWorld(opened.store, 'garden')
    await opened.store.append([update(documentOf(garden), 1)])
    expect((await other.open(documentOf(garden))).tail).toHaveLength(1)
    await other.close()
    await expect(other.beat(one)).rejects.toThrow(StoreFault)
    await opened.store.append([update(documentOf(garden), 2)])
  })
})

describe.each(durableStores)('a restart of the store: $name', ({ open }) => {
  test('nobody owns a world any more, no process is there, and its epochs go on', async () => {
    await using opened = await open()
    const { key } = await makeWorld(opened.store, 'garden')
    await takeLease(opened.store, key)
    const store = await opened.reopen()
    const stale = update({ world: key, kind: 'live' }, 1, { epoch: 1 })
    await expect(store.append([stale])).rejects.toThrow(StaleLease)
    expect(await store.processes()).toEqual([])
    await expect(store.lease(key, one)).rejects.toThrow(Expelled)
    expect(await takeLease(store, key, 'two')).toBe(2)
  })
})

test('on SQLite, saying that it lives writes nothing to the disk', async () => {
  await using opened = await openSqlite()
  await opened.store.join(one)
  const before = opened.bytesWritten()
  for (let n = 0; n < 20; n += 1) await opened.store.beat(one)
  expect(opened.bytesWritten()).toBe(before)
})

test('a database of the first format opens, and of its worlds nobody knows whether they live', async () => {
  await using folder = await newFolder()
  const first = await openSqliteStore({ folder: folder.path })
  const world = await makeWorld(first, 'garden', { isLiving: false })
  await first.close()
  makeOlder(folder.path, 1)
  const store = await openSqliteStore({ folder: folder.path })
  expect(await store.living()).toEqual([{ ...world, isLiving: null, lookedTo: 0 }])
  expect(await takeLease(store, world.key)).toBe(1)
  await store.close()
})

test('a database of the seventh format opens: nobody owns a world, and its epochs go on', async () => {
  await using folder = await newFolder()
  const first = await openSqliteStore({ folder: folder.path })
  const { key } = await makeWorld(first, 'garden')
  await takeLease(first, key)
  await first.close()
  makeOlder(folder.path, 7)
  const store = await openSqliteStore({ folder: folder.path })
  expect(await takeLease(store, key, 'two')).toBe(2)
  await store.close()
})
