// How somebody arranged the list of their worlds: changes of several devices, bounds, and worlds that go.
import { expect, test } from 'vitest'
import { openHomeOrders, type HomeOrders } from '../../../server/accounts/directory/home-orders.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import {
  FILED_MAX,
  FOLDERS_MAX,
  type HomeOrder,
  HomeOrderChange,
  PLAIN_ORDER,
  STARRED_MAX,
} from '../../../shared/wire/api/home-order-bodies.ts'
import {
  makeLineId,
  makeMemberId,
  makeWorldId,
  parseAddress,
  type MemberId,
  type WorldId,
} from '../../../shared/world/address.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { chance } from './accounts-in-memory.ts'

const random = chance()
const ada = makeMemberId(random)
const bob = makeMemberId(random)

async function openOrders(store = createMemoryStore()) {
  const unreadable: string[] = []
  const tables = createRecordTables({ store, onUnreadable: (...of) => unreadable.push(of.join(' ')) })
  const orders = await openHomeOrders(tables, store)
  async function makeWorld(name: string): Promise<WorldId> {
    const address = parseAddress(`ada/${name}`)
    if (address === null) throw new Error('no address')
    const id = makeWorldId(random)
    await store.create({ id, line: makeLineId(random), address, title: name, at: 1, scene: [] })
    return id
  }
  return { store, orders, makeWorld, unreadable }
}

/** Several of one's devices, at once. */
const all = (orders: HomeOrders, member: MemberId, changes: readonly HomeOrderChange[]) =>
  Promise.all(changes.map((change) => orders.change(member, change)))

test('[H16] several devices arrange at once, nothing is lost, and it is there after a restart, for that person alone', async () => {
  const { store, orders, makeWorld } = await openOrders()
  const [garden, pond] = [await makeWorld('garden'), await makeWorld('pond')]
  expect(orders.of(ada)).toEqual(PLAIN_ORDER)
  await all(orders, ada, [
    { do: 'sort', by: 'name' },
    { do: 'star', world: pond },
    { do: 'file', world: garden, folder: 'Outside' },
    { do: 'makeFolder', folder: 'School' },
    { do: 'star', world: pond },
  ])
  const arranged: HomeOrder = {
    sort: 'name',
    starred: [pond],
    folders: [
      { name: 'Outside', worlds: [garden] },
      { name: 'School', worlds: [] },
    ],
  }
  expect(orders.of(ada)).toEqual(arranged)
  const again = await openOrders(store)
  expect(again.orders.of(ada)).toEqual(arranged)
  expect(again.orders.of(bob)).toEqual(PLAIN_ORDER)

  // A world is in one folder.
  await again.orders.change(ada, { do: 'file', world: garden, folder: 'School' })
  await again.orders.change(ada, { do: 'renameFolder', folder: 'School', name: 'Class' })
  await again.orders.change(ada, { do: 'removeFolder', folder: 'Outside' })
  await again.orders.change(ada, { do: 'unstar', world: pond })
  expect(again.orders.of(ada)).toEqual({
    ...arranged,
    starred: [],
    folders: [{ name: 'Class', worlds: [garden] }],
  })
  await again.orders.change(ada, { do: 'file', world: garden, folder: null })
  expect(again.orders.of(ada).folders).toEqual([{ name: 'Class', worlds: [] }])
  await again.orders.forget(ada)
  expect(again.orders.of(ada)).toEqual(PLAIN_ORDER)
})

test('[H16] a folder’s name is one folder’s, and whoever meets a bound is told', async () => {
  const { store, orders, makeWorld } = await openOrders()
  const one = await makeWorld('one')
  await orders.change(ada, { do: 'makeFolder', folder: 'A' })
  await expect(orders.change(ada, { do: 'makeFolder', folder: 'A' })).rejects.toThrow('already')
  const worlds = await Promise.all(Array.from({ length: FILED_MAX }, (_, at) => makeWorld(`w${at}`)))
  const names = Array.from({ length: FOLDERS_MAX - 1 }, (_, at) => `folder ${at}`)
  // As it would be after as many changes.
  const full = {
    sort: 'changed',
    starred: worlds.slice(0, STARRED_MAX),
    folders: [{ name: 'A', worlds }, ...names.map((name) => ({ name, worlds: [] }))],
  } as const
  await store.changeRecords([{ kind: 'home-order', id: ada, value: full }])
  const { orders: filled, unreadable } = await openOrders(store)
  expect(unreadable).toEqual([])
  await expect(filled.change(ada, { do: 'star', world: one })).rejects.toThrow(`${STARRED_MAX} worlds`)
  await expect(filled.change(ada, { do: 'file', world: one, folder: 'A' })).rejects.toThrow(`${FILED_MAX}`)
  await expect(filled.change(ada, { do: 'makeFolder', folder: 'B' })).rejects.toThrow(
    `${FOLDERS_MAX} folders`,
  )
  await expect(filled.change(ada, { do: 'renameFolder', folder: 'folder 1', name: 'A' })).rejects.toThrow(
    'already',
  )
  expect(filled.of(ada)).toEqual(full)
})

test('[H16] a world that is gone for good leaves its place to another one', async () => {
  const { store, orders, makeWorld } = await openOrders()
  const [garden, pond] = [await makeWorld('garden'), await makeWorld('pond')]
  await orders.change(ada, { do: 'star', world: garden })
  await orders.change(ada, { do: 'file', world: garden, folder: 'Outside' })
  const key = (await store.findById(garden))?.key
  if (key === undefined) throw new Error('no world')
  // From the bin it comes back to where it was.
  await store.bin(key, 2)
  await orders.change(ada, { do: 'star', world: pond })
  expect(orders.of(ada).starred).toEqual([garden, pond])
  await store.destroy(key)
  await orders.change(ada, { do: 'sort', by: 'opened' })
  expect(orders.of(ada)).toEqual({
    sort: 'opened',
    starred: [pond],
    folders: [{ name: 'Outside', worlds: [] }],
  })
})

test.each([
  { do: 'makeFolder', folder: ' ' },
  { do: 'makeFolder', folder: 'x'.repeat(61) },
  { do: 'star', world: '../garden' },
  { do: 'sort', by: 'size' },
])('[H16] what is no change is refused: %j', (change) => {
  expect(HomeOrderChange.safeParse(change).success).toBe(false)
})
