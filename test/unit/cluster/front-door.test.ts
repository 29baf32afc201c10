// Clients who come in at one process of a node and are served by another one, in one hop: over real sockets.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request as ask, type IncomingMessage, type RequestOptions } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openLink } from '../../../server/cluster/inside-link.ts'
import { createOriginReader } from '../../../server/http/edge/request-origin.ts'
import { parseInsideAddress } from '../../../server/network/inside-address.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { freePort } from '../../support/free-port.ts'
import { until } from '../sync/until.ts'
import { HOST, KEY, startProcess, startTwo } from './cluster-doors.ts'

const originOf = createOriginReader(['127.0.0.3'])
const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'
const UPGRADE =
  'GET /sync/ada/garden HTTP/1.1\r\nhost: x\r\nx-word: w\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'

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

function upgradeAt(port: number, head = UPGRADE): { readonly socket: Socket; readonly said: () => string } {
  const socket = connect(port, HOST)
  let said = ''
  socket.on('data', (bytes: Buffer) => (said += String(bytes)))
  socket.on('error', () => undefined)
  socket.write(head)
  return { socket, said: () => said }
}

test('[L32] a request is passed on with its headers and its body, and so is the answer', async () => {
  const { port } = await startTwo({
    async request(request, response) {
      const body = await buffer(request)
      response.writeHead(201, 'Kept', [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
        ['x-cookies', (request.headersDistinct['x-many'] ?? []).join('+')],
      ])
      response.end(body)
    },
  })
  const bytes = randomBytes(3_000_000)
  const headers = { 'content-length': bytes.length, 'x-many': ['one', 'two'] }
  const answer = await asked(port, { method: 'POST', path: '/x?y=1', headers }, bytes)
  expect([answer.statusCode, answer.statusMessage]).toEqual([201, 'Kept'])
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
  expect(answer.headers['x-cookies']).toBe('one+two')
  expect((await buffer(answer)).equals(bytes)).toBe(true)
})

test('[L23] who is passed on has their own address, and nobody else can claim one', async () => {
  const told = (request: IncomingMessage): string => {
    const { address, isSecure } = originOf(request)
    return `${address} ${String(isSecure)}`
  }
  const { leading, port } = await startTwo({
    request: (request, response) => response.end(told(request)),
    upgrade: (request, socket) => socket.end(`${SWITCHED}${told(request)}`),
  })
  const headers = { 'x-inkland-from': '9.9.9.9', 'X-Inkland-Scheme': 'https' }
  for (const at of [port, leading.port])
    expect(await text(await asked(at, { headers, localAddress: '127.0.0.2' }))).toBe('127.0.0.2 null')
  // A proxy that is believed says it, whichever process it asks.
  const said = { 'x-forwarded-for': '9.9.9.9', 'x-forwarded-proto': 'https' }
  for (const at of [port, leading.port]) {
    expect(await text(await asked(at, { headers: said, localAddress: '127.0.0.3' }))).toBe('9.9.9.9 true')
    expect(await text(await asked(at, { headers: said, localAddress: '127.0.0.2' }))).toBe('127.0.0.2 null')
  }
  // Nobody takes away what a process or a proxy says of where they come from.
  const struck = { connection: 'close, x-inkland-from, x-inkland-scheme, x-forwarded-for, host' }
  expect(await text(await asked(port, { headers: struck, localAddress: '127.0.0.2' }))).toBe('127.0.0.2 null')
  const struckToo = { ...said, ...struck }
  expect(await text(await asked(port, { headers: struckToo, localAddress: '127.0.0.3' }))).toBe(
    '9.9.9.9 true',
  )
  const upgrade = UPGRADE.replace('connection: upgrade', 'connection: upgrade, x-inkland-from')
  const { said: plainly } = upgradeAt(port, upgrade)
  await until(() => plainly().includes('null'), 'that upgrade is answered')
  expect(plainly()).toContain('127.0.0.1 null')
  const forged = UPGRADE.replace('x-word: w', 'x-inkland-from: 9.9.9.9\r\nx-inkland-scheme: https')
  const { said: upgraded } = upgradeAt(port, forged)
  await until(() => upgraded().includes('null'), 'the upgrade is answered')
  expect(upgraded()).toContain('127.0.0.1 null')
})

test('[L32] bodies without a length, answers without a body, and no body at all', async () => {
  const { port } = await startTwo({
    async request(request, response) {
      if (request.url === '/none') response.writeHead(204).end()
      else if (request.url === '/same') response.writeHead(304, { etag: '"x"' }).end()
      else if (request.method === 'HEAD') response.writeHead(200, { 'content-length': '7' }).end()
      else response.end(`${request.method} ${(await buffer(request)).length}`)
    },
  })
  const chunked = { 'transfer-encoding': 'chunked' }
  expect(await text(await asked(port, { method: 'PUT', headers: chunked }, randomBytes(100_000)))).toBe(
    'PUT 100000',
  )
  expect(await text(await asked(port, { method: 'DELETE' }))).toBe('DELETE 0')
  expect((await asked(port, { path: '/none' })).statusCode).toBe(204)
  expect((await asked(port, { path: '/same' })).headers.etag).toBe('"x"')
  expect((await asked(port, { method: 'HEAD', path: '/head' })).headers['content-length']).toBe('7')
  const expecting = { method: 'POST', headers: { expect: '100-continue' } }
  expect(await text(await asked(port, expecting, 'abc'))).toBe('POST 3')
})

