// Which copies of other nodes' worlds go when there are too many.
import { expect, it } from 'vitest'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { COPY_BYTES, openForeignCache } from '../../../server/peers/copies/copy-cache.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { WorldKey, WorldRecord } from '../../../server/contracts/world-record.ts'
import { ada, at, documentOf, makeWorld, update } from '../../contract/made.ts'

const HOUR_MS = 60 * 60_000

async function cacheOf(used: ReadonlySet<WorldKey> = new Set()) {
  const store = createMemoryStore()
  const clock = { time: 0, now: () => clock.time }
  const gone: string[] = []
  const cache = await openForeignCache({
    tables: createRecordTables({ store, onUnreadable: () => {} }),
    store,
    clock,
    isUsed: ({ key }) => used.has(key),
    onGone: async ({ title }, destroy) => {
      const isGone = await destroy()
      if (isGone) gone.push(title)
      return isGone
    },
    onFault: (error) => {
      throw error
    },
  })
  /** A copy that takes so many bytes in all, and was used last after so many hours. */
  const copy = async (title: string, bytes: number, hours: number): Promise<WorldRecord> => {
    const world = await makeWorld(store, title, { address: at(`bob@house.example/${title}`), at: 0 })
    await store.append([update(documentOf(world), 1, { bytes: new Uint8Array(bytes - COPY_BYTES) })])
    clock.time = hours * HOUR_MS
    cache.used(world)
    await store.records('none')
    return world
  }
  return { store, cache, copy, gone }
}

it('[N31] those used longest ago go first, until the rest has its size', async () => {
  const { store, cache, copy, gone } = await cacheOf()
  const own = await makeWorld(store, 'garden')
  await copy('middle', 400_000, 4)
  await copy('newest', 400_000, 6)
  await copy('oldest', 400_000, 2)
  expect((await cache.evict(1200_000)).length).toBe(0)
  await cache.evict(500_000)
  expect(gone).toEqual(['oldest', 'middle'])
  expect((await store.worlds('foreign')).map(({ title }) => title)).toEqual(['newest'])
  expect(await store.worlds('here')).toEqual([own])
})

it('[N31] never one that somebody is in, nor one in which anything waits', async () => {
  const used = new Set<WorldKey>()
  const { store, cache, copy, gone } = await cacheOf(used)
  used.add((await copy('used', 400_000, 1)).key)
  const waiting = await copy('waiting', 400_000, 2)
  await store.append([update({ world: waiting.key, kind: `pending:${ada}` }, 1)])
  const undone = await copy('undone', 400_000, 3)
  await store.append([update({ world: undone.key, kind: `undone:${ada}` }, 1)])
  await copy('free', 400_000, 4)
  await cache.evict(0)
  expect(gone).toEqual(['free'])
  expect((await cache.copies()).map(({ world, needed }) => [world.title, needed])).toEqual([
    ['used', 'used'],
    ['waiting', 'waiting'],
    ['undone', 'waiting'],
  ])
  expect(await cache.remove(waiting, false)).toBe(false)
  expect(await cache.remove(waiting, true)).toBe(true)
})

it('[N31] of those that people are in the largest go where they take far too much; what waits stays', async () => {
  const used = new Set<WorldKey>()
  const { store, cache, copy, gone } = await cacheOf(used)
  for (const [title, bytes] of [
    ['small', 100_000],
    ['large', 900_000],
    ['waiting', 900_000],
  ] as const) {
    const world = await copy(title, bytes, 1)
    used.add(world.key)
    if (title === 'waiting') await store.append([update({ world: world.key, kind: `pending:${ada}` }, 1)])
  }
  await cache.limit(2000_000)
  expect(gone).toEqual([])
  await cache.limit(1200_000)
  expect(gone).toEqual(['large'])
})

it('[N31] there is room for one more, or not, before it is here: also for many at once', async () => {
  const used = new Set<WorldKey>()
  const { cache, copy, gone } = await cacheOf(used)
  await copy('free', 400_000, 1)
  used.add((await copy('used', 400_000, 2)).key)
  const small = await cache.admit(200_000, 1020_000)
  expect([small === null, gone]).toEqual([false, []])
  small?.()
  // Admitted bytes are not on the disk yet, and count.
  const rooms = await Promise.all([1, 2, 3].map(() => cache.admit(580_000, 1000_000)))
  expect(rooms.map((room) => room !== null)).toEqual([true, false, false])
  expect(gone).toEqual(['free'])
  expect(await cache.admit(2000_000, 1000_000)).toBeNull()
})
