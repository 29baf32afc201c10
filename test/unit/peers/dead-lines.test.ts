// Lines that are looked after, over real sockets: one that carries nothing any more is cut, and none that
// only rests, is read late, or has much to send.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createLineKeepalive, type LineKeepalive } from '../../../server/peers/known/line-keepalive.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { until } from '../sync/until.ts'

const there = parseNodeName('house.example')!
/** A line is asked after 1 s in which nothing came, and 5 s are waited for an answer. */
const ASKED_MS = 1_000
const ANSWERED_MS = 5_000

let host: WebSocketServer
let time: VirtualTime
let lines: LineKeepalive
let pings: number

beforeEach(async () => {
  time = new VirtualTime()
  lines = createLineKeepalive(time)
  pings = 0
})
afterEach(() => {
  for (const line of host.clients) line.terminate()
  host.close()
})

/** A host that answers, or does not. */
async function listen(autoPong: boolean): Promise<void> {
  host = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong })
  host.on('connection', (line) => line.on('ping', () => (pings += 1)))
  await once(host, 'listening')
}

async function open(): Promise<WebSocket> {
  const line = new WebSocket(`ws://127.0.0.1:${(host.address() as AddressInfo).port}`)
  await once(line, 'open')
  lines.watch(there, line)
  return line
}

/** Lets time pass step by step, while messages on the way arrive. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    await time.pass(500)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

it('[N52] cuts a line that gives no sign of life when it is asked for one', async () => {
  await listen(false)
  const line = await open()
  await pass(ASKED_MS - 500)
  expect(pings).toBe(0)
  await pass(500 + ANSWERED_MS)
  await until(() => line.readyState === WebSocket.CLOSED, 'it is cut')
  expect(pings).toBe(1)
})

it('[N52] keeps one that answers, and one that nobody reads just now', async () => {
  await listen(true)
  const line = await open()
  for (let times = 0; times < 5; times += 1) {
    const answered = once(line, 'pong')
    await pass(ASKED_MS + ANSWERED_MS)
    await answered
  }
  expect(line.readyState).toBe(WebSocket.OPEN)
  expect(pings).toBeLessThan(20)

  line.pause()
  await pass(2 * (ASKED_MS + ANSWERED_MS))
  expect(line.readyState).toBe(WebSocket.OPEN)
})

it('[N52] says something every few seconds, also where much comes and nothing is asked', async () => {
  await listen(true)
  const line = await open()
  const [far] = host.clients
  for (let times = 1; times <= 3; times += 1) {
    const came = once(line, 'message')
    far?.send('news')
    await came
    await pass(ASKED_MS)
    await until(() => pings === times, 'it is heard')
  }
})

it('[N52] asks all others to a node at once when one of them broke, or another is opened', async () => {
  await listen(false)
  const first = await open()
  const second = await open()
  await until(() => pings === 1, 'the first one is asked')
  await pass(ANSWERED_MS)
  await until(() => first.readyState === WebSocket.CLOSED, 'the first one is cut')
  await until(() => pings === 2, 'so the second one is asked')
  await pass(ANSWERED_MS)
  await until(() => second.readyState === WebSocket.CLOSED, 'the second one is cut')
})

it('[N52] waits longer for an answer that comes after much that was sent', async () => {
  await listen(false)
  const line = await open()
  const [far] = host.clients
  // A slow reader hears the question late.
  far?.pause()
  line.send(new Uint8Array(320 * 1024))
  await pass(ASKED_MS + ANSWERED_MS + 5_000)
  expect(line.readyState).toBe(WebSocket.OPEN)
  await pass(20_000)
  await until(() => line.readyState === WebSocket.CLOSED, 'it is cut')
})
