// Writing into the documents of two worlds in one transaction.
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { NotInWorld, StaleLease, StoreFault, type Store } from '../../../../server/storage/store.ts'
import type { WorldRecord } from '../../../../server/contracts/world-record.ts'
import { Abandoned, writeTogether, type JointPart } from '../../../../server/sync/rooms/joint-append.ts'
import type { HeldDocuments } from '../../../../server/sync/sync-server.ts'
import { BEHAVIOR } from '../../../../shared/world/address.ts'
import { createFaultyStore } from '../../../fault/disk/faulty-store.ts'
import { makeWorld, takeLease } from '../../../contract/made.ts'
import { startNode, type TestNode } from '../node.ts'

interface Side {
  readonly world: WorldRecord
  readonly held: HeldDocuments
  readonly epoch: number
}

async function side(node: TestNode, name: string): Promise<Side> {
  const world = await makeWorld(node.store, name)
  const epoch = await takeLease(node.store, world.key)
  return { world, held: await node.sync.hold(world), epoch }
}

/** A fresh update for one side, under a client id of its own. */
function part({ held, epoch }: Side, value: string, under = epoch): JointPart {
  const doc = new Y.Doc()
  doc.getMap('live').set('value', value)
  return { document: held.live, update: Y.encodeStateAsUpdate(doc), by: BEHAVIOR, epoch: under }
}

const rowsOf = async (store: Store, sides: readonly Side[]) =>
  Promise.all(
    sides.map(async ({ world }) => (await store.open({ world: world.key, kind: 'live' })).tail.length),
  )

async function both(store: Store = createMemoryStore()) {
  const node = await startNode({ store })
  const sides = [await side(node, 'garden'), await side(node, 'park')] as const
  return { node, sides, together: (parts: readonly JointPart[]) => writeTogether(store, parts, []) }
}

it('[G8] both documents are written in one append, and told', async () => {
  const appends: number[] = []
  const store = createMemoryStore()
  const append = store.append.bind(store)
  store.append = (updates, passages) => {
    appends.push(updates.length)
    return append(updates, passages)
  }
  const { node, sides, together } = await both(store)
  const told: string[] = []
  for (const { held, world } of sides) held.live.onStored(() => told.push(world.title))
  await Promise.all([
    sides[0].held.live.append(part(sides[0], 'before').update, BEHAVIOR, sides[0].epoch),
    together(sides.map((each) => part(each, 'together'))),
  ])
  expect(appends).toEqual([1, 2])
  expect(told.sort()).toEqual(['garden', 'garden', 'park'])
  expect(await rowsOf(store, sides)).toEqual([2, 1])
  await node.stop()
})

it('where one lease is over neither is written, and both go on', async () => {
  const { node, sides, together } = await both()
  const [garden, park] = sides
  await expect(together([part(garden, 'a'), part(park, 'a', park.epoch + 1)])).rejects.toThrow(StaleLease)
  expect(await rowsOf(node.store, sides)).toEqual([0, 0])
  await together([part(garden, 'b'), part(park, 'b')])
  expect(await rowsOf(node.store, sides)).toEqual([1, 1])
  await node.stop()
})

it('where one document is closed neither is written, and the other waits for nobody', async () => {
  const { node, sides, together } = await both()
  const [garden, park] = sides
  await node.sync.close(park.world.key, 1001, 'Closed.')
  await expect(together([part(garden, 'a'), part(park, 'a')])).rejects.toThrow()
  const { document, update, by, epoch } = part(garden, 'alone')
  await document.append(update, by, epoch)
  expect(await rowsOf(node.store, sides)).toEqual([1, 0])
  await node.stop()
})

it('who is elsewhere goes nowhere, and nothing is written', async () => {
  const { node, sides } = await both()
  const [garden, park] = sides
  const passage = { person: BEHAVIOR, from: garden.world.key, to: park.world.key }
  const parts = [part(garden, 'a'), part(park, 'a')]
  await expect(writeTogether(node.store, parts, [passage])).rejects.toThrow(NotInWorld)
  expect(await rowsOf(node.store, sides)).toEqual([0, 0])
  await node.stop()
})

it('one that has nothing to write lets nobody wait', async () => {
  const { node, sides, together } = await both()
  const [garden, park] = sides
  const nothing = { ...part(park, 'a'), update: Y.encodeStateAsUpdate(new Y.Doc()) }
  await expect(together([part(garden, 'a'), nothing])).rejects.toThrow(Abandoned)
  expect(await rowsOf(node.store, sides)).toEqual([0, 0])
  await node.stop()
})

it('a disk that fails is told to both', async () => {
  let isFailing = false
  const store = createFaultyStore(createMemoryStore(), { failOn: (call) => isFailing && call === 'append' })
  const { node, sides, together } = await both(store)
  const broken = sides.map(({ held }) => new Promise((resolve) => held.onBroken(resolve)))
  isFailing = true
  await expect(together(sides.map((each) => part(each, 'a')))).rejects.toThrow(StoreFault)
  isFailing = false
  for (const each of await Promise.all(broken)) expect(each).toBeInstanceOf(StoreFault)
  expect(await rowsOf(store, sides)).toEqual([0, 0])
  await node.stop()
})
