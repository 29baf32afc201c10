// Answers to clients who came in at a process that passes them on: what is the same for many goes there once,
// each gets what is theirs in order, and who does not take it hurts only themselves. Over real sockets.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, createServer as createSocketServer, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { pino } from 'pino'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { FrontDoor } from '../../../server/cluster/front-door.ts'
import { connectInside, listenInside } from '../../../server/cluster/inside-link.ts'
import { SharedDelivery } from '../../../server/cluster/shared-delivery.ts'
import { SharedFrameReader, writeFrame, type SharedFrame } from '../../../server/cluster/shared-frames.ts'
import { SharedSender } from '../../../server/cluster/shared-sending.ts'
import { NO_MEMBER } from '../../../server/contracts/request-member.ts'
import type { Outlet } from '../../../server/sync/socket/client-transport.ts'
import { weightOf } from '../../../server/sync/socket/outgoing-message.ts'
import { createSync, type Sync } from '../../../server/sync/sync-server.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { freePort } from '../../support/free-port.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'

const KEY = randomBytes(32)
const HOST = '127.0.0.1'
const MIB = 1024 * 1024
/** As long as a test waits at most. */
const SLOWLY = { timeout: 30_000 }
const closers: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

describe('[L29] the connection between two processes', () => {
  test('frames are read as they were written, wherever their bytes are cut', () => {
    const random = seededRandom(seedFromEnvironment())
    const numbers = (count: number) => Array.from({ length: count }, () => random.below(2 ** 32))
    const some = (): SharedFrame => {
      const bytes = randomBytes(random.below(300))
      const makers: (() => SharedFrame)[] = [
        () => ({ kind: 'send', to: numbers(random.below(40)), bytes }),
        () => ({ kind: 'keep', message: random.below(2 ** 32), bytes }),
        () => ({ kind: 'sendKept', message: random.below(2 ** 32), to: numbers(random.below(40)) }),
        () => ({ kind: 'forget', message: random.below(2 ** 32) }),
        () => ({ kind: random.below(2) === 0 ? 'end' : 'cut', client: random.below(2 ** 32) }),
        () => ({ kind: 'taken', taken: numbers(random.below(9)).map((n) => [n, n * 4_000] as const) }),
      ]
      return oneOf(random, makers)()
    }
    const frames = Array.from({ length: 500 }, some)
    const bytes = Buffer.concat(frames.flatMap(writeFrame))
    const reader = new SharedFrameReader()
    const read: SharedFrame[] = []
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + 1 + random.below(700))
      read.push(...reader.read(piece))
      at += piece.length
    }
    expect(read).toEqual(frames)
  })

  test('each client gets what was sent to them, in order, large and small; what is the same goes once', async () => {
    const random = seededRandom(seedFromEnvironment())
    const { sender, delivery, link } = await joined()
    const clients = await Promise.all(Array.from({ length: 20 }, () => clientOf(sender, delivery)))
    const large = Array.from({ length: 3 }, () => randomBytes(200_000 + random.below(MIB)))
    let unshared = 0
    for (let round = 0; round < 250; round += 1) {
      const isLarge = random.below(100) === 0
      const bytes = isLarge ? oneOf(random, large) : randomBytes(1 + random.below(2_000))
      for (const client of clients.filter(() => random.below(3) > 0)) {
        client.outlet.send(bytes)
        client.expected.push(bytes)
        unshared += bytes.length
      }
      if (random.below(20) === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    for (const { outlet } of clients) outlet.end()
    for (const { got, expected } of clients) expect((await got).equals(Buffer.concat(expected))).toBe(true)
    expect(link.bytesWritten).toBeLessThan(unshared / 8)
  })

  test('how much a client has not taken is known, and when they took it', async () => {
    const { sender, delivery } = await joined()
    const slow = await clientOf(sender, delivery)
    const fast = await clientOf(sender, delivery)
    slow.socket.pause()
    const drained = Promise.withResolvers<void>()
    slow.outlet.onDrained(drained.resolve)
    for (let sent = 0; sent < 16; sent += 1) {
      const bytes = randomBytes(MIB)
      slow.outlet.send(bytes)
      fast.outlet.send(bytes)
    }
    expect(slow.outlet.queued).toBe(weightOf(16 * MIB, 16))
    await expect.poll(() => fast.outlet.queued, SLOWLY).toBe(0)
    expect(slow.outlet.queued).toBeGreaterThan(4 * MIB)
    slow.socket.resume()
    await drained.promise
    expect(slow.outlet.queued).toBe(0)
    expect(slow.outlet.bytesOut).toBe(16 * MIB)
  })

  test('many small messages that a client has not taken count as what they take', async () => {
    const { sender, delivery } = await joined()
    const { outlet } = await clientOf(sender, delivery)
    for (let sent = 0; sent < 4_000; sent += 1) outlet.send(Buffer.of(7))
    expect(outlet.queued).toBe(weightOf(4_000, 4_000))
    await expect.poll(() => outlet.queued, SLOWLY).toBe(0)
  })
})

