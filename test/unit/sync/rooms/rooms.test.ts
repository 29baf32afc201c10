import { expect, it } from 'vitest'
import { NO_MEMBER } from '../../../../server/contracts/request-member.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { StoreFault, type Store } from '../../../../server/storage/store.ts'
import type { WorldRecord } from '../../../../server/contracts/world-record.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { OpenRooms } from '../../../../server/sync/open-rooms.ts'
import { trialsHere } from '../../../../server/sync/validation/trial-runner.ts'
import { makeLineId, parseAddress } from '../../../../shared/world/address.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { RawClient } from '../client.ts'
import { startNode } from '../node.ts'
import { until } from '../until.ts'
import { syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import * as Y from 'yjs'

/** A store in memory, with some of its calls replaced. */
function storeWith(replaced: (store: Store) => Partial<Store>): Store {
  const store = createMemoryStore()
  const others = replaced(store)
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(name in others ? others : target, name)
      return typeof method === 'function' ? method.bind(target) : method
    },
  })
}

async function openRooms(store: Store): Promise<{ rooms: OpenRooms; world: WorldRecord }> {
  const random = seededRandom(1).bytes
  const rooms = new OpenRooms({
    store,
    clock: systemClock,
    random,
    makeMissing: true,
    trials: trialsHere(),
    onEvent: () => {},
  })
  const world = await rooms.find(parseAddress('ada/garden')!, NO_MEMBER)
  if (world === null || 'code' in world) throw new Error('the world is not there')
  return { rooms, world }
}

it('a document is opened again only after the room that had it has let go of its log', async () => {
  const orders = new Set<string>()
  // A newcomer may come at any moment of the closing.
  for (let moment = 0; moment < 20; moment++) {
    const order: string[] = []
    const store = storeWith((inner) => ({
      open: (key) => {
        order.push('open')
        return inner.open(key)
      },
      compact: async (key, rule) => {
        const done = await inner.compact(key, rule)
        order.push('let go')
        return done
      },
    }))
    const { rooms, world } = await openRooms(store)
    await rooms.enter(world, 'scene', () => {})
    const closing = rooms.close(world.key, 4500, 'Come again.')
    for (let turn = 0; turn < moment; turn++) await Promise.resolve()
    await Promise.all([closing, rooms.enter(world, 'scene', () => {})])
    orders.add(order.join(', '))
    await store.close()
  }
  expect([...orders].sort()).toEqual(['open, let go', 'open, let go, open'])
})

it('whoever is at the door of a world when it is closed does not stay in it', async () => {
  const gate = Promise.withResolvers<void>()
  let atTheDoor = 0
  const store = storeWith((inner) => ({
    open: async (key) => {
      atTheDoor++
      await gate.promise
      return inner.open(key)
    },
  }))
  const node = await startNode({ store })
  const ada = await RawClient.open(`${node.url}/ada/garden`)
  await until(() => atTheDoor === 1, 'the world is being opened')
  const [world] = await store.worlds('here')
  await store.bin(world!.key, 1)
  const closing = node.sync.close(world!.key, 4410, 'It is in the bin.')
  gate.resolve()
  await closing
  expect(await ada.gone()).toMatchObject({ code: 4410 })
  await node.stop()
})

it('everybody is sent out of a world whose title cannot be kept', async () => {
  const node = await startNode({
    store: storeWith(() => ({ retitle: () => Promise.reject(new StoreFault('The disk is full.')) })),
  })
  const ada = await RawClient.open(`${node.url}/ada/garden?inkland=1`)
  const doc = new Y.Doc()
  doc.getMap('meta').set('title', 'Another one')
  ada.send(syncFrame('step2', Y.encodeStateAsUpdate(doc)))
  await until(() => ada.saved === 1, 'it is saved')
  const [world] = await node.store.worlds('here')
  await node.sync.close(world!.key, 4410, 'It is in the bin.')
  expect(await ada.gone()).toMatchObject({ code: 4410 })
  await node.stop()
})

it('the log of a room that stays open is tidied, when something was written since', async () => {
  const tidied: string[] = []
  const store = storeWith((inner) => ({
    compact: (key, rule) => {
      tidied.push(key.kind)
      return inner.compact(key, rule)
    },
  }))
  const { rooms, world } = await openRooms(store)
  const held = await rooms.hold(world)
  const doc = new Y.Doc()
  for (let n = 0; n < 40; n++) {
    const before = Y.encodeStateVector(doc)
    doc.getMap('live').set(`${n}`, n)
    await held.live.append(Y.encodeStateAsUpdate(doc, before), NO_MEMBER.id)
  }
  await rooms.tidy()
  await rooms.tidy()
  expect(tidied).toEqual(['live'])
  const stored = await store.open({ world: world.key, kind: 'live' })
  expect([stored.snapshotSequence, stored.tail]).toEqual([stored.sequence, []])
  await rooms.stop({ code: 1001, reason: '' })
  await store.close()
})

it('[Y6] who waits while a world begins another line comes into that one, and is told so', async () => {
  const store = createMemoryStore()
  const { rooms, world } = await openRooms(store)
  await rooms.enter(world, 'scene', () => {})
  const line = makeLineId(seededRandom(2).bytes)
  const entered: string[] = []
  let waiting: Promise<void> = Promise.resolve()
  await rooms.apart(world.key, null, { code: 4500, reason: 'Come again.' }, async () => {
    // They found the world as it was before.
    waiting = rooms.enter(world, 'scene', (room) => entered.push(room.world.line))
    await Promise.resolve()
    const staged = await store.stage(1)
    await store.replaceLogs([{ world: world.key, staged, line }])
  })
  await waiting
  expect(entered).toEqual([line])
  await store.close()
})
