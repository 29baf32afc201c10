// Requests that come in at a process which does not lead, read there and passed on one by one: answered as if
// they had come in at the one that leads. Over real sockets.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  Agent,
  createServer,
  request as ask,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http'
import { connect } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { FrontDoor } from '../../../server/cluster/front-door.ts'
import { listenInside } from '../../../server/cluster/inside-link.ts'
import { freePort } from '../../support/free-port.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'

const KEY = randomBytes(32)
const HOST = '127.0.0.1'
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function openDoor(clock = systemClock): Promise<FrontDoor> {
  const opened = await FrontDoor.listen({
    port: 0,
    host: HOST,
    most: 100,
    isEncrypted: false,
    inside: { at: '', key: KEY },
    clock,
  })
  const edge = createServer((request, response) => opened.passRequest(request, response))
  edge.on('upgrade', (request, _socket, head) => opened.passUpgrade(request, request.socket, head))
  opened.readBy(edge)
  closers.push(() => opened.close())
  return opened
}

type Answering = (request: IncomingMessage, response: ServerResponse) => unknown

/** A process that leads, with this server. */
async function lead(listener: Answering) {
  const server: Server = createServer((request, response) => void listener(request, response))
  const front = await openDoor()
  await front.serve(server)
  closers.push(() => void server.close())
  const address = { host: HOST, port: await freePort() }
  const inside = await listenInside(
    address,
    { key: KEY, most: 100, clock: systemClock },
    (purpose, socket) => {
      if (purpose.for === 'client') front.take(socket, purpose)
    },
  )
  closers.push(() => inside.close())
  return { server, address }
}

/** Another process, whose clients are passed on to one with this server. */
async function passedTo(listener: Answering, clock = systemClock) {
  const { server, address } = await lead(listener)
  const door = await openDoor(clock)
  door.passTo({ address, key: KEY })
  return { server, door, port: door.port }
}

async function asked(
  port: number,
  options: RequestOptions,
  body: Uint8Array | string = '',
): Promise<IncomingMessage> {
  const sent = ask({ host: HOST, port, agent: false, ...options })
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return answer
}

test('[L32] a request is passed on with its headers and its body, and so is the answer', async () => {
  const { port } = await passedTo(async (request, response) => {
    const body = await buffer(request)
    response.writeHead(201, 'Kept', [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-from', request.socket.remoteAddress ?? ''],
      ['x-cookies', (request.headersDistinct['x-many'] ?? []).join('+')],
    ])
    response.end(body)
  })
  const bytes = randomBytes(3_000_000)
  const headers = { 'content-length': bytes.length, 'x-many': ['one', 'two'] }
  const answer = await asked(
    port,
    { method: 'POST', path: '/x?y=1', headers, localAddress: '127.0.0.2' },
    bytes,
  )
  expect([answer.statusCode, answer.statusMessage]).toEqual([201, 'Kept'])
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
  expect(answer.headers['x-from']).toBe('127.0.0.2')
  expect(answer.headers['x-cookies']).toBe('one+two')
  expect((await buffer(answer)).equals(bytes)).toBe(true)
})

test('[L32] bodies without a length, answers without a body, and no body at all', async () => {
  const { port } = await passedTo(async (request, response) => {
    if (request.url === '/none') response.writeHead(204).end()
    else if (request.url === '/same') response.writeHead(304, { etag: '"x"' }).end()
    else if (request.method === 'HEAD') response.writeHead(200, { 'content-length': '7' }).end()
    else response.end(`${request.method} ${(await buffer(request)).length}`)
  })
  const chunked = { 'transfer-encoding': 'chunked' }
  expect(await text(await asked(port, { method: 'PUT', headers: chunked }, randomBytes(100_000)))).toBe(
    'PUT 100000',
  )
  expect(await text(await asked(port, { method: 'DELETE' }))).toBe('DELETE 0')
  expect((await asked(port, { path: '/none' })).statusCode).toBe(204)
  expect((await asked(port, { path: '/same' })).headers.etag).toBe('"x"')
  expect((await asked(port, { method: 'HEAD', path: '/head' })).headers['content-length']).toBe('7')
  expect(await text(await asked(port, { method: 'POST', headers: { expect: '100-continue' } }, 'abc'))).toBe(
    'POST 3',
  )
})

