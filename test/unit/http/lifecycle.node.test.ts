// A node's beginning and end: its output, its message when it cannot start, and that stopping, a kill and a
// bug lose nothing. One node after the other uses the same folder.
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createBoundedServer, listen } from '../../../server/http/edge/http-server.ts'
import { startFault } from '../../../server/operations/start-fault.ts'
import { openNodeDisk } from '../../../server/storage/opening/node-store.ts'
import { readTls } from '../../../server/tls/tls-files.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import {
  runServer,
  startServer,
  temporaryFolder,
  until,
  type RunningServer,
  type ServerOptions,
} from '../../process.ts'
import { ask, type Answer } from './ask.ts'

const data = temporaryFolder()
let server: RunningServer
/** Of the first node. */
let greeting: Answer

beforeAll(async () => {
  server = await startServer({ data })
})
afterAll(() => server[Symbol.asyncDispose]())

async function worldsAt(url: string): Promise<string[]> {
  return (await ask(url, 'GET /api/worlds')).read(WorldList).worlds.map(({ address }) => address)
}

const asAda = () => ({ 'content-type': 'application/json', cookie: greeting.cookie })

/** Starts the next node on the folder; it has all that the first one was told. */
async function startNext(options: ServerOptions = {}): Promise<void> {
  server = await startServer({ ...options, data })
  expect(await worldsAt(server.url)).toContain('ada/garden')
  expect((await ask(server.url, 'GET /api/bin')).read(WorldList).worlds).toHaveLength(1)
  const me = await ask(server.url, 'GET /api/me', { headers: asAda() })
  expect(me.read(Me)).toEqual(greeting.read(Me))
}

/** A request whose body never ends, once the node has it. */
async function stick(): Promise<Socket> {
  const { hostname } = new URL(server.url)
  const socket = connect(server.port, hostname.replace(/[[\]]/g, ''))
  socket.on('error', () => socket.destroy())
  socket.write(
    'POST /api/me HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
  )
  await once(socket, 'connect')
  // Once this later request is answered, the node holds the first one.
  await ask(server.url, 'GET /healthz')
  return socket
}

describe('a start', () => {
  it('prints one line, with the port that was free', async () => {
    expect(server.port).toBeGreaterThan(0)
    expect((await ask(server.url, 'GET /healthz')).status).toBe(200)
    expect(server.lines()).toEqual([`inkland listening on http://127.0.0.1:${server.port}`])
  })

  const FREE = { host: '127.0.0.1', port: 0 }
  const faultOf = (start: Promise<unknown>, at = FREE): Promise<string> =>
    start.then(
      () => 'started',
      (error: unknown) => startFault(error, at),
    )
  const listenAt = ({ host, port }: typeof FREE): Promise<unknown> => {
    const nobody = () => ({ request: () => undefined, upgrade: () => undefined })
    return listen(createBoundedServer(nobody, { connectionsMax: 1, clock: systemClock }), port, host)
  }
  const openIn = (folder: string): Promise<unknown> =>
    openNodeDisk({ kind: 'sqlite' }, { folder, logger: pino({ level: 'silent' }) })

  it('is refused in one sentence when the port is in use, or the machine has no such address', async () => {
    const { port } = server
    expect(await faultOf(listenAt({ ...FREE, port }), { ...FREE, port })).toBe(
      `Port ${port} on 127.0.0.1 is in use, perhaps by another node. Choose another one with --port.`,
    )
    const elsewhere = { ...FREE, host: '192.0.2.1' }
    expect(await faultOf(listenAt(elsewhere), elsewhere)).toBe(
      'This machine has no address 192.0.2.1. Choose another one with --host.',
    )
  })

  it('is refused in one sentence when the folder cannot be one, or another node uses it, which goes on unharmed', async () => {
    expect(await faultOf(openIn(join('/dev/null', 'data')))).toMatch(/^[^\n]*\/dev\/null[^\n]*$/)
    expect(await faultOf(openIn(data))).toMatch(/^Another Inkland is using the folder [^\n]*$/)
    expect(await worldsAt(server.url)).toEqual(['inkland/welcome'])
  })

  it('is refused in one sentence when its certificate cannot be served', async () => {
    const files = { cert: join(data, 'none'), key: join(data, 'none') }
    const fault = await faultOf((async () => readTls(files, Date.now()))())
    expect(fault).toMatch(/^--tls-cert: there is no file [^\n]*$/)
  })

  it('that is refused ends with 1 and that sentence', async () => {
    const second = runServer(['--data', data])
    expect(await second.exit).toEqual({ code: 1, signal: null })
    expect(second.log()).toMatch(/^Another Inkland is using the folder .*\n$/)
  })
})

