// How large a log is: the contract of server/storage/store.ts, on every store.
import { describe, expect, test } from 'vitest'
import { WorldMissing } from '../../server/storage/store.ts'
import { FILED_AT_ONCE } from '../../server/storage/sqlite/tables/row-index.ts'
import { appendAll, documentOf, makeWorld, typed, update } from './made.ts'
import { durableStores, stores } from './stores.ts'

const DAY_MS = 86_400_000

describe.each(stores)('the size of a log: $name', ({ open }) => {
  test('rows and bytes are counted, day by day, of this document alone', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = documentOf(await makeWorld(store, 'garden'))
    const live = { ...scene, kind: 'live' } as const
    const other = documentOf(await makeWorld(store, 'orchard'))
    expect(await store.size(scene, 0)).toEqual({ rows: 0, bytes: 0, days: [] })
    await store.append([
      update(scene, 1, { at: 5 }),
      update(scene, 2, { at: DAY_MS - 1, bytes: new Uint8Array(100) }),
      update(live, 3, { at: 5 }),
      update(scene, 4, { at: 3 * DAY_MS + 7, bytes: new Uint8Array(1000) }),
      update(other, 5, { at: 5 }),
    ])
    expect(await store.size(scene, 0)).toEqual({
      rows: 3,
      bytes: 1101,
      days: [
        { at: 0, rows: 2, bytes: 101 },
        { at: 3 * DAY_MS, rows: 1, bytes: 1000 },
      ],
    })
    expect(await store.size(scene, 3 * DAY_MS + 20)).toMatchObject({ rows: 3, days: [{ rows: 1 }] })
    expect(await store.size(live, 0)).toMatchObject({ rows: 1, bytes: 1 })
  })

  test('of snapshots, each document’s last, and of no document without one', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = documentOf(await makeWorld(store, 'garden'))
    const live = { ...scene, kind: 'live' } as const
    const other = documentOf(await makeWorld(store, 'orchard'))
    const [first, second, third] = await store.append([
      update(scene, 1),
      update(scene, 2),
      update(live, 3),
      update(other, 4),
    ])
    if (first === undefined || second === undefined || third === undefined) throw new Error('not stored')
    await store.snapshot(scene, second, new Uint8Array(70))
    await store.snapshot(scene, first, new Uint8Array(900))
    await store.snapshot(live, third, new Uint8Array(5_000))
    expect(await store.snapshotSizes()).toEqual([
      { ...live, bytes: 5_000 },
      { ...scene, bytes: 70 },
    ])
  })

  test('what was merged counts as what it is now', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = documentOf(await makeWorld(store, 'garden'))
    const sequences = await appendAll(
      store,
      typed(7, 'hello').map((bytes, index) => update(scene, index, { bytes, at: 1000 + index })),
    )
    const before = await store.size(scene, 0)
    await store.snapshot(scene, sequences.at(-1) ?? 0, new Uint8Array([0, 0]))
    await store.compact(scene, { before: 5000, gapMs: 100, bytesMax: 64_000 })
    const after = await store.size(scene, 0)
    expect(before.rows).toBe(5)
    expect(after.rows).toBe(1)
    expect(after.bytes).toBeLessThan(before.bytes)
    expect(after.bytes).toBe((await store.log(scene, 0, 10))[0]?.bytes.length)
  })

  test('a world that is not there is missing', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    await store.bin(world.key, 1)
    await store.destroy(world.key)
    await expect(store.size(documentOf(world), 0)).rejects.toThrow(WorldMissing)
  })
})

describe.each(durableStores)('the size of a log: $name', ({ open }) => {
  test('rows that are filed by document, and those that are not yet, count once each', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = documentOf(await makeWorld(store, 'garden'))
    const count = FILED_AT_ONCE + 500
    await appendAll(
      store,
      Array.from({ length: count }, (_, index) => update(scene, index & 255, { at: 1000 })),
    )
    expect(await store.size(scene, 0)).toMatchObject({ rows: count, bytes: count })
    expect(await (await opened.reopen()).size(scene, 0)).toMatchObject({ rows: count, bytes: count })
  })
})
