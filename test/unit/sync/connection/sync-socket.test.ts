// A client's socket: what comes beside messages takes little of a node, what waits for a client counts by
// number, too, large messages go to few at a time, and a goodbye says why.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import {
  createUpgrades,
  type SocketListener,
  type SyncSocket,
} from '../../../../server/sync/socket/sync-socket.ts'
import { TOO_MUCH_WORK } from '../../../../server/sync/document/document-size.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { CLOSE } from '../../../../shared/wire/frames/sync-frames.ts'
import { deafListener } from './deaf-listener.ts'

const LARGE = 12 * 1024 * 1024
/** On a busy machine a large message takes longer than a goodbye may. */
const unhurried = {
  now: () => systemClock.now(),
  after: (ms: number, run: () => void) => (ms < 2_000 ? systemClock.after(ms, run) : () => undefined),
}
let met = (_wire: SyncSocket, _socket: Socket): Partial<SocketListener> | void => {}
const upgrade = createUpgrades(unhurried)
const http = createServer().on('upgrade', (request, _socket, head) =>
  upgrade(request, head, (wire) => ({ ...deafListener, ...met(wire, request.socket) })),
)
const port = (): number => (http.address() as AddressInfo).port
const client = (): WebSocket => new WebSocket(`ws://127.0.0.1:${port()}/`, { maxPayload: 2 * LARGE })

beforeAll(async () => {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})
afterEach(() => (met = () => {}))
afterAll(() => http.close())

it.each([
  ['pings', 1006, ''],
  ['pongs', CLOSE.bound, 'More than 10 pings a second came over this connection.'],
] as const)('[S13] a flood of %s ends the connection', async (what, code, reason) => {
  const ws = client()
  await once(ws, 'open')
  let pongs = 0
  ws.on('pong', () => (pongs += 1))
  ws.on('error', () => undefined)
  for (let n = 0; n < 2_000; n++)
    if (what === 'pings') ws.ping()
    else ws.pong()
  const [ended, why] = await once(ws, 'close')
  expect([ended, String(why)]).toEqual([code, reason])
  expect(pongs).toBeLessThan(200)
})

it('[S13] pings that come one by one are answered, and too many of them end in words', async () => {
  const ws = client()
  await once(ws, 'open')
  const closed = once(ws, 'close')
  let pongs = 0
  ws.on('pong', () => {
    pongs += 1
    ws.ping()
  })
  ws.ping()
  const [code, reason] = await closed
  expect([code, String(reason)]).toEqual([CLOSE.bound, expect.stringMatching(/10 pings a second/)])
  expect(pongs).toBeGreaterThanOrEqual(100)
})

it('[S13] what waits for who takes nothing counts by number, too, and more than 16 pings end it', async () => {
  const full = Promise.withResolvers<SyncSocket>()
  const closed = Promise.withResolvers<void>()
  met = (wire, socket) => {
    const fill = (): void => {
      if (socket.writableNeedDrain) return full.resolve(wire)
      wire.send(Buffer.alloc(200_000))
      setImmediate(fill)
    }
    fill()
    return { closed: () => closed.resolve() }
  }
  const ws = client()
  await once(ws, 'open')
  ws.pause()
  const wire = await full.promise
  const queued = wire.queued
  for (let n = 0; n < 1_000; n++) wire.send(Buffer.of(1))
  expect(wire.queued - queued).toBeGreaterThan(1_000 * 200)
  for (let n = 1; n <= 17; n++) ws.ping(String(n))
  await closed.promise
  ws.terminate()
})

it('[S20] what is unfinished is what waits for its rest, whatever came before or between', async () => {
  const told: number[] = []
  met = (wire) => ({ bytes: () => void told.push(wire.unfinished) })
  const frame = (first: number, payload: Buffer): Buffer =>
    Buffer.concat([Buffer.of(first, 0x80 + payload.length, 0, 0, 0, 0), payload])
  const whole = frame(0x82, Buffer.alloc(50))
  const ping = frame(0x89, Buffer.alloc(50))
  const socket = await upgraded()
  const pieces = [whole, ping, whole.subarray(0, 30), whole.subarray(30), frame(0x02, Buffer.alloc(40)), ping]
  for (const [n, piece] of pieces.entries()) {
    socket.write(piece)
    await expect.poll(() => told.length).toBe(n + 1)
  }
  // A fragment is a part of its message with its head.
  expect(told).toEqual([0, 0, 30, 0, 46, 46])
  socket.destroy()
})

