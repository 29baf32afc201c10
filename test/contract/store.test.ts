// The contract of server/storage/store.ts, on every store.
import { describe, expect, test } from 'vitest'
import { parseAccountName, parseWorldId } from '../../shared/world/address.ts'
import { ClaimConflict, StaleLease, StoreFault, WorldMissing } from '../../server/storage/store.ts'
import type { WorldKey } from '../../server/contracts/world-record.ts'
import {
  ada,
  appendAll,
  at,
  bob,
  documentOf,
  makeWorld,
  newWorld,
  nobody,
  takeLease,
  update,
} from './made.ts'
import { durableStores, stores } from './stores.ts'

const NOWHERE = 999 as WorldKey

describe.each(stores)('worlds in the store: $name', ({ open }) => {
  test('a world is found by its address and by its id, and not by others', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden', { title: 'My Garden', at: 5 })
    expect(world).toMatchObject({ title: 'My Garden', createdAt: 5, changedAt: 5, binnedAt: null })
    expect(await store.find(at('ada/garden'))).toEqual(world)
    expect(await store.findById(world.id)).toEqual(world)
    expect(await store.find(at('ada/other'))).toBeNull()
    expect(await store.findById(parseWorldId('other')!)).toBeNull()
  })

  test('an address or an id that is taken is not given twice, also while its world is in the bin', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    await store.bin(world.key, 7)
    expect(await store.create({ ...newWorld('garden'), id: parseWorldId('new')! })).toBeNull()
    expect(await store.create({ ...newWorld('other'), id: world.id })).toBeNull()
    expect(await store.worlds('here')).toEqual([])
  })

  test('a new world has its first updates, and their owners', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = [
      { bytes: Uint8Array.of(1), member: ada, at: 5, claims: [11] },
      { bytes: Uint8Array.of(2), member: bob, at: 9, claims: [12] },
    ]
    const world = await makeWorld(store, 'garden', { at: 3, scene })
    expect(world.changedAt).toBe(9)
    const stored = await store.open(documentOf(world))
    expect(stored.tail.map((row) => row.bytes)).toEqual([Uint8Array.of(1), Uint8Array.of(2)])
    expect(stored.clients).toEqual(new Map([[11, ada], [12, bob]])) // prettier-ignore
    expect((await store.open(documentOf(world, 'live'))).sequence).toBe(0)
  })

  test('a world whose first updates are at fault is not made at all', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = [
      { bytes: Uint8Array.of(1), member: ada, at: 5, claims: [11] },
      { bytes: Uint8Array.of(2), member: bob, at: 9, claims: [11] },
    ]
    await expect(store.create(newWorld('garden', { scene }))).rejects.toThrow(ClaimConflict)
    expect(await store.find(at('ada/garden'))).toBeNull()
    expect((await makeWorld(store, 'garden')).key).toBe(1)
  })

  test('worlds are listed last changed first; only the scene changes a world', async () => {
    await using opened = await open()
    const { store } = opened
    const first = await makeWorld(store, 'first', { at: 10 })
    const second = await makeWorld(store, 'second', { at: 20 })
    const third = await makeWorld(store, 'third', { at: 20 })
    const listed = async () => (await store.worlds('here')).map((world) => world.title)
    expect(await listed()).toEqual(['third', 'second', 'first'])
    await store.append([update(documentOf(first), 1, { at: 30 })])
    await store.append([update(documentOf(second, 'live'), 1, { at: 40 })])
    expect(await listed()).toEqual(['first', 'third', 'second'])
    expect((await store.find(first.address))?.changedAt).toBe(30)
    await store.retitle(third.key, 'renamed')
    expect(await listed()).toEqual(['first', 'renamed', 'second'])
  })

  test('some are listed by their ids, the last changed of them, and those in the bin as well', async () => {
    await using opened = await open()
    const { store } = opened
    const first = await makeWorld(store, 'first', { at: 10 })
    const second = await makeWorld(store, 'second', { at: 20 })
    const third = await makeWorld(store, 'third', { at: 30 })
    await makeWorld(store, 'foreign', { address: at('ada@house.example/foreign'), at: 5 })
    await store.append([update(documentOf(first), 1, { at: 40 })])
    await store.bin(second.key, 50)
    const ids = [parseWorldId('id-foreign')!, ...[second, first, third].map(({ id }) => id)]
    const listed = async (most: number) => (await store.worldsBy(ids, most)).map(({ title }) => title)
    expect(await listed(9)).toEqual(['first', 'third', 'second', 'foreign'])
    expect(await listed(2)).toEqual(['first', 'third'])
    expect(await store.worldsBy([parseWorldId('other')!], 9)).toEqual([])
  })

  test('worlds are found by whose name they stand under, by address, and no others', async () => {
    await using opened = await open()
    const { store } = opened
    const addresses = [
      'ada/b',
      'ada/a',
      'ad/a',
      'ada-2/a',
      'ada.x/a',
      'ada0/a',
      'ada@house.example/a',
      'adb/a',
    ]
    for (const [number, address] of addresses.entries())
      await makeWorld(store, `${number}`, { address: at(address) })
    const [first] = await store.worldsUnder(parseAccountName('ada')!)
    await store.bin(first!.key, 7)
    const under = await store.worldsUnder(parseAccountName('ada')!)
    expect(under.map(({ address }) => address)).toEqual(['ada/a', 'ada/b'])
    await store.setOwner(under[1]!.key, bob)
    const pairs = (await store.addressOwners()).map(({ account, owner }) => `${account} ${owner}`).toSorted()
    expect(pairs).toEqual(
      ['ad null', 'ada null', 'ada bob', 'ada-2 null', 'ada.x null', 'ada0 null', 'adb null'].toSorted(),
    )
  })

  test('a moved world keeps everything but its address, which is free again', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    await makeWorld(store, 'taken')
    const moved = { ...world, address: at('bob/park') }
    expect(await store.rename(world.key, at('bob/park'))).toEqual(moved)
    expect(await store.rename(world.key, at('bob/park'))).toEqual(moved)
    expect(await store.rename(world.key, at('ada/taken'))).toBeNull()
    expect(await store.find(at('ada/garden'))).toBeNull()
    expect(await store.find(at('bob/park'))).toEqual(moved)
    expect(await store.create({ ...newWorld('garden'), id: parseWorldId('new')! })).not.toBeNull()
  })

  test('a binned world keeps its log and comes back as it was', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    await store.append([update(documentOf(world), 1)])
    await store.bin(world.key, 77)
    expect(await store.worlds('here')).toEqual([])
    expect(await store.worlds('binned')).toMatchObject([{ id: world.id, binnedAt: 77 }])
    expect(await store.find(world.address)).toMatchObject({ binnedAt: 77 })
    await store.bin(world.key, null)
    expect(await store.worlds('here')).toMatchObject([{ id: world.id, binnedAt: null }])
    expect((await store.open(documentOf(world))).tail).toHaveLength(1)
  })

  test('only a binned world can be destroyed, and then nothing of it is left', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const other = await makeWorld(store, 'other')
    await appendAll(store, [update(documentOf(world), 1), update(documentOf(other), 2)])
    await expect(store.destroy(world.key)).rejects.toThrow(WorldMissing)
    await store.bin(world.key, 7)
    await store.destroy(world.key)
    expect(await store.find(world.address)).toBeNull()
    await expect(store.open(documentOf(world))).rejects.toThrow(WorldMissing)
    await expect(store.append([update(documentOf(world), 3)])).rejects.toThrow(WorldMissing)
    const again = await makeWorld(store, 'garden')
    expect(again.key).toBeGreaterThan(other.key)
    expect(await store.open(documentOf(again))).toMatchObject({ sequence: 0, tail: [] })
    expect((await store.open(documentOf(other))).tail).toHaveLength(1)
  })

  test('a world that does not exist is missing, whatever is asked of it', async () => {
    await using opened = await open()
    const { store } = opened
    const document = { world: NOWHERE, kind: 'scene' } as const
    const rule = { before: 1, gapMs: 1, bytesMax: 1 }
    const published = { ...newWorld('garden'), names: [] }
    await expect(store.rename(NOWHERE, at('a/b'))).rejects.toThrow(WorldMissing)
    await expect(store.retitle(NOWHERE, 'x')).rejects.toThrow(WorldMissing)
    await expect(store.bin(NOWHERE, 1)).rejects.toThrow(WorldMissing)
    await expect(store.destroy(NOWHERE)).rejects.toThrow(WorldMissing)
    await expect(store.append([update(document, 1)])).rejects.toThrow(WorldMissing)
    await expect(store.open(document)).rejects.toThrow(WorldMissing)
    await expect(store.log(document, 0, 1)).rejects.toThrow(WorldMissing)
    await expect(store.snapshot(document, 0, new Uint8Array())).rejects.toThrow(WorldMissing)
    await expect(store.quarantine(document, 1)).rejects.toThrow(WorldMissing)
    await expect(store.compact(document, rule)).rejects.toThrow(WorldMissing)
    await expect(store.importLog(document, { rows: [], clients: new Map() })).rejects.toThrow(WorldMissing)
    await expect(store.publish(NOWHERE, published)).rejects.toThrow(WorldMissing)
  })
})

