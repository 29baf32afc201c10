// What comes beside messages takes little of a node: pings are answered when there is room, and a flood of
// them ends the connection in words. What waits for a client counts by number, too.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Socket, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { SocketTransport } from '../../../../server/sync/socket/client-transport.ts'
import { FrameReader } from '../../../../server/sync/socket/frame-reader.ts'
import { LargeSends } from '../../../../server/sync/socket/large-sends.ts'
import { OutgoingMessage } from '../../../../server/sync/socket/outgoing-message.ts'
import { upgrade, type SyncSocket } from '../../../../server/sync/socket/sync-socket.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { CLOSE } from '../../../../shared/wire/frames/sync-frames.ts'
import { deafListener } from './deaf-listener.ts'

let met = (_wire: SyncSocket, _socket: Socket): void => {}
let heard = 0
const largeSends = new LargeSends(systemClock)
const http = createServer().on('upgrade', (request, socket, head) => {
  if (!(socket instanceof Socket)) throw new Error('no socket of the network')
  upgrade(request, new SocketTransport(socket, largeSends), head, systemClock, (wire) => {
    // The answer to the upgrade goes first.
    setImmediate(() => met(wire, socket))
    return { ...deafListener, pong: () => (heard += 1), bytes: () => (heard += 1) }
  })
})
const client = (): WebSocket => new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`)

beforeAll(async () => {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})
afterAll(() => http.close())

it.each(['pings', 'pongs'])('[S13] a flood of %s ends in words', async (what) => {
  met = () => {}
  const ws = client()
  await once(ws, 'open')
  let pongs = 0
  ws.on('pong', () => (pongs += 1))
  for (let n = 0; n < 2_000; n++)
    if (what === 'pings') ws.ping()
    else ws.pong()
  const [code, reason] = await once(ws, 'close')
  expect([code, String(reason)]).toEqual([CLOSE.bound, expect.stringMatching(/10 pings a second/)])
  expect(pongs).toBeLessThan(200)
})

it('[S13] who takes nothing is sent one answer to all their pings, once they take what came before', async () => {
  const full = Promise.withResolvers<SyncSocket>()
  met = (wire, socket) => {
    const fill = (): void => {
      if (socket.writableNeedDrain) return full.resolve(wire)
      wire.send(new OutgoingMessage(Buffer.alloc(200_000)))
      setImmediate(fill)
    }
    fill()
  }
  const ws = client()
  await once(ws, 'open')
  ws.pause()
  const wire = await full.promise
  const before = wire.bytesIn
  heard = 0
  for (let n = 1; n <= 50; n++) ws.ping(String(n))
  await expect.poll(() => wire.bytesIn - before).toBeGreaterThanOrEqual(391)
  const queued = wire.queued
  for (let n = 0; n < 1_000; n++) wire.send(new OutgoingMessage(Buffer.of(1)))
  expect(wire.queued - queued).toBeGreaterThan(1_000 * 200)
  const pongs: string[] = []
  ws.on('pong', (words) => pongs.push(String(words)))
  ws.resume()
  await expect.poll(() => pongs.length > 0 && wire.queued === 0).toBe(true)
  expect(pongs).toEqual(['50'])
  ws.terminate()
})

it('[S20] what is unfinished is what waits for its rest, whatever came before or between', () => {
  const reader = new FrameReader(
    { bytesMax: 1_000, fragmentsMax: 8 },
    { message() {}, pinged() {}, ponged() {}, goodbye() {}, broken() {} },
  )
  const frame = (first: number, payload: Buffer): Buffer =>
    Buffer.concat([Buffer.of(first, 0x80 + payload.length, 0, 0, 0, 0), payload])
  const whole = frame(0x82, Buffer.alloc(50))
  const ping = frame(0x89, Buffer.alloc(50))
  const told: number[] = []
  for (const bytes of [
    whole,
    ping,
    whole.subarray(0, 30),
    whole.subarray(30),
    frame(0x02, Buffer.alloc(40)),
    ping,
  ]) {
    reader.read(Buffer.from(bytes))
    told.push(reader.unfinished)
  }
  expect(told).toEqual([0, 0, 30, 0, 40, 40])
})