it('what is sent at once comes in order, message by message, whatever its size; after a goodbye nothing comes', async () => {
  const sizes = [0, 1, 125, 126, 3_000, 65_535, 65_536, 300_000, 2]
  const frames = sizes.map((size, n) => Buffer.alloc(size, n))
  const wires: SyncSocket[] = []
  met = (wire) => {
    wires.push(wire)
    // What fits into one piece, and what does not.
    wire.send(...frames.slice(0, 5))
    wire.send(...frames)
    return { message: () => wires.forEach((each) => each.send(...frames.slice(0, 5))) }
  }
  const clients = [client(), client()]
  const got = clients.map((ws) => {
    const messages: Buffer[] = []
    ws.on('message', (bytes: Buffer) => messages.push(bytes))
    return messages
  })
  await Promise.all(clients.map((ws) => once(ws, 'open')))
  clients[0]?.send(Buffer.of(1))
  for (const messages of got) {
    await expect.poll(() => messages.length).toBe(19)
    expect(messages).toEqual([...frames.slice(0, 5), ...frames, ...frames.slice(0, 5)])
  }
  const [first] = wires
  clients[0]?.close()
  await expect.poll(() => clients[0]?.readyState).toBe(WebSocket.CLOSED)
  first?.send(Buffer.of(1))
  expect(first?.queued).toBe(0)
  clients[1]?.terminate()
})

it('[S25] what is sent after a large message comes after it, a ping and a goodbye too', async () => {
  const large = Buffer.alloc(LARGE, 7)
  met = (wire) => {
    wire.send(Buffer.of(1), large)
    wire.send(Buffer.of(2))
    for (let n = 0; n < 100; n++) wire.send(Buffer.alloc(20_000, n))
    wire.ping()
    wire.close(4000, 'that is all')
  }
  const heard: string[] = []
  const ws = client()
  ws.on('message', (data: Buffer) => heard.push(data.equals(large) ? 'large' : `${data.length} x ${data[0]}`))
  ws.on('ping', () => heard.push('ping'))
  const [code, reason] = await once(ws, 'close')
  const many = Array.from({ length: 100 }, (_, n) => `20000 x ${n}`)
  expect(heard).toEqual(['1 x 1', 'large', '1 x 2', ...many, 'ping'])
  expect([code, String(reason)]).toEqual([4000, 'that is all'])
})

it('[S25] who does not read keeps nobody else waiting, and has all of it once they read', async () => {
  const large = Buffer.alloc(LARGE, 7)
  met = (wire) => wire.send(large)
  // More than are served at a time.
  const idle = await Promise.all(Array.from({ length: 20 }, () => upgraded()))
  await Promise.all(Array.from({ length: 4 }, () => once(client(), 'message')))
  const [first] = idle
  let bytes = 0
  first?.on('data', (data: Buffer) => (bytes += data.length))
  await expect.poll(() => bytes).toBeGreaterThan(LARGE)
  for (const socket of idle) socket.destroy()
})

it.each([
  [
    'more than fits',
    TOO_MUCH_WORK,
    'This change collides with too many others in one place, or deletes too much at once.',
  ],
  ['what just fits', 'a'.repeat(123), 'a'.repeat(123)],
  ['one long sentence', 'ö'.repeat(100), `${'ö'.repeat(60)}…`],
])('[S10] a goodbye says why, in as many whole sentences as it has room for: %s', async (_, words, said) => {
  met = (wire) => wire.close(4413, words)
  const [code, heard] = await once(client(), 'close')
  expect([code, String(heard)]).toEqual([4413, said])
})

/** Somebody who asked for the upgrade, and reads nothing. */
async function upgraded(): Promise<Socket> {
  const socket = connect(port(), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(
    'GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  return socket
}