describe.each(stores)('logs in the store: $name', ({ open }) => {
  test('a new document is empty', async () => {
    await using opened = await open()
    const world = await makeWorld(opened.store, 'garden')
    expect(await opened.store.open(documentOf(world))).toEqual({
      sequence: 0,
      snapshot: null,
      snapshotSequence: 0,
      tail: [],
      clients: new Map(),
    })
    expect(await opened.store.log(documentOf(world), 0, 10)).toEqual([])
  })

  test('calls of one turn are appended in their order, and told apart by document', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const [scene, live] = [documentOf(world), documentOf(world, 'live')]
    const updates = Array.from({ length: 200 }, (_, mark) => update(mark % 3 === 0 ? live : scene, mark))
    const sequences = await appendAll(store, updates)
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
    expect(new Set(sequences).size).toBe(200)
    for (const document of [scene, live]) {
      const rows = await store.log(document, 0, 1000)
      const mine = updates.filter((each) => each.document === document)
      expect(rows.map((row) => row.bytes)).toEqual(mine.map((each) => each.bytes))
      expect(rows.map((row) => row.sequence)).toEqual(
        sequences.filter((_, n) => updates[n]?.document === document),
      )
    }
  })

  test('a row says who, when and how many', async () => {
    await using opened = await open()
    const world = await makeWorld(opened.store, 'garden')
    const [sequence] = await opened.store.append([update(documentOf(world), 1, { member: nobody, at: 1234 })])
    expect(await opened.store.log(documentOf(world), 0, 10)).toEqual([
      {
        sequence,
        bytes: Uint8Array.of(1),
        member: nobody,
        firstAt: 1234,
        lastAt: 1234,
        updates: 1,
        quarantined: false,
      },
    ])
  })

  test('reads see what was appended before them, also in the same turn', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const document = documentOf(world)
    const [, before, , after] = await Promise.all([
      store.append([update(document, 1)]),
      store.open(document),
      store.append([update(document, 2)]),
      store.log(document, 0, 10),
    ])
    expect(before.tail.map((row) => [...row.bytes])).toEqual([[1]])
    expect(after.map((row) => [...row.bytes])).toEqual([[1], [2]])
  })

  test('one call may append to several documents, all or none', async () => {
    await using opened = await open()
    const { store } = opened
    const [garden, park] = [await makeWorld(store, 'garden'), await makeWorld(store, 'park')]
    const missing = { world: NOWHERE, kind: 'scene' } as const
    expect(await store.append([])).toEqual([])
    await store.append([update(documentOf(garden), 1), update(documentOf(park), 2)])
    await expect(store.append([update(documentOf(garden), 3), update(missing, 4)])).rejects.toThrow(
      StoreFault,
    )
    const rows = await store.log(documentOf(garden), 0, 10)
    expect(rows.map((row) => [...row.bytes])).toEqual([[1]])
    expect((await store.open(documentOf(park))).tail).toHaveLength(1)
  })

  test('the log is read in pages', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const sequences = await store.append(Array.from({ length: 10 }, (_, mark) => update(document, mark)))
    const page = await store.log(document, sequences[3]!, 4)
    expect(page.map((row) => row.sequence)).toEqual(sequences.slice(4, 8))
    expect(await store.log(document, sequences[9]!, 4)).toEqual([])
  })

  test('a page ends after 8 MB, however few its rows are', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const bytes = new Uint8Array(5 * 1024 * 1024)
    await appendAll(store, [1, 2, 3].map((mark) => update(document, mark, { bytes }))) // prettier-ignore
    expect(await store.log(document, 0, 10)).toHaveLength(2)
  })

  test('a client id belongs to the member who brought it, in that document', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const [scene, live] = [documentOf(world), documentOf(world, 'live')]
    await store.append([update(scene, 1, { claims: [7, 2 ** 32 - 1] }), update(scene, 2, { claims: [7] })])
    await store.append([update(live, 3, { member: bob, claims: [7] })])
    await expect(store.append([update(scene, 4, { member: bob, claims: [8, 7] })])).rejects.toThrow(
      ClaimConflict,
    )
    await store.append([update(scene, 5, { member: bob, claims: [8] })])
    expect((await store.open(scene)).clients).toEqual(new Map([[7, ada], [2 ** 32 - 1, ada], [8, bob]])) // prettier-ignore
    expect((await store.open(live)).clients).toEqual(new Map([[7, bob]]))
  })

  test('[S5] a client id is a member’s before they write, once it is kept for them, and nobody’s once it is freed', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const scene = documentOf(world)
    await store.append([update(scene, 1, { claims: [7] })])
    await store.reserveClients(scene, { member: bob, clients: [7, 8, 9], freed: [] })
    expect((await store.open(scene)).clients).toEqual(new Map([[7, ada], [8, bob], [9, bob]])) // prettier-ignore
    await expect(store.append([update(scene, 2, { claims: [8] })])).rejects.toThrow(ClaimConflict)
    await store.append([update(scene, 3, { member: bob, claims: [8] })])
    await store.reserveClients(scene, { member: ada, clients: [10], freed: [[9, bob]] })
    await store.append([update(scene, 4, { claims: [9] })])
    expect((await store.open(scene)).clients).toEqual(new Map([[7, ada], [8, bob], [9, ada], [10, ada]])) // prettier-ignore
    const epoch = await takeLease(store, world.key)
    // They are another's by now, or were never the one's who gives them up.
    await store.reserveClients(scene, { member: bob, clients: [], freed: [[9, bob], [10, bob], [7, bob]] }) // prettier-ignore
    expect((await store.open(scene)).clients).toEqual(new Map([[7, ada], [8, bob], [9, ada], [10, ada]])) // prettier-ignore
    const late = { member: bob, clients: [11], freed: [[10, ada] as const] }
    await expect(store.reserveClients(scene, { ...late, epoch: epoch + 1 })).rejects.toThrow(StaleLease)
    await store.reserveClients(scene, { ...late, epoch })
    expect([...(await store.open(scene)).clients.keys()]).toEqual([7, 8, 9, 11])
    const nowhere = documentOf({ ...world, key: NOWHERE })
    await expect(store.reserveClients(nowhere, late)).rejects.toThrow(WorldMissing)
  })

  test('after a failed append those that follow it fail too, and nothing else', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const [scene, live] = [documentOf(world), documentOf(world, 'live')]
    const missing = { world: NOWHERE, kind: 'scene' } as const
    await store.append([update(live, 1, { claims: [7] })])
    const settled = await Promise.allSettled([
      store.append([update(scene, 2)]),
      store.append([update(live, 3, { member: bob, claims: [7] })]),
      store.append([update(live, 4)]),
      store.append([update(scene, 5)]),
      // Fails because of the live document, and so what follows in the scene must fail too.
      store.append([update(scene, 6), update(live, 7)]),
      store.append([update(scene, 8)]),
      store.append([update(missing, 9)]),
    ])
    expect(settled.map((each) => each.status === 'fulfilled')).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
      false,
    ])
    const tail = async (document: typeof scene) =>
      (await store.open(document)).tail.map((row) => row.bytes[0])
    expect(await tail(scene)).toEqual([2, 5])
    expect(await tail(live)).toEqual([1])
    // Now that the failures are told, appending goes on.
    await store.append([update(scene, 10), update(live, 11)])
    expect(await tail(scene)).toEqual([2, 5, 10])
    expect(await tail(live)).toEqual([1, 11])
  })

  test('a row in quarantine stays in the log and is not opened', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const sequences = await store.append([1, 2, 3].map((mark) => update(document, mark)))
    await store.quarantine(document, sequences[1]!)
    await store.quarantine(document, 12345)
    expect((await store.open(document)).tail.map((row) => row.bytes[0])).toEqual([1, 3])
    const rows = await store.log(document, 0, 10)
    expect(rows.map((row) => [row.bytes[0], row.quarantined])).toEqual([[1, false], [2, true], [3, false]]) // prettier-ignore
    await store.quarantine(document, sequences[2]!)
    expect(await store.open(document)).toMatchObject({
      sequence: sequences[2],
      tail: [{ sequence: sequences[0] }],
    })
  })

  test('quarantine touches no other document', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const [sequence] = await store.append([update(documentOf(world), 1)])
    await store.quarantine(documentOf(world, 'live'), sequence!)
    expect((await store.open(documentOf(world))).tail).toHaveLength(1)
  })
})

