// The copy of another node's world, and people's own logs beside it: the contract of server/storage/store.ts,
// on every store.
import { describe, expect, test } from 'vitest'
import { HOST, parseLineId, parseWorldId } from '../../shared/world/address.ts'
import { WorldMissing, type DocumentKey } from '../../server/storage/store.ts'
import type { WorldRecord } from '../../server/contracts/world-record.ts'
import { ada, at, bob, documentOf, makeWorld, newWorld, update } from './made.ts'
import { durableStores, stores } from './stores.ts'

const FOREIGN = { address: at('bob@house.example/square') }

const pending = ({ key }: WorldRecord, of = ada): DocumentKey => ({ world: key, kind: `pending:${of}` })

describe.each(stores)('worlds of other nodes in the store: $name', ({ open }) => {
  test('[N20] no list of this node’s worlds has them, and nobody is given them', async () => {
    await using opened = await open()
    const { store } = opened
    const own = await makeWorld(store, 'garden')
    const copy = await makeWorld(store, 'square', FOREIGN)
    expect(await store.worlds('here')).toEqual([own])
    expect(await store.worlds('foreign')).toEqual([copy])
    expect(await store.living()).toEqual([own])
    await store.passWorlds(null, ada)
    expect(await store.find(copy.address)).toMatchObject({ owner: null })
    await store.bin(copy.key, 5)
    expect(await store.worlds('binned')).toEqual([])
    expect(await store.worlds('foreign')).toMatchObject([{ binnedAt: 5 }])
  })

  test('[N21] what somebody wrote stands in a log of their own, until it is forgotten', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'square', FOREIGN)
    expect(await store.open(pending(world))).toMatchObject({ sequence: 0, tail: [], clients: new Map() })
    const written = [1, 2, 3].map((mark) => update(pending(world), mark, { claims: [mark] }))
    const [, second = 0] = await store.append(written)
    await store.append([update(pending(world, bob), 9, { member: bob })])
    await store.append([update(documentOf(world), 8, { member: HOST })])
    expect(await store.personalLogs()).toEqual([
      { world: world.key, kind: `pending:${ada}`, updates: 3, bytes: 3 },
      { world: world.key, kind: `pending:${bob}`, updates: 1, bytes: 1 },
    ])
    await store.forgetRows(pending(world), 0, second)
    expect((await store.log(pending(world), 0, 9)).map(({ bytes }) => bytes[0])).toEqual([3])
    // The owners of client ids are not forgotten: later updates under them are theirs.
    expect((await store.open(pending(world))).clients).toEqual(
      new Map([1, 2, 3].map((client) => [client, ada])),
    )
    expect((await store.log(documentOf(world), 0, 9)).map(({ bytes }) => bytes[0])).toEqual([8])
  })

  test('[N21] a document’s history is never forgotten by rows', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'square', FOREIGN)
    await store.append([update(documentOf(world), 1)])
    await expect(store.forgetRows(documentOf(world), 0, 99)).rejects.toThrow(RangeError)
    await expect(store.forgetRows(documentOf(world, 'live'), 0, 99)).rejects.toThrow(RangeError)
    await expect(
      store.append([update(pending({ ...world, key: 99 as WorldRecord['key'] }), 1)]),
    ).rejects.toThrow(WorldMissing)
  })

  test('[N24] a copy begins anew as a whole, and keeps what people have beside it', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'square', FOREIGN)
    const own = await makeWorld(store, 'garden')
    await store.append([
      update(documentOf(world), 1, { claims: [7] }),
      update(documentOf(world, 'live'), 2),
      update(pending(world), 3),
    ])
    await store.snapshot(documentOf(world), (await store.open(documentOf(world))).sequence, Uint8Array.of(1))
    const as = {
      id: parseWorldId('other')!,
      line: parseLineId('other')!,
      title: 'Other',
      at: 50,
      scene: { bytes: Uint8Array.of(10), member: HOST, claims: [7] },
      live: { bytes: Uint8Array.of(11), member: HOST, claims: [] },
    }
    expect(await store.restart(world.key, as)).toMatchObject({ id: 'other', line: 'other', title: 'Other' })
    const { snapshot, tail, clients } = await store.open(documentOf(world))
    expect({ snapshot, tail: tail.map(({ bytes }) => bytes[0]), clients }).toEqual({
      snapshot: null,
      tail: [10],
      clients: new Map([[7, HOST]]),
    })
    expect((await store.log(documentOf(world, 'live'), 0, 9)).map(({ bytes }) => bytes[0])).toEqual([11])
    expect((await store.log(pending(world), 0, 9)).map(({ bytes }) => bytes[0])).toEqual([3])
    await expect(store.restart(own.key, as)).rejects.toThrow(WorldMissing)
    await makeWorld(store, 'third', { address: at('bob@house.example/third') })
    expect(await store.restart(world.key, { ...as, id: newWorld('third').id })).toBe(null)
  })

  test('what somebody has beside a copy goes with it', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'square', FOREIGN)
    await store.append([update(pending(world), 1)])
    await store.bin(world.key, 5)
    await store.destroy(world.key)
    expect(await store.personalLogs()).toEqual([])
    await expect(store.open(pending(world))).rejects.toThrow(WorldMissing)
  })
})

describe.each(durableStores)('what waits for another node, on the disk: $name', ({ open }) => {
  test('[N21] it is there after a restart', async () => {
    await using opened = await open()
    const world = await makeWorld(opened.store, 'square', FOREIGN)
    await opened.store.append([update(pending(world), 1, { claims: [4] })])
    const store = await opened.reopen()
    expect(await store.personalLogs()).toMatchObject([{ kind: `pending:${ada}`, updates: 1 }])
    expect((await store.open(pending(world))).clients).toEqual(new Map([[4, ada]]))
  })
})
