// A world held open from within the node, as its owner does.
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { StaleLease, StoreFault } from '../../../../server/storage/store.ts'
import type { WorldRecord } from '../../../../server/contracts/world-record.ts'
import type { HeldDocuments } from '../../../../server/sync/sync-server.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { parseMemberId } from '../../../../shared/world/address.ts'
import { createFaultyStore } from '../../../fault/disk/faulty-store.ts'
import { RawClient } from '../client.ts'
import { startNode, type TestNode } from '../node.ts'
import { openStock } from '../stock.ts'
import { until } from '../until.ts'
import { expelNamed, takeLease } from '../../../contract/made.ts'

const code = parseMemberId('code')!

/** A node with the world ada/garden, a reader of its live document, and a holder. */
async function held(node: TestNode): Promise<{ world: WorldRecord; held: HeldDocuments }> {
  const opener = await RawClient.open(`${node.url}/ada/garden`)
  await until(async () => (await node.store.worlds('here')).length === 1, 'the world is made')
  opener.close()
  const [world] = await node.store.worlds('here')
  return { world: world!, held: await node.sync.hold(world!) }
}

/** A copy of a held document that writes into it. */
function writer(document: HeldDocuments['live'], epoch?: number) {
  const doc = new Y.Doc()
  for (const update of document.updates()) Y.applyUpdate(doc, update)
  document.onStored((update) => Y.applyUpdate(doc, update))
  return {
    doc,
    write(key: string, value: unknown): Promise<void> {
      const before = Y.encodeStateVector(doc)
      doc.getMap('live').set(key, value)
      return document.append(Y.encodeStateAsUpdate(doc, before), code, epoch)
    },
  }
}

it('what is written from within is on the disk, and told to readers', async () => {
  const node = await startNode()
  const { world, held: both } = await held(node)
  const reader = openStock(node.url, 'ada/garden/live')
  await until(() => reader.synced, 'the reader has read')
  const epoch = await takeLease(node.store, world.key)
  const live = writer(both.live, epoch)
  await Promise.all([live.write('a', 1), live.write('a', 2), live.write('b', 3)])
  const rows = await node.store.log({ world: world.key, kind: 'live' }, 0, 10)
  expect(rows.map(({ member }) => member)).toEqual([code, code, code])
  await until(() => reader.doc.getMap('live').get('b') === 3, 'the reader has it')
  expect(reader.doc.getMap('live').toJSON()).toEqual({ a: 2, b: 3 })
  reader.destroy()
  await node.stop()
})

it('people and the one within write the same scene, and nothing is lost', async () => {
  const node = await startNode()
  const { world, held: both } = await held(node)
  const epoch = await takeLease(node.store, world.key)
  const people = [openStock(node.url, 'ada/garden'), openStock(node.url, 'ada/garden')]
  await until(() => people.every(({ synced }) => synced), 'people are there')
  const scene = writer(both.scene, epoch)
  const written: Promise<void>[] = []
  for (let n = 0; n < 50; n++) {
    for (const [who, { doc }] of people.entries()) doc.getMap(`people-${who}`).set(`${n}`, n)
    written.push(scene.write(`${n}`, n))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(written)
  const isWhole = (doc: Y.Doc): boolean =>
    ['people-0', 'people-1', 'live'].every((root) => doc.getMap(root).size === 50)
  await until(() => [...people.map(({ doc }) => doc), scene.doc].every(isWhole), 'everybody has all')
  for (const provider of people) provider.destroy()
  await node.stop()
})

it('[append first] a stale lease is refused, holds up nobody, and breaks nothing', async () => {
  const node = await startNode()
  const { world, held: both } = await held(node)
  const epoch = await takeLease(node.store, world.key)
  const person = openStock(node.url, 'ada/garden')
  await until(() => person.synced, 'somebody is there')
  const scene = writer(both.scene, epoch)
  await scene.write('mine', 1)
  await expelNamed(node.store, 'one')
  const next = await takeLease(node.store, world.key, 'another')
  person.doc.getMap('people').set('before', 1)
  const stale = scene.write('mine', 2)
  person.doc.getMap('people').set('after', 1)
  await expect(stale).rejects.toThrow(StaleLease)
  const other = writer((await node.sync.hold(world)).scene, next)
  await other.write('theirs', 1)
  await until(() => person.doc.getMap('live').get('theirs') === 1, 'the other one writes')
  expect(person.doc.getMap('live').toJSON()).toEqual({ mine: 1, theirs: 1 })
  await until(() => other.doc.getMap('people').size === 2, 'the person was not held up')
  expect(node.sync.stats().readOnlyRooms).toBe(0)
  person.destroy()
  await node.stop()
})

it('a write that rests on what is not there, or is somebody else’s, is not taken', async () => {
  const node = await startNode()
  const { held: both } = await held(node)
  const doc = new Y.Doc()
  doc.getMap('live').set('a', 1)
  const first = Y.encodeStateAsUpdate(doc)
  const vector = Y.encodeStateVector(doc)
  doc.getMap('live').set('b', 1)
  await expect(both.live.append(Y.encodeStateAsUpdate(doc, vector), code)).rejects.toThrow('not in the log')
  await both.live.append(first, code)
  await both.live.append(first, code)
  const mine = both.live.append(Y.encodeStateAsUpdate(doc, vector), parseMemberId('mallory')!)
  await expect(mine).rejects.toThrow('someone else')
  await node.stop()
})

it('a failing disk is told to the one within, who can hold again when it works', async () => {
  let isFull = false
  const store = createFaultyStore(createMemoryStore(), {
    failOn: (call) => isFull && (call === 'append' || call === 'probe'),
  })
  const node = await startNode({ store })
  const { world, held: both } = await held(node)
  const told: unknown[] = []
  both.onBroken((error) => told.push(error))
  const live = writer(both.live)
  await live.write('a', 1)
  isFull = true
  await expect(live.write('b', 1)).rejects.toThrow(StoreFault)
  await until(() => told.length === 1, 'it is told')
  await expect(live.write('c', 1)).rejects.toThrow(StoreFault)
  await expect(node.sync.hold(world)).rejects.toThrow(StoreFault)
  isFull = false
  await until(() => node.sync.stats().readOnlyRooms === 0, 'the disk works again')
  const again = writer((await node.sync.hold(world)).live)
  expect(again.doc.getMap('live').toJSON()).toEqual({ a: 1 })
  await again.write('d', 1)
  expect(told).toHaveLength(1)
  await node.stop()
})

it('a held world is told when it is closed to everybody', async () => {
  const node = await startNode()
  const { world, held: both } = await held(node)
  const told: unknown[] = []
  both.onBroken((error) => told.push(error))
  await node.sync.close(world.key, 4410, 'It is in the bin.')
  await until(() => told.length === 1, 'it is told')
  await expect(writer(both.live).write('a', 1)).rejects.toThrow('in the bin')
  await node.stop()
})
