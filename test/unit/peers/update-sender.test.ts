// A person's edits go to the host of a world whenever they are written: over a real socket, from a store that
// answers when it likes.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { UpdateSender } from '../../../server/peers/copies/update-sender.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import { pendingLogKind } from '../../../server/sync/following/layered-scene.ts'
import { systemClock, type ServerClock } from '../../../server/time/server-clock.ts'
import {
  heldFrame,
  parseClientFrame,
  syncFrame,
  worldFrame,
  type ClientFrame,
} from '../../../shared/wire/frames/sync-frames.ts'
import { ada, makeWorld, typed } from '../../contract/made.ts'
import { until } from '../sync/until.ts'

it('[N24] sends what was written while it looked for more, and found none yet', async () => {
  const store = createMemoryStore()
  const world = await makeWorld(store, 'square')
  const document = { world: world.key, kind: pendingLogKind(ada) }
  const letters = typed(7, 'ab')
  const write = async (index: number): Promise<void> => {
    const bytes = letters[index]
    if (bytes === undefined) throw new Error('there is no such letter')
    await store.append([{ document, bytes, member: ada, at: 1, claims: index === 0 ? [7] : [] }])
    sender.advance()
  }
  let looks = 0
  const late: Pick<Store, 'log' | 'forgetRows'> = {
    forgetRows: (...of) => store.forgetRows(...of),
    async log(...of) {
      const rows = await store.log(...of)
      // The second look finds nothing; before it is told so, something is written.
      if (++looks === 2) await write(1)
      return rows
    },
  }

  let frames = 0
  const host = await openHost(({ type }) => {
    // It says nothing of having them, which would be heard as a reason to look again.
    if (type === 'update' || type === 'step2') frames += 1
  })
  const sender = host.sender({ store: late, log: document })
  try {
    await write(0)
    // An empty frame to begin with, and one for each letter.
    await until(() => frames === 3, 'the host has both letters')
    expect(looks).toBeGreaterThan(2)
  } finally {
    sender.stop()
    host.close()
  }
})

it('[N26] takes a host’s questions that stood still in the network for no proof of a loss', async () => {
  const store = createMemoryStore()
  const world = await makeWorld(store, 'square')
  const document = { world: world.key, kind: pendingLogKind(ada) }
  const [bytes = Uint8Array.of()] = typed(7, 'a')
  await store.append([{ document, bytes, member: ada, at: 1, claims: [7] }])
  let frames = 0
  let refusals = 0
  let now = 0
  const host = await openHost(() => (frames += 1))
  const clock = { ...systemClock, now: () => now }
  const sender = host.sender({ store, log: document, clock, refused: () => (refusals += 1) })
  const ask = async (): Promise<void> => {
    const before = frames
    host.ask()
    await until(() => frames > before || refusals > 0, 'it was answered')
  }
  try {
    await until(() => frames === 2, 'the host has it')
    await ask()
    now += 61_000
    await ask()
    expect(refusals).toBe(0)
    for (let asked = 2; asked <= 20; asked += 1) await ask()
    expect(refusals).toBe(1)
  } finally {
    sender.stop()
    host.close()
  }
})

it('[S19] takes the questions of a host that says why it waits for none that is in vain', async () => {
  const store = createMemoryStore()
  const world = await makeWorld(store, 'square')
  const document = { world: world.key, kind: pendingLogKind(ada) }
  const [bytes = Uint8Array.of()] = typed(7, 'a')
  await store.append([{ document, bytes, member: ada, at: 1, claims: [7] }])
  let frames = 0
  let now = 0
  const host = await openHost(() => (frames += 1))
  const clock = { ...systemClock, now: () => now }
  const sender = host.sender({ store, log: document, clock })
  try {
    await until(() => frames === 2, 'the host has it')
    for (let asked = 0; asked < 30; asked += 1) {
      const before = frames
      host.tell(heldFrame('It waits for its turn.'), heldFrame(null), syncFrame('step1', Uint8Array.of(0)))
      await until(() => frames > before, 'it is sent again')
      now += 30_000
    }
  } finally {
    sender.stop()
    host.close()
  }
})

/** A host of the world, and senders to it. */
async function openHost(received: (frame: ClientFrame) => void) {
  const host = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(host, 'listening')
  host.on('connection', (ws) => {
    ws.send(worldFrame('square', 'line'))
    ws.on('message', (data: Buffer) => {
      const frame = parseClientFrame(data)
      if (frame !== null) received(frame)
    })
  })
  const { port } = host.address() as AddressInfo
  type Parts = Pick<ConstructorParameters<typeof UpdateSender>[0], 'store' | 'log'>
  const sender = ({
    clock = systemClock,
    refused = (_, why) => expect.unreachable(why),
    ...parts
  }: Parts & { clock?: ServerClock; refused?: (after: number, why: string) => void }): UpdateSender =>
    new UpdateSender({
      ...parts,
      clock,
      random: (bytes) => randomBytes(bytes),
      async open() {
        const ws = new WebSocket(`ws://127.0.0.1:${port}`)
        // Messages that come with the opening wait until somebody listens.
        ws.once('open', () => ws.pause())
        await once(ws, 'open')
        setImmediate(() => ws.resume())
        return ws
      },
      events: {
        meet: () => true,
        // The log here gets nothing, so that only edits wake it.
        has: () => false,
        forgotten: () => undefined,
        refused,
        opened: () => undefined,
        presence: () => undefined,
        lost: () => undefined,
        ended: () => undefined,
        failed: (error) => expect.unreachable(String(error)),
      },
    })
  return {
    sender,
    tell(...frames: Uint8Array[]) {
      for (const client of host.clients) for (const frame of frames) client.send(frame)
    },
    /** Asks for what is missing. */
    ask() {
      this.tell(syncFrame('step1', Uint8Array.of(0)))
    },
    close() {
      host.close()
      for (const client of host.clients) client.terminate()
    },
  }
}
