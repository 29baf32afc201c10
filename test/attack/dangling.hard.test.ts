// Updates that rest on missing ones cost nothing: they are neither held nor stored, and the server's requests
// for them are bounded. A stock client that types while it reconnects sends such updates, and loses nothing
// by it.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { NO_MEMBER } from '../../server/contracts/request-member.ts'
import { createMemoryStore } from '../support/memory-store/memory-store.ts'
import { createSync } from '../../server/sync/sync-server.ts'
import { parseAddress } from '../../shared/world/address.ts'
import { parseServerFrame, syncFrame } from '../../shared/wire/frames/sync-frames.ts'
import { readUpdate } from '../../shared/yjs/update-reader.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { VirtualTime } from '../simulation/time.ts'
import { SimulatedWire } from '../simulation/wire.ts'
import { startNode } from '../unit/sync/node.ts'
import { openStock } from '../unit/sync/stock.ts'
import { until } from '../unit/sync/until.ts'

const FRAMES = 10_000
const RECONNECTS = process.env['INKLAND_HARD'] ? 200 : 40
/** How long the hard run may take, in ms. */
const HARD_MS = 600_000
/** Most that the heap may have grown by, in bytes: V8 gathers as much by itself. */
const HELD_BYTES_MAX = 512 * 1024
/** How often at most the server may ask for missing updates, and how fast the attack comes. */
const ASKS_PER_S = 4
const FRAMES_PER_S = 1000

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

function heldBytes(): number {
  collect()
  return process.memoryUsage().heapUsed
}

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

it('[S4] 10,000 updates that rest on missing ones leave nothing behind', async () => {
  const seed = seedFromEnvironment()
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

  const updates = Array.from({ length: 1000 }, () => danglingUpdates(1 + random.below(2 ** 32 - 1))).flat()
  const attack = async (frames: number): Promise<void> => {
    for (let sent = 0; sent < frames; sent++) {
      const update = updates[random.below(updates.length)]
      if (update) wire.receive(syncFrame(random.below(2) === 0 ? 'update' : 'step2', update))
      if (sent % 10 === 0) await time.pass(10_000 / FRAMES_PER_S)
    }
    await time.pass(1000)
  }
  const from = time.at
  await attack(FRAMES / 5)
  const heldBefore = heldBytes()
  await attack(FRAMES)
  const held = heldBytes() - heldBefore
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
  console.log(
    `dangling updates: ${FRAMES} sent, 0 bytes stored, 0 bytes given to readers, heap ${Math.max(0, Math.round(held / 1024))} kB larger; ` +
      `asked ${asks} times in ${seconds.toFixed(0)} s (seed ${seed})`,
  )
  expect(held).toBeLessThan(HELD_BYTES_MAX)
})

it(
  '[S4] a stock client that types through reconnects loses no key',
  async () => {
    const node = await startNode()
    const ada = openStock(node.url, 'ada/garden')
    const page = ada.doc.getText('text')
    let typed = 0
    const type = (): void => page.insert(page.length, `${typed++} `)
    // In the very moment the socket opens: this goes out before the step 2 that it rests on.
    ada.on('status', ({ status }) => {
      if (status === 'connected') type()
    })
    for (let time = 0; time < RECONNECTS; time++) {
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
    console.log(`typing through reconnects: ${RECONNECTS} reconnects, ${typed} edits, 0 lost`)
    expect(page.toJSON()).toBe(expected)
    for (const provider of [ada, bob]) {
      provider.destroy()
      provider.awareness.destroy()
    }
    await node.stop()
  },
  HARD_MS,
)
