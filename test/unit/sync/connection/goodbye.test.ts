// A goodbye says why, in as many whole sentences as it has room for.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Socket, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { SocketTransport } from '../../../../server/sync/socket/client-transport.ts'
import { LargeSends } from '../../../../server/sync/socket/large-sends.ts'
import { upgrade } from '../../../../server/sync/socket/sync-socket.ts'
import { TOO_MUCH_WORK } from '../../../../server/sync/document/document-size.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { deafListener } from './deaf-listener.ts'

let reason = ''
const largeSends = new LargeSends(systemClock)
const http = createServer().on('upgrade', (request, socket, head) => {
  if (!(socket instanceof Socket)) throw new Error('no socket of the network')
  upgrade(request, new SocketTransport(socket, largeSends), head, systemClock, (wire) => {
    wire.close(4413, reason)
    return deafListener
  })
})

beforeAll(async () => {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})
afterAll(() => http.close())

it.each([
  [
    'more than fits',
    TOO_MUCH_WORK,
    'This change collides with too many others in one place, or deletes too much at once.',
  ],
  ['what just fits', 'a'.repeat(123), 'a'.repeat(123)],
  ['one long sentence', 'ö'.repeat(100), `${'ö'.repeat(60)}…`],
])('[S10] %s', async (_, words, said) => {
  reason = words
  const ws = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`)
  const [code, heard] = await once(ws, 'close')
  expect([code, String(heard)]).toEqual([4413, said])
})