describe('a node that is asked to end while it starts', () => {
  it('[H4] ends in order, and the next one finds nothing in its way', async () => {
    const folder = temporaryFolder()
    const early = runServer(['--data', folder])
    await until('it has begun', () => existsSync(folder) && readdirSync(folder).length > 0)
    early.child.kill('SIGTERM')
    expect(await early.exit).toEqual({ code: 0, signal: null })
    expect(early.log()).not.toMatch(/"level":[56]0|listening/)
  })
})

describe('the next node', () => {
  it('has worlds, the bin and sessions after a kill; writes IPv6 addresses as an address bar takes them; reads settings from the environment too', async () => {
    greeting = await ask(server.url, 'POST /api/me', { body: { name: 'Ada' } })
    await ask(server.url, 'POST /api/worlds', { body: { title: 'Garden' }, headers: asAda() })
    await ask(server.url, 'DELETE /api/worlds/inkland/welcome')
    const asStranger = { headers: { forwarded: 'for=x' } }
    expect((await ask(server.url, 'GET /metrics', asStranger)).status).not.toBe(200)
    await server.kill()

    chmodSync(data, 0o777)
    await startNext({ args: ['--host', '::1'], env: { INKLAND_METRICS: 'anyone' } })
    expect(server.url).toBe(`http://[::1]:${server.port}`)
    expect((await ask(server.url, 'GET /metrics', asStranger)).status).toBe(200)
    await expect
      .poll(() => server.log())
      .toContain(`Others on this machine can look into ${data}. Run: chmod 700 ${data}`)
    chmodSync(data, 0o700)
  })

  it('says goodbye to everybody when it is stopped, waits for no browser that keeps its connection, nor for an answer without end, and ends with 0', async () => {
    const socket = new WebSocket(`${server.wsUrl}/sync/ada/garden`)
    await once(socket, 'message')
    const goodbye = once(socket, 'close')
    const idle = connect(server.port, '::1', () =>
      idle.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    )
    idle.on('error', () => idle.destroy())
    await Promise.all([once(idle, 'data'), stick()])
    expect(await server.stop()).toEqual({ code: 0, signal: null })
    expect((await goodbye)[0]).toBe(CLOSE.goingAway)
    expect(server.lines()).toHaveLength(1)
  })

  it('logs a bug in a task of its own only, and ends with 1 at one that nobody caught, once its writes are on disk', async () => {
    // No request can make it fail.
    const first =
      'if (!globalThis.wasHere) { globalThis.wasHere = true; return void Promise.reject(new Error("small")) }'
    const script = `process.on("SIGUSR2",()=>{${first} throw new Error("broken")})`
    await startNext({ env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` } })
    process.kill(server.pid, 'SIGUSR2')
    await until('it is logged', () => server.log().includes('a rejection that nobody awaited'))
    expect((await ask(server.url, 'GET /healthz')).status).toBe(200)

    await ask(server.url, 'POST /api/worlds', { body: { title: 'Kept' } })
    process.kill(server.pid, 'SIGUSR2')
    expect(await server.ended()).toEqual({ code: 1, signal: null })
    expect(server.log()).toMatch(/"level":60.*"message":"broken".*a bug ended this node/)
    await startNext()
    expect(await worldsAt(server.url)).toContain('guest/kept')
  })

  it('stops in order at the first signal, and at once at the second', async () => {
    await stick()
    process.kill(server.pid, 'SIGINT')
    await until('it is stopping', () => server.log().includes('stopping'))
    // In order it would end with 0, after some seconds.
    expect(await server.stop()).toEqual({ code: 1, signal: null })
    expect(server.log()).not.toContain('did not stop')
  })
})
