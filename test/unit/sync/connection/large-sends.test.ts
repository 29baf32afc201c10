// Large messages go to few readers at a time, whole and in order, and nobody waits for who does not read.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, Socket, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { SocketTransport } from '../../../../server/sync/socket/client-transport.ts'
import { OutgoingMessage } from '../../../../server/sync/socket/outgoing-message.ts'
import { LargeSends } from '../../../../server/sync/socket/large-sends.ts'
import { upgrade, type SyncSocket } from '../../../../server/sync/socket/sync-socket.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { deafListener } from './deaf-listener.ts'

const LARGE = 12 * 1024 * 1024
/** On a busy machine a large message takes longer than a goodbye may. */
const unhurried = { now: () => systemClock.now(), after: () => () => undefined }
let met = (_wire: SyncSocket): void => {}
const largeSends = new LargeSends(systemClock)
const http = createServer().on('upgrade', (request, socket, head) => {
  if (!(socket instanceof Socket)) throw new Error('no socket of the network')
  upgrade(request, new SocketTransport(socket, largeSends), head, unhurried, (wire) => {
    // The answer to the upgrade goes first.
    setImmediate(() => met(wire))
    return deafListener
  })
})
const port = (): number => (http.address() as AddressInfo).port
const client = (): WebSocket => new WebSocket(`ws://127.0.0.1:${port()}/`, { maxPayload: 2 * LARGE })

beforeAll(async () => {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})
afterAll(() => http.close())

it('[S25] what is sent after a large message comes after it, a ping and a goodbye too', async () => {
  const large = Buffer.alloc(LARGE, 7)
  met = (wire) => {
    wire.send(new OutgoingMessage(Buffer.of(1)))
    wire.send(new OutgoingMessage(large))
    wire.send(new OutgoingMessage(Buffer.of(2)))
    for (let n = 0; n < 100; n++) wire.send(new OutgoingMessage(Buffer.alloc(20_000, n)))
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
  const large = new OutgoingMessage(Buffer.alloc(LARGE, 7))
  met = (wire) => wire.send(large)
  // More than are served at a time.
  const idle = await Promise.all(Array.from({ length: 20 }, () => unread()))
  await Promise.all(Array.from({ length: 4 }, () => once(client(), 'message')))
  const [first] = idle
  let bytes = 0
  first?.on('data', (data: Buffer) => (bytes += data.length))
  await expect.poll(() => bytes).toBeGreaterThan(LARGE)
  for (const socket of idle) socket.destroy()
})

/** Somebody who asks for the upgrade and reads nothing. */
async function unread(): Promise<Socket> {
  const socket = connect(port(), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(
    'GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  return socket
}