describe.each(stores)('snapshots and the rest in the store: $name', ({ open }) => {
  test('a document is opened with its snapshot and what came after it', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const sequences = await store.append([1, 2, 3].map((mark) => update(document, mark)))
    await store.snapshot(document, sequences[1]!, Uint8Array.of(42))
    expect(await store.open(document)).toMatchObject({
      sequence: sequences[2],
      snapshot: Uint8Array.of(42),
      snapshotSequence: sequences[1],
      tail: [{ sequence: sequences[2], bytes: Uint8Array.of(3) }],
    })
    expect(await store.log(document, 0, 10)).toHaveLength(3)
  })

  test('a snapshot replaces an older one, never a newer one', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const [first, second] = await store.append([1, 2].map((mark) => update(document, mark)))
    await store.snapshot(document, first!, Uint8Array.of(1))
    await store.snapshot(document, second!, Uint8Array.of(2))
    await store.snapshot(document, first!, Uint8Array.of(3))
    expect(await store.open(document)).toMatchObject({ snapshot: Uint8Array.of(2), tail: [] })
    await store.snapshot(document, second!, Uint8Array.of(4))
    expect((await store.open(document)).snapshot).toEqual(Uint8Array.of(4))
  })

  test('a snapshot cannot cover what is not in the log', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const [sequence] = await store.append([update(document, 1)])
    await expect(store.snapshot(document, sequence! + 1, Uint8Array.of(1))).rejects.toThrow(RangeError)
    expect((await store.open(document)).snapshot).toBeNull()
  })

  test('what the caller does with its bytes afterwards changes nothing', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const buffer = Uint8Array.of(9, 1, 9)
    const [sequence] = await store.append([update(document, 1, { bytes: buffer.subarray(1, 2) })])
    const snapshot = store.snapshot(document, sequence!, buffer.subarray(1, 2))
    const secret = store.secret('key', () => buffer.subarray(1, 2))
    buffer.fill(5)
    await Promise.all([snapshot, secret])
    const stored = await store.open(document)
    expect(stored.snapshot).toEqual(Uint8Array.of(1))
    expect((await store.log(document, 0, 1))[0]?.bytes).toEqual(Uint8Array.of(1))
  })

  test('members are known by the last name they were given', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    await store.append([update(document, 1, { member: nobody })])
    await store.nameMember({ id: bob, name: 'Bob' })
    await store.nameMember({ id: ada, name: 'Ada' })
    await store.nameMember({ id: bob, name: 'Robert' })
    expect(await store.members()).toEqual([
      { id: ada, name: 'Ada' },
      { id: bob, name: 'Robert' },
    ])
    expect(await store.membersBy([bob, nobody, bob])).toEqual([{ id: bob, name: 'Robert' }])
    expect(await store.membersBy([])).toEqual([])
  })

  test('a secret is made once, also when asked for twice at once', async () => {
    await using opened = await open()
    const { store } = opened
    const secrets = await Promise.all([
      store.secret('key', () => Uint8Array.of(1)),
      store.secret('key', () => Uint8Array.of(2)),
      store.secret('other', () => Uint8Array.of(3)),
    ])
    expect(secrets[1]).toEqual(secrets[0])
    expect(secrets[2]).toEqual(Uint8Array.of(3))
    expect(await store.secret('key', () => Uint8Array.of(4))).toEqual(secrets[0])
  })

  test('a probe leaves nothing behind', async () => {
    await using opened = await open()
    await opened.store.probe()
    await opened.store.probe()
    expect(await opened.store.worlds('here')).toEqual([])
  })

  test('closing waits for what was called before, and calls after it are faults', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const last = store.append([update(document, 1)])
    const closed = store.close()
    await expect(store.append([update(document, 2)])).rejects.toThrow(StoreFault)
    await expect(store.worlds('here')).rejects.toThrow(StoreFault)
    await closed
    expect(await last).toHaveLength(1)
    await store.close()
  })
})

describe.each(durableStores)('a restart of the store: $name', ({ open }) => {
  test('what was kept is there again after a restart', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const document = documentOf(world)
    const sequences = await store.append([1, 2, 3].map((mark) => update(document, mark, { claims: [mark] })))
    await store.snapshot(document, sequences[0]!, Uint8Array.of(42))
    await store.quarantine(document, sequences[1]!)
    await store.nameMember({ id: ada, name: 'Ada' })
    const secret = await store.secret('key', () => Uint8Array.of(1))
    const [stored, rows, listed] = await Promise.all([
      store.open(document),
      store.log(document, 0, 10),
      store.worlds('here'),
    ])
    const again = await opened.reopen()
    expect(await again.open(document)).toEqual(stored)
    expect(await again.log(document, 0, 10)).toEqual(rows)
    expect(await again.worlds('here')).toEqual(listed)
    expect(await again.members()).toEqual([{ id: ada, name: 'Ada' }])
    expect(await again.secret('key', () => Uint8Array.of(2))).toEqual(secret)
    const [next] = await again.append([update(document, 4)])
    expect(next).toBe(sequences[2]! + 1)
  })
})