describe('[L29] people who came in at another process', () => {
  test.for([
    ['from the process that leads', false],
    ['from one that has their world', true],
  ] as const)('see each other write; what many are told goes once, %s', async ([, isAside]) => {
    const { standby, inside } = await node(isAside)
    const people = await Promise.all(Array.from({ length: 10 }, () => person(standby.port)))
    const [writer] = people
    writer?.doc.getMap('people').set('picture', new Uint8Array(randomBytes(MIB)))
    await expect.poll(() => people.every(({ doc }) => doc.getMap('people').size === 1), SLOWLY).toBe(true)
    const sent = inside.reduce((sum, socket) => sum + socket.bytesWritten, 0)
    expect(sent).toBeGreaterThan(MIB)
    expect(sent).toBeLessThan(2 * MIB)
  })

  test('are told why they are sent out', async () => {
    const { standby, sync } = await node()
    const here = await person(standby.port)
    const closed = once(here.socket, 'close')
    const key = sync.here()[0]?.world
    if (key === undefined) throw new Error('nobody is here')
    await sync.close(key, 4001, 'This world has moved.')
    const [code, reason] = await closed
    expect([code, String(reason)]).toEqual([4001, 'This world has moved.'])
    await expect.poll(() => standby.count, SLOWLY).toBe(0)
  })

  test('who does not read is cut off; the others are not held up', async () => {
    const { standby } = await node()
    const [writer, reader, slow] = await Promise.all([0, 1, 2].map(() => person(standby.port)))
    if (writer === undefined || reader === undefined || slow === undefined) throw new Error('three came')
    slow.socket.pause()
    for (let update = 1; update <= 24; update += 1) {
      writer.doc.getMap('people').set(`${update}`, new Uint8Array(randomBytes(MIB / 2)))
      await expect.poll(() => reader.doc.getMap('people').size, SLOWLY).toBe(update)
    }
    await expect.poll(() => standby.count, SLOWLY).toBe(2)
    expect(slow.doc.getMap('people').size).toBeLessThan(24)
  })

  test('who asks for pages alone is answered by their socket, and nothing of them stays', async () => {
    const { standby } = await node()
    const made = vi.spyOn(SharedSender.prototype, 'outlet')
    closers.push(() => made.mockRestore())
    const page = await fetch(`http://${HOST}:${standby.port}/`)
    expect([await page.text(), made.mock.calls.length]).toEqual(['a page', 0])
    await person(standby.port)
    expect(made.mock.calls.length).toBe(1)
  })

  test('go on when the shared connection breaks: they connect again', async () => {
    const { standby, inside } = await node()
    const first = await person(standby.port)
    const closed = once(first.socket, 'close')
    for (const socket of inside) socket.destroy()
    await closed
    const second = await person(standby.port)
    second.doc.getMap('people').set('after', true)
    const third = await person(standby.port)
    await expect.poll(() => third.doc.getMap('people').get('after'), SLOWLY).toBe(true)
  })
})

function oneOf<T>(random: Random, all: readonly T[]): T {
  const one = all[random.below(all.length)]
  if (one === undefined) throw new Error('there is none to choose')
  return one
}

/** Both ends of a shared connection. */
async function joined() {
  const address = { host: HOST, port: await freePort() }
  const { promise, resolve } = Promise.withResolvers<TLSSocket>()
  const listener = await listenInside(address, { key: KEY, most: 9, clock: systemClock }, (_, socket) =>
    resolve(socket),
  )
  const passing = await connectInside(address, KEY, { for: 'answers', name: 'one' }, systemClock)
  const link = await promise
  closers.push(() => {
    listener.close()
    passing.destroy()
  })
  const sender = new SharedSender(link, true, systemClock, () => undefined)
  return { sender, link, delivery: new SharedDelivery(passing, systemClock, () => undefined) }
}

