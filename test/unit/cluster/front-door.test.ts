// Clients who come in at one process of a node and are served by another one: over real sockets, plain and
// with TLS.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import { createServer as createTlsServer, get as getTls } from 'node:https'
import { connect as connectTo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { IncomingMessage, RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { FrontDoor } from '../../../server/cluster/front-door.ts'
import { connectInside, listenInside } from '../../../server/cluster/inside-link.ts'
import { parseInsideAddress } from '../../../server/network/inside-address.ts'
import { makeAuthority, makeCertificate } from '../../../server/tls/certificate-authority.ts'
import { freePort } from '../../support/free-port.ts'
import { systemClock } from '../../../server/time/server-clock.ts'

const KEY = randomBytes(32)
const HOST = '127.0.0.1'
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const echo: RequestListener = (request, response) => {
  const isEncrypted = 'encrypted' in request.socket && request.socket.encrypted === true
  response.end(`${request.url} of ${request.socket.remoteAddress} by ${isEncrypted ? 'https' : 'http'}`)
}

async function door(isEncrypted: boolean): Promise<FrontDoor> {
  const opened = await FrontDoor.listen({
    port: 0,
    host: HOST,
    most: 100,
    isEncrypted,
    inside: { at: '', key: KEY },
    clock: systemClock,
  })
  closers.push(() => opened.close())
  return opened
}

/** The door of a process that leads, and where the others reach it. */
async function leading(server: Server) {
  const front = await door(false)
  await front.serve(server)
  closers.push(() => void server.close())
  const address = { host: HOST, port: await freePort() }
  const listener = await listenInside(
    address,
    { key: KEY, most: 100, clock: systemClock },
    (purpose, socket) => {
      if (purpose.for === 'client') front.take(socket, purpose)
    },
  )
  closers.push(() => listener.close())
  return { front, address }
}

/** What a client at 127.0.0.2 is answered. */
async function asked(port: number, path: string, isEncrypted: boolean): Promise<string> {
  const options = {
    host: HOST,
    port,
    path,
    localAddress: '127.0.0.2',
    agent: false,
    rejectUnauthorized: false,
  }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = isEncrypted ? getTls(options, resolve) : get(options, resolve)
  request.once('error', reject)
  return text(await promise)
}

async function server(isEncrypted: boolean): Promise<Server> {
  if (!isEncrypted) return createServer(echo)
  const making = { names: [HOST], now: Date.now(), random: (bytes: number) => randomBytes(bytes) }
  return createTlsServer(await makeCertificate(making, await makeAuthority(making)), echo)
}

describe.each([
  ['http', false],
  ['https', true],
])('a client of a process that does not lead, by %s', (scheme, isEncrypted) => {
  test('is served as one who came to the process that leads, by their own address', async () => {
    const { front, address } = await leading(await server(isEncrypted))
    const standby = await door(isEncrypted)
    standby.passTo({ address, key: KEY })
    expect(await asked(standby.port, '/passed', isEncrypted)).toBe(`/passed of 127.0.0.2 by ${scheme}`)
    expect(await asked(front.port, '/direct', isEncrypted)).toBe(`/direct of 127.0.0.2 by ${scheme}`)
    await expect.poll(() => [front.count, standby.count]).toEqual([0, 0])
  })

  test('waits while nobody leads, and is served by whoever does then', async () => {
    const waiting = await door(isEncrypted)
    const answers = ['/one', '/two'].map((path) => asked(waiting.port, path, isEncrypted))
    await expect.poll(() => waiting.count).toBe(2)
    await waiting.serve(await server(isEncrypted))
    closers.push(() => undefined)
    expect(await Promise.all(answers)).toEqual([
      `/one of 127.0.0.2 by ${scheme}`,
      `/two of 127.0.0.2 by ${scheme}`,
    ])
  })

  test('waits, too, when the one that is said to lead cannot be reached', async () => {
    const standby = await door(isEncrypted)
    standby.passTo({ address: { host: HOST, port: await freePort() }, key: KEY })
    const answer = asked(standby.port, '/late', isEncrypted)
    const { address } = await leading(await server(isEncrypted))
    standby.passTo({ address, key: KEY })
    expect(await answer).toBe(`/late of 127.0.0.2 by ${scheme}`)
  })
})

test('[L38] who was passed on to a process that is none of the node any more comes again', async () => {
  const serving = createServer()
  serving.on('upgrade', (_, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  const { address } = await leading(serving)
  const [edge, standby] = [createServer(), await door(false)]
  edge.on('upgrade', (request: IncomingMessage, _, head: Buffer) => {
    void standby.passUpgradeTo({ address, key: KEY }, request, request.socket, head)
  })
  standby.readBy(edge)
  const client = connectTo(standby.port, HOST)
  client.write('GET /sync/ada/garden HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await once(client, 'data')
  const ended = once(client, 'close').then(() => 'ended')
  standby.lose({ host: HOST, port: await freePort() })
  expect(await Promise.race([ended, pause(100, 'connected')])).toBe('connected')
  standby.lose(address)
  expect(await ended).toBe('ended')
})

test('nobody gets in among the processes without their key', async () => {
  const address = { host: HOST, port: await freePort() }
  const seen: unknown[] = []
  const listener = await listenInside(
    address,
    { key: KEY, most: 100, clock: systemClock },
    (purpose) => void seen.push(purpose),
  )
  closers.push(() => listener.close())
  await expect(connectInside(address, randomBytes(32), { for: 'trial' }, systemClock)).rejects.toThrow()
  const known = await connectInside(address, KEY, { for: 'trial' }, systemClock)
  await expect.poll(() => seen).toEqual([{ for: 'trial' }])
  known.destroy()
})

test.each([
  ['10.0.0.5:7071', { host: '10.0.0.5', port: 7071 }],
  ['[fe80::1]:7071', { host: 'fe80::1', port: 7071 }],
  ['one.example:80', { host: 'one.example', port: 80 }],
  ['10.0.0.5', null],
  ['10.0.0.5:0', null],
  ['10.0.0.5:70000', null],
  ['[10.0.0.5]:7071', null],
  ['fe80::1:7071', null],
  ['a b:1', null],
])('where a process is reached inside: %s', (said, address) => {
  expect(parseInsideAddress(said)).toEqual(address)
})
