// A slow reader hurts only itself: it is cut off by what waits for it, and by how long, and nobody else is.
import { pino } from 'pino'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { NO_MEMBER } from '../../../../server/contracts/request-member.ts'
import { createSync } from '../../../../server/sync/sync-server.ts'
import { askPresenceFrame, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { until } from '../../../process.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { VirtualTime } from '../../../simulation/time.ts'
import { SimulatedWire } from '../../../simulation/wire.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'

it('[a slow reader hurts only itself] is cut off when more than 4 MB wait for it, and not before', async () => {
  await using world = await simulate()
  world.reader.queued = 4 * MB
  await world.write()
  expect(world.reader.closed).toBeNull()
  world.reader.queued = 4 * MB + 1
  await world.write()
  expect(world.reader.closed).toMatchObject({ code: CUT })
  expect(world.writer.closed).toBeNull()
})

it('[a slow reader hurts only itself] is cut off when it takes nothing for 10 s, but not for taking little', async () => {
  await using world = await simulate()
  world.reader.queued = world.writer.queued = 1_000
  for (let s = 0; s < 20; s++) {
    world.writer.bytesOut += 1
    await world.time.pass(500)
  }
  expect(world.reader.closed).toBeNull()
  for (let s = 0; s < 2; s++) {
    world.writer.bytesOut += 1
    await world.time.pass(500)
  }
  expect(world.reader.closed).toMatchObject({ code: CUT })
  expect(world.writer.closed).toBeNull()
})

it('[a slow reader hurts only itself] who takes what waits is there, though nothing is read from them', async () => {
  await using world = await simulate()
  const { reader, time } = world
  reader.ping = () => {}
  reader.queued = 1_000
  for (let s = 0; s < 100; s++) {
    reader.bytesOut += 1
    await time.pass(1_000)
  }
  expect(reader.closed).toBeNull()
})

it('[S13] nothing is read from who has not taken 256 kB, until they took some of it', async () => {
  await using world = await simulate()
  const { reader, time } = world
  const ask = () => reader.receive(askPresenceFrame())
  reader.queued = 256 * 1024
  ask()
  expect(reader.isPaused).toBe(false)
  reader.queued += 1
  ask()
  expect(reader.isPaused).toBe(true)
  await time.pass(1_000)
  expect(reader.isPaused).toBe(true)
  reader.queued -= 1
  await time.pass(1_000)
  expect(reader.isPaused).toBe(false)
})

const MB = 1024 * 1024
/** How a cut connection looks to a client. */
const CUT = 1006

/** A world without a network and a real clock, with somebody who writes and somebody who reads. */
async function simulate() {
  const time = new VirtualTime()
  const sync = createSync({
    store: createMemoryStore(),
    clock: time,
    random: seededRandom(1).bytes,
    log: pino({ level: 'silent' }),
    rightOf: () => 'own',
    makeMissing: true,
  })
  const enter = async () => {
    const wire = new SimulatedWire()
    wire.listener = sync.connect(wire, 'ada/garden', new URLSearchParams(), NO_MEMBER)
    await until('it is in', () => !wire.isPaused)
    wire.receive(syncFrame('step1', Uint8Array.of(0)))
    // The first copy may wait on top of the bound; from now on it has been taken.
    wire.listener.drained()
    return wire
  }
  const [writer, reader] = [await enter(), await enter()]
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) => writer.receive(syncFrame('update', update)))
  return {
    time,
    writer,
    reader,
    /** Writes something, and waits until the readers have it. */
    async write() {
      doc.getText('text').insert(0, 'x')
      await time.pass(1)
    },
    async [Symbol.asyncDispose]() {
      await sync.stop()
    },
  }
}