interface AnsweredPerson {
  readonly outlet: Outlet
  readonly socket: Socket
  readonly expected: Buffer[]
  /** All that came, once it ended. */
  readonly got: Promise<Buffer>
}

async function clientOf(sender: SharedSender, delivery: SharedDelivery): Promise<AnsweredPerson> {
  const server = createSocketServer({ allowHalfOpen: true }).listen(0, HOST)
  await once(server, 'listening')
  const at = server.address()
  const socket = connect({ port: typeof at === 'object' && at ? at.port : 0, host: HOST })
  const [there] = await once(server, 'connection')
  there.on('error', () => undefined)
  server.close()
  closers.push(() => socket.destroy())
  const number = delivery.nextNumber()
  delivery.add(number, there, { isElsewhere: true, hold: () => undefined, move: () => undefined })
  const pieces: Buffer[] = []
  socket.on('data', (piece) => pieces.push(piece))
  const got = once(socket, 'end').then(() => Buffer.concat(pieces))
  return { outlet: sender.outlet(number), socket, expected: [], got }
}

/**
 * A process that serves worlds, one that passes on, and all connections between the two. `isAside`: that one
 * passes on to it since it has the world.
 */
async function node(isAside = false) {
  const front = await FrontDoor.listen({
    port: 0,
    host: HOST,
    most: 100,
    isEncrypted: false,
    inside: { at: '', key: KEY },
    clock: systemClock,
  })
  const sync: Sync = createSync({
    store: createMemoryStore(),
    clock: systemClock,
    random: (bytes) => randomBytes(bytes),
    log: pino({ level: 'silent' }),
    rightOf: () => 'own',
    makeMissing: true,
    arrivalOf: (socket) => front.arrivalOf(socket),
  })
  const server = createServer((_, response) => response.end('a page'))
  server.on('upgrade', (request, socket, head) => {
    sync.accept('ann/world', new URLSearchParams(), NO_MEMBER, request, socket, head)
  })
  await front.serve(server)
  const address = { host: HOST, port: await freePort() }
  const inside: TLSSocket[] = []
  const listener = await listenInside(
    address,
    { key: KEY, most: 100, clock: systemClock },
    (purpose, socket) => {
      inside.push(socket)
      if (purpose.for === 'client') front.take(socket, purpose)
      if (purpose.for === 'answers') front.takeAnswers(socket, purpose)
    },
  )
  const standby = await FrontDoor.listen({
    port: 0,
    host: HOST,
    most: 100,
    isEncrypted: false,
    inside: { at: '', key: KEY },
    clock: systemClock,
  })
  const to = { address, key: KEY }
  if (isAside) {
    const edge = createServer()
    edge.on('upgrade', (request, _, head) => void standby.passUpgradeTo(to, request, request.socket, head))
    standby.readBy(edge)
  } else standby.passTo(to)
  closers.push(async () => {
    await sync.stop()
    server.closeAllConnections()
    server.close()
    standby.close()
    listener.close()
  })
  return { standby, sync, inside }
}

/** A stock client that keeps a document. */
async function person(port: number) {
  const doc = new Y.Doc()
  const socket = new WebSocket(`ws://${HOST}:${port}/sync/ann/world`)
  socket.binaryType = 'nodebuffer'
  closers.push(() => socket.terminate())
  socket.on('error', () => undefined)
  socket.on('message', (data: Buffer) => {
    const [message, kind] = data
    if (message !== 0) return
    if (kind === 0) socket.send(syncFrame('step2', Y.encodeStateAsUpdate(doc, payloadOf(data))))
    else Y.applyUpdate(doc, payloadOf(data), 'node')
  })
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'node') socket.send(syncFrame('update', update))
  })
  await once(socket, 'open')
  socket.send(syncFrame('step1', Y.encodeStateVector(doc)))
  await once(socket, 'message')
  return { doc, socket }
}

/** What a sync frame carries: after its two kinds, a length and the bytes. */
function payloadOf(frame: Buffer): Buffer {
  let at = 2
  while ((frame[at] ?? 0) >= 0x80) at += 1
  return frame.subarray(at + 1)
}