test('[L32] one client has one connection to the process that leads, for one request after the other', async () => {
  const senders = new Set<number | undefined>()
  const { port } = await passedTo((request, response) => {
    senders.add(request.socket.remotePort)
    response.end(request.url)
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  closers.push(() => agent.destroy())
  for (let n = 0; n < 20; n += 1) {
    expect(await text(await asked(port, { path: `/${n}`, agent }))).toBe(`/${n}`)
  }
  expect(senders.size).toBe(1)
  const many = Array.from({ length: 4 }, (_, n) => `GET /many-${n} HTTP/1.1\r\nhost: x\r\n\r\n`).join('')
  const socket = connect(port, HOST)
  socket.write(many)
  let said = ''
  for await (const piece of socket) if ((said += String(piece)).includes('many-3')) break
  expect([...said.matchAll(/\/many-\d/g)].map(String)).toEqual(['/many-0', '/many-1', '/many-2', '/many-3'])
})

test('[L32] who goes away is not waited for, and an answer that breaks off breaks off for the client', async () => {
  const [here, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { port } = await passedTo((request, response) => {
    if (request.url === '/half') {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
      return
    }
    request.socket.once('close', gone.resolve)
    here.resolve()
  })
  const socket = connect(port, HOST)
  socket.write('GET /wait HTTP/1.1\r\nhost: x\r\n\r\n')
  await here.promise
  socket.destroy()
  await gone.promise
  await expect(text(await asked(port, { path: '/half' }))).rejects.toThrow('aborted')
})

test('[L32] an answer before the end of the body, with its connection closed, reaches the client', async () => {
  const { port } = await passedTo((_request, response) => {
    response.writeHead(413, { connection: 'close' }).end('too much')
  })
  const sent = ask({
    host: HOST,
    port,
    agent: false,
    method: 'POST',
    headers: { 'content-length': 1_000_000 },
  })
  sent.on('error', () => undefined)
  sent.write(randomBytes(100_000))
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'close'])
  expect(await text(answer)).toBe('too much')
})

test('[L32] a body that is announced and does not come holds up no answer; nor does a missing name of a host', async () => {
  const { port } = await passedTo((request, response) => {
    response.writeHead(413, { 'x-host': `<${request.headers.host}>` }).end('too much')
  })
  const headers = { 'content-length': 1_000_000 }
  const sent = ask({ host: HOST, port, agent: false, method: 'POST', headers })
  sent.on('error', () => undefined)
  sent.flushHeaders()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(413)
  sent.destroy()
  const old = connect(port, HOST)
  old.write('GET / HTTP/1.0\r\n\r\n')
  expect(await text(old)).toContain('x-host: <>')
})

test('[L32] who takes nothing of an answer is cut off, who takes it slowly is not', async () => {
  const clock = turnClock(10)
  const answer = Buffer.alloc(12_000_000)
  const { door, port } = await passedTo((_request, response) => response.end(answer), clock)
  const [deaf, slow] = [connect(port, HOST), connect(port, HOST)]
  let taken = 0
  for (const socket of [deaf, slow]) socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  slow.on('data', (bytes: Buffer) => {
    taken += bytes.length
    slow.pause()
    clock.after(60, () => slow.resume())
  })
  deaf.pause()
  const begunAt = clock.now()
  await until(() => door.count === 2, 'both are there')
  await until(() => door.count === 1, 'one is cut off')
  expect(clock.now() - begunAt).toBeGreaterThan(5_000)
  expect(slow.destroyed).toBe(false)
  expect(taken).toBeGreaterThan(1_000_000)
  for (const socket of [deaf, slow]) socket.destroy()
})

test('[L32] while nobody leads a request waits, and is answered by whoever does then: here, too', async () => {
  const waiting = await openDoor()
  const elsewhere = await openDoor()
  const bodies = [waiting, elsewhere].map(async ({ port }) =>
    text(await asked(port, { method: 'POST', path: '/late', headers: { 'content-length': 3 } }, 'abc')),
  )
  await until(() => waiting.count === 1 && elsewhere.count === 1, 'both wait')
  const { address } = await lead(async (request, response) => response.end(`there ${await text(request)}`))
  elsewhere.passTo({ address, key: KEY })
  const here = createServer((request, response) => {
    void text(request).then((body) => response.end(`here ${body}`))
  })
  await waiting.serve(here)
  closers.push(() => void here.close())
  expect(await Promise.all(bodies)).toEqual(['here abc', 'there abc'])
})

test('[L32] an upgrade is passed on with all that comes after it, and goes on as bytes', async () => {
  const { server, port } = await passedTo((_request, response) => response.end())
  server.on('upgrade', (request, socket, head) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`)
    socket.write(`${request.url} ${String(request.headers['x-word'])} ${head.toString()}`)
    socket.on('data', (bytes) => socket.write(bytes))
    socket.on('end', () => socket.end())
  })
  const socket = connect(port, HOST)
  socket.write(
    'GET /sync/a/b HTTP/1.1\r\nhost: x\r\nx-word: w\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nfirst',
  )
  let said = ''
  socket.on('data', (bytes: Buffer) => (said += String(bytes)))
  await until(() => said.includes('first'), 'the upgrade is answered')
  socket.write('second')
  await until(() => said.includes('second'), 'what came after it is answered')
  socket.end()
  await once(socket, 'close')
  expect(said).toContain('101 Switching Protocols')
  expect(said).toMatch(/\/sync\/a\/b w .*first/)
  expect(said).toContain('second')
})
