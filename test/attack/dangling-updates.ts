// Updates that rest on missing ones, and a stock client that sends such by typing while it reconnects.
import { expect } from 'vitest'
import * as Y from 'yjs'
import { NO_MEMBER } from '../../server/contracts/request-member.ts'
import { createMemoryStore } from '../support/memory-store/memory-store.ts'
import { createSync } from '../../server/sync/sync-server.ts'
import { parseAddress } from '../../shared/world/address.ts'
import { parseServerFrame, syncFrame } from '../../shared/wire/frames/sync-frames.ts'
import { readUpdate } from '../../shared/yjs/update-reader.ts'
import { seededRandom } from '../simulation/random.ts'
import { VirtualTime } from '../simulation/time.ts'
import { SimulatedWire } from '../simulation/wire.ts'
import { startNode } from '../unit/sync/node.ts'
import { openStock } from '../unit/sync/stock.ts'
import { until } from '../unit/sync/until.ts'

/** How often at most the server may ask for missing updates, and how fast the attack comes. */
const ASKS_PER_S = 4
const FRAMES_PER_S = 1000

/** Updates that each rest on one that never comes: more text, a deletion, a thing inside a lost one. */
function danglingUpdates(client: number): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = client
  const updates: Uint8Array[] = []
  doc.getText('text').insert(0, 'lost')
  doc.getMap('artifacts').set('lost', new Y.Map())
  doc.on('update', (update: Uint8Array) => updates.push(update))
  doc.getText('text').insert(2, 'x'.repeat(1000))
  doc.getText('text').delete(1, 2)
  const lost = doc.getMap('artifacts').get('lost')
  if (lost instanceof Y.Map) lost.set('page', new Y.Text('y'.repeat(1000)))
  doc.destroy()
  return updates
}

/**
 * Sends so many of them at a time, and calls `after` each time; nothing is stored, nobody is given anything,
 * and little is asked for.
 */
export async function sendDangling(
  seed: number,
  counts: readonly number[],
  after: () => void = () => undefined,
): Promise<{ readonly asks: number; readonly seconds: number }> {
  const random = seededRandom(seed)
  const time = new VirtualTime()
  const store = createMemoryStore()
  const sync = createSync({
    store,
    clock: time,
    random: random.bytes,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    rightOf: () => 'own',
    makeMissing: true,
  })
  const wire = new SimulatedWire()
  wire.listener = sync.connect(wire, 'ada/garden', new URLSearchParams({ inkland: '1' }), NO_MEMBER)
  await time.pass(10)
  wire.receive(syncFrame('step1', Uint8Array.of(0)))
  await time.pass(1000)
  const asked = (): number => wire.sent.filter((frame) => parseServerFrame(frame)?.type === 'step1').length
  const before = asked()

  const clients = Math.min(1000, Math.max(...counts) / 5)
  const updates = Array.from({ length: clients }, () => danglingUpdates(1 + random.below(2 ** 32 - 1))).flat()
  const attack = async (frames: number): Promise<void> => {
    for (let sent = 0; sent < frames; sent++) {
      const update = updates[random.below(updates.length)]
      if (update) wire.receive(syncFrame(random.below(2) === 0 ? 'update' : 'step2', update))
      if (sent % 10 === 0) await time.pass(10_000 / FRAMES_PER_S)
    }
    await time.pass(1000)
  }
  const from = time.at
  for (const count of counts) {
    await attack(count)
    after()
  }
  const seconds = (time.at - from) / 1000
  const asks = asked() - before

  const world = await store.find(parseAddress('ada/garden')!)
  const rows = await store.log({ world: world!.key, kind: 'scene' }, 0, 1e6)
  const reader = new SimulatedWire()
  reader.listener = sync.connect(reader, 'ada/garden', new URLSearchParams(), NO_MEMBER)
  await time.pass(10)
  reader.receive(syncFrame('step1', Uint8Array.of(0)))
  const step2 = reader.sent.map(parseServerFrame).find((frame) => frame?.type === 'step2')
  const given = step2?.type === 'step2' ? step2.bytes : null
  expect(wire.closed, `seed ${seed}`).toBeNull()
  expect(rows.map(({ bytes }) => bytes)).toEqual([given])
  expect(readUpdate(rows[0]!.bytes)?.sections).toHaveLength(1)
  expect(asks).toBeGreaterThan(0)
  expect(asks).toBeLessThanOrEqual(Math.ceil(seconds * ASKS_PER_S))
  expect(sync.stats()).toMatchObject({ savedUpdates: 0, refusedFrames: 0 })
  await sync.stop()
  return { asks, seconds }
}

/** Types before, after and in the moment of each of so many reconnects; with how often. No key is lost. */
export async function typeThroughReconnects(reconnects: number): Promise<number> {
  const node = await startNode()
  const ada = openStock(node.url, 'ada/garden')
  const page = ada.doc.getText('text')
  let typed = 0
  const type = (): void => page.insert(page.length, `${typed++} `)
  // In the very moment the socket opens: this goes out before the step 2 that it rests on.
  ada.on('status', ({ status }) => {
    if (status === 'connected') type()
  })
  for (let time = 0; time < reconnects; time++) {
    await until(() => ada.synced, 'it is synced')
    type()
    ada.ws?.close()
    await until(() => !ada.wsconnected, 'the line is gone')
    type()
  }
  await until(() => ada.synced, 'it is synced')
  const bob = openStock(node.url, 'ada/garden')
  const expected = Array.from({ length: typed }, (_, n) => `${n} `).join('')
  await until(() => bob.doc.getText('text').toJSON() === expected, 'Bob sees every key')
  expect(page.toJSON()).toBe(expected)
  for (const provider of [ada, bob]) {
    provider.destroy()
    provider.awareness.destroy()
  }
  await node.stop()
  return typed
}
