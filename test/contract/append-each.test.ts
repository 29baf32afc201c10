// Several appends in one call, on every store that takes them so: it is as if one had been called after the
// other.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ClaimConflict, StoreFault, type Append, type Store } from '../../server/storage/store.ts'
import { appendAll, bob, documentOf, makeWorld, update } from './made.ts'
import { durableStores } from './stores.ts'

const each = (store: Store, appends: readonly (readonly Append[])[]) => store.appendEach!(appends)

describe.each(durableStores)('several appends in one call: $name', ({ open }) => {
  test('are stored in their order, and each is told its first sequence', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = documentOf(await makeWorld(store, 'garden'))
    const other = documentOf(await makeWorld(store, 'park'))
    const before = store.append([update(scene, 0)])
    const told = each(store, [[update(scene, 1), update(scene, 2)], [update(other, 3)], [update(scene, 4)]])
    const after = store.append([update(scene, 5)])
    const [first] = await before
    const [second, third, fourth] = await told
    const [last] = await after
    const rows = async (document: typeof scene) =>
      (await store.log(document, 0, 9)).map(({ sequence, bytes }) => [bytes[0], sequence])
    expect(await rows(scene)).toEqual([
      [0, first],
      [1, second],
      [2, Number(second) + 1],
      [4, fourth],
      [5, last],
    ])
    expect(await rows(other)).toEqual([[3, third]])
    expect((await store.open(scene)).tail.map((row) => row.bytes[0])).toEqual([0, 1, 2, 4, 5])
    expect((await store.open(other)).tail.map((row) => row.bytes[0])).toEqual([3])
    expect(await each(store, [])).toEqual([])
  })

  test('one that fails takes those after it to the same document along, and no other', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = documentOf(await makeWorld(store, 'garden'))
    const other = documentOf(await makeWorld(store, 'park'))
    await appendAll(store, [update(scene, 0, { claims: [1] })])
    const outcomes = await each(store, [
      [update(other, 1)],
      [update(scene, 2, { member: bob, claims: [1] })],
      [update(scene, 3)],
      [update(other, 4)],
    ])
    expect(outcomes.map((outcome) => typeof outcome)).toEqual(['number', 'object', 'object', 'number'])
    expect(outcomes[1]).toBeInstanceOf(ClaimConflict)
    expect(outcomes[2]).toBeInstanceOf(StoreFault)
    expect((await store.open(scene)).tail.map((row) => row.bytes[0])).toEqual([0])
    expect((await store.open(other)).tail.map((row) => row.bytes[0])).toEqual([1, 4])
    expect(await each(store, [[update(scene, 5)]])).toEqual([expect.any(Number)])
  })

  test('called while an append to one of the documents fails, fail for that document alone', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = documentOf(await makeWorld(store, 'garden'))
    const other = documentOf(await makeWorld(store, 'park'))
    await store.append([update(scene, 0, { claims: [1] })])
    const bad = expect(store.append([update(scene, 1, { member: bob, claims: [1] })])).rejects.toThrow()
    await nextTurn()
    const outcomes = each(store, [[update(scene, 2)], [update(other, 3)]])
    const all = each(store, [[update(scene, 4)]])
    await bad
    expect(await outcomes).toEqual([expect.any(StoreFault), expect.any(Number)])
    expect(await all).toEqual([expect.any(StoreFault)])
    expect((await store.open(scene)).tail.map((row) => row.bytes[0])).toEqual([0])
    expect((await store.open(other)).tail.map((row) => row.bytes[0])).toEqual([3])
  })

  test('are refused by a store that is closed', async () => {
    await using opened = await open()
    const { store } = opened
    const scene = documentOf(await makeWorld(store, 'garden'))
    await store.close()
    await expect(each(store, [[update(scene, 1)]])).rejects.toThrow(StoreFault)
  })
})