test('[L32] connections between processes are kept, and requests of one client are answered in order', async () => {
  const senders = new Set<number | undefined>()
  const { port } = await startTwo({
    request(request, response) {
      senders.add(request.socket.remotePort)
      response.end(request.url)
    },
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let n = 0; n < 20; n += 1)
    expect(await text(await asked(port, { path: `/${n}`, agent }))).toBe(`/${n}`)
  agent.destroy()
  expect(senders.size).toBe(1)
  const many = Array.from({ length: 4 }, (_, n) => `GET /many-${n} HTTP/1.1\r\nhost: x\r\n\r\n`).join('')
  const { socket, said } = upgradeAt(port, many)
  await until(() => said().includes('/many-3'), 'all are answered')
  expect([...said().matchAll(/\/many-\d/g)].map(String)).toEqual(['/many-0', '/many-1', '/many-2', '/many-3'])
  socket.destroy()
})

test('[L32] who goes away is not waited for, and an answer that breaks off breaks off for the client', async () => {
  const [here, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { port } = await startTwo({
    request(request, response) {
      if (request.url === '/half') {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half', () => response.destroy())
        return
      }
      request.socket.once('close', gone.resolve)
      here.resolve()
    },
  })
  const { socket } = upgradeAt(port, 'GET /wait HTTP/1.1\r\nhost: x\r\n\r\n')
  await here.promise
  socket.destroy()
  await gone.promise
  await expect(text(await asked(port, { path: '/half' }))).rejects.toThrow('aborted')
})

test('[L32] an answer before the end of the body reaches the client; so does one to a request without a host', async () => {
  const { port } = await startTwo({
    request: (request, response) =>
      response.writeHead(413, { connection: 'close', 'x-host': `<${request.headers.host}>` }).end('too much'),
  })
  const headers = { 'content-length': 1_000_000 }
  for (const bytes of [randomBytes(100_000), Buffer.alloc(0)]) {
    const sent = ask({ host: HOST, port, agent: false, method: 'POST', headers })
    sent.on('error', () => undefined)
    if (bytes.length > 0) sent.write(bytes)
    else sent.flushHeaders()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'close'])
    expect(await text(answer)).toBe('too much')
    sent.destroy()
  }
  const old = connect(port, HOST)
  old.write('GET / HTTP/1.0\r\n\r\n')
  expect(await text(old)).toContain('x-host: <>')
})

test('[L32] who takes nothing of an answer is cut off, who takes it slowly is not', async () => {
  const answer = Buffer.alloc(12_000_000)
  const { leading, other, port } = await startTwo({ request: (_request, response) => response.end(answer) })
  for (const server of [leading.inside, other.outside]) server.timeout = 700
  const [deaf, slow] = [connect(port, HOST), connect(port, HOST)]
  let taken = 0
  for (const socket of [deaf, slow]) socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  slow.on('data', (bytes: Buffer) => {
    taken += bytes.length
    slow.pause()
    setTimeout(() => slow.resume(), 20)
  })
  deaf.pause()
  deaf.on('error', () => undefined)
  const sockets: Socket[] = []
  other.outside.on('connection', (socket: Socket) => sockets.push(socket))
  await until(() => sockets.length === 2, 'both are there')
  await until(() => sockets.some(({ destroyed }) => destroyed), 'one is cut off')
  expect(slow.destroyed).toBe(false)
  expect(taken).toBeGreaterThan(100_000)
  for (const socket of [deaf, slow]) socket.destroy()
})

test('[L32] while nobody leads a request waits, its body untouched, and is answered by whoever does then: here, too', async () => {
  const [waiting, elsewhere] = [await startProcess(), await startProcess()]
  const bodies = [waiting, elsewhere].map(async ({ port }) =>
    text(await asked(port, { method: 'POST', path: '/late', headers: { 'content-length': 3 } }, 'abc')),
  )
  await pause(300)
  const leading = await startProcess()
  elsewhere.door.passTo(leading.address)
  // It is said to lead before it does.
  await pause(300)
  leading.lead({ request: async (request, response) => response.end(`there ${await text(request)}`) })
  waiting.lead({ request: async (request, response) => response.end(`here ${await text(request)}`) })
  expect(await Promise.all(bodies)).toEqual(['here abc', 'there abc'])
})

test('[L24] who waited for 3 s is told to come again in a second', async () => {
  const { port, door } = await startProcess()
  door.passTo({ host: HOST, port: await freePort() })
  const begunAt = performance.now()
  const { said } = upgradeAt(port)
  const answer = await asked(port, { method: 'POST' })
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1'])
  expect(performance.now() - begunAt).toBeGreaterThan(2_900)
  await until(() => said().includes('\r\n\r\n'), 'the upgrade is answered')
  expect(said()).toMatch(/^HTTP\/1.1 503 .*retry-after: 1/s)
})

test('[L32] where a connection breaks that was kept, a GET is asked again, and a POST without a body is not', async () => {
  const { leading, port } = await startTwo({ request: (_, response) => response.end('first') })
  const asks: string[] = []
  for (const method of ['GET', 'POST', 'PUT']) {
    expect(await text(await asked(port, { method: 'GET' }))).toBe('first')
    leading.lead({
      request(request, response) {
        asks.push(request.method ?? '')
        leading.lead({ request: (_, next) => next.end('first') })
        if (method !== 'PUT') request.socket.destroy()
        else void text(request).then((body) => response.end(body))
      },
    })
    const answer = asked(port, { method }, method === 'PUT' ? 'abc' : '')
    if (method === 'POST') await expect(answer).rejects.toThrow()
    else expect(await text(await answer)).toBe(method === 'GET' ? 'first' : 'abc')
  }
  expect(asks).toEqual(['GET', 'POST', 'PUT'])
})

test('[L37] an upgrade is a pipe to the process that has the world, with all that comes after it', async () => {
  const { leading, other, port } = await startTwo({})
  leading.lead({
    upgrade(request, socket, head) {
      socket.write(SWITCHED)
      socket.write(`${request.url} ${String(request.headers['x-word'])} ${head.toString()}`)
      socket.on('data', (bytes) => socket.write(bytes))
      socket.on('end', () => socket.end())
    },
  })
  other.places.next = () => leading.address
  const { socket, said } = upgradeAt(port, `${UPGRADE}first`)
  await until(() => said().includes('first'), 'the upgrade is answered')
  socket.write('second')
  await until(() => said().includes('second'), 'what came after it is answered')
  socket.end()
  await once(socket, 'close')
  expect(said()).toMatch(/^HTTP\/1.1 101 .*\/sync\/ada\/garden w .*first.*second/s)
})

test('[L37] one hop: what is not there is looked for again, until it is somewhere', async () => {
  const [door, second, third] = [await startProcess(), await startProcess(), await startProcess()]
  const has = (process: typeof third): void => {
    process.places.next = () => 'here'
    process.held.upgrade = (_, socket) => socket.end(`${SWITCHED}served`)
  }
  // Each of the two takes the other one for the right one.
  door.places.next = () => second.address
  second.places.next = () => third.address
  has(third)
  const { said } = upgradeAt(door.port)
  await pause(350)
  expect(said()).toBe('')
  door.places.next = () => third.address
  await until(() => said().includes('served'), 'it is served')
})

test('[L38] who was passed on to a process that is none of the node any more comes again', async () => {
  const { leading, other, port } = await startTwo({ upgrade: (_, socket) => socket.write(SWITCHED) })
  const { socket } = upgradeAt(port)
  await once(socket, 'data')
  const ended = once(socket, 'close').then(() => 'ended')
  other.door.lose({ host: HOST, port: await freePort() })
  expect(await Promise.race([ended, pause(100, 'connected')])).toBe('connected')
  other.door.lose(leading.address)
  expect(await ended).toBe('ended')
})

test('[L38] where one side breaks the other one is closed at once', async () => {
  const sockets: { destroy(): void }[] = []
  const { port } = await startTwo({
    upgrade(_, socket) {
      sockets.push(socket)
      socket.resume()
      socket.on('error', () => undefined)
      socket.write(SWITCHED)
    },
  })
  const [first, second] = [upgradeAt(port), upgradeAt(port)]
  await until(() => [first, second].every(({ said }) => said() !== ''), 'both are there')
  second.socket.resetAndDestroy()
  await until(
    () => sockets.some((socket) => 'destroyed' in socket && socket.destroyed === true),
    'it is told',
  )
  for (const socket of sockets) socket.destroy()
  await until(() => first.socket.destroyed, 'the client is told')
})

test('nobody gets in among the processes without their key, or learns anything', async () => {
  const { leading } = await startTwo({ request: (_, response) => response.end('secret') })
  await expect(openLink(leading.address, randomBytes(32), { for: 'trial' }, systemClock)).rejects.toThrow()
  const known = await openLink(leading.address, KEY, { for: 'trial' }, systemClock)
  await once(known, 'close')
  const plain = connect(leading.address.port, HOST)
  plain.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  plain.on('error', () => undefined)
  expect(await text(plain).catch(() => '')).not.toMatch(/secret|HTTP/)
})

test('a process that takes no such connection, or says nothing, is not reached', async () => {
  const silent = createServer()
  silent.listen(0, HOST)
  await once(silent, 'listening')
  const address = silent.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(openLink({ host: HOST, port }, KEY, { for: 'trial' }, systemClock)).rejects.toThrow()
  silent.close()
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
