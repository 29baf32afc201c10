// A node's beginning and end: its output, its message when it cannot start, and that stopping loses nothing.
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { runServer, startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { ask } from './ask.ts'

async function worldsAt(url: string): Promise<string[]> {
  return (await ask(url, 'GET /api/worlds')).read(WorldList).worlds.map(({ address }) => address)
}

describe('starting', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('prints one line, with the port that was free', async () => {
    expect(server.port).toBeGreaterThan(0)
    expect((await ask(server.url, 'GET /healthz')).status).toBe(200)
    expect(server.lines()).toEqual([`inkland listening on http://127.0.0.1:${server.port}`])
  })

  it('writes IPv6 addresses as an address bar takes them, and reads settings from the environment too', async () => {
    await using other = await startServer({ args: ['--host', '::1'], env: { INKLAND_METRICS: 'anyone' } })
    expect(other.url).toBe(`http://[::1]:${other.port}`)
    expect((await ask(other.url, 'GET /api/me')).status).toBe(200)
    expect((await ask(other.url, 'GET /metrics', { headers: { forwarded: 'for=x' } })).status).toBe(200)
    expect((await ask(server.url, 'GET /metrics', { headers: { forwarded: 'for=x' } })).status).not.toBe(200)
  })

  it('ends with 1 and one sentence when the port is in use', async () => {
    const second = runServer(['--port', String(server.port), '--data', temporaryFolder()])
    expect(await second.exit).toEqual({ code: 1, signal: null })
    expect(second.log()).toBe(
      `Port ${server.port} on 127.0.0.1 is in use, perhaps by another node. Choose another one with --port.\n`,
    )
  })

  it('ends with 1 and one sentence when another node uses the folder, which goes on unharmed', async () => {
    const second = runServer(['--data', server.data])
    expect(await second.exit).toEqual({ code: 1, signal: null })
    expect(second.log()).toMatch(/^Another Inkland is using the folder .*\n$/)
    expect(await worldsAt(server.url)).toEqual(['inkland/welcome'])
  })

  it('ends with 1 and one sentence when the folder cannot be one', async () => {
    const run = runServer(['--data', join('/dev/null', 'data')])
    expect(await run.exit).toEqual({ code: 1, signal: null })
    expect(run.log()).toMatch(/^[^\n]*\/dev\/null[^\n]*\n$/)
  })

  it('ends with 1 and one sentence when the machine has no such address', async () => {
    const run = runServer(['--host', '192.0.2.1', '--data', temporaryFolder()])
    expect(await run.exit).toEqual({ code: 1, signal: null })
    expect(run.log()).toBe('This machine has no address 192.0.2.1. Choose another one with --host.\n')
  })
})

describe('stopping', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s says goodbye to everybody and ends with 0',
    async (signal) => {
      await using server = await startServer()
      const socket = new WebSocket(`${server.wsUrl}/sync/inkland/welcome`)
      await once(socket, 'message')
      const goodbye = once(socket, 'close')
      process.kill(server.pid, signal)
      expect((await goodbye)[0]).toBe(CLOSE.goingAway)
      expect(await server.ended()).toEqual({ code: 0, signal: null })
      expect(server.lines()).toHaveLength(1)
    },
  )

  it('does not wait for browsers that keep their connections, nor for answers without end', async () => {
    await using server = await startServer()
    const idle = connect(server.port, '127.0.0.1', () =>
      idle.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    )
    const stuck = connect(server.port, '127.0.0.1', () => stuck.write(unfinished('/api/me')))
    await Promise.all([once(idle, 'data'), once(stuck, 'connect')])
    for (const socket of [idle, stuck]) socket.on('error', () => socket.destroy())
    expect(await server.stop()).toEqual({ code: 0, signal: null })
  })

  it('at once on a second signal', async () => {
    await using server = await startServer()
    const stuck = connect(server.port, '127.0.0.1', () => stuck.write(unfinished('/api/me')))
    stuck.on('error', () => stuck.destroy())
    // Once this later request is answered, the node holds the first one.
    await once(stuck, 'connect')
    await ask(server.url, 'GET /healthz')
    process.kill(server.pid, 'SIGTERM')
    await until('it is stopping', () => server.log().includes('stopping'))
    const before = performance.now()
    expect(await server.stop()).toEqual({ code: 1, signal: null })
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})

describe('restarting', () => {
  it('after a stop and after a kill keeps worlds, the bin and sessions', async () => {
    const data = temporaryFolder()
    await using before = await startServer({ data })
    const greeting = await ask(before.url, 'POST /api/me', { body: { name: 'Ada' } })
    const headers = { 'content-type': 'application/json', cookie: greeting.cookie }
    await ask(before.url, 'POST /api/worlds', { body: { title: 'Garden' }, headers })
    await ask(before.url, 'DELETE /api/worlds/inkland/welcome')
    await before.kill()

    const keepsAll = async (url: string) => {
      expect(await worldsAt(url)).toEqual(['ada/garden'])
      expect((await ask(url, 'GET /api/bin')).read(WorldList).worlds).toHaveLength(1)
      const me = (await ask(url, 'GET /api/me', { headers })).read(Me)
      expect(me).toEqual(greeting.read(Me))
    }
    await using after = await startServer({ data })
    await keepsAll(after.url)
    await after.stop()
    await using again = await startServer({ data })
    await keepsAll(again.url)
  })
})

describe('a bug', () => {
  /** Makes a node fail on a signal, as no request can. */
  const failing = (how: string) => ({
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.on("SIGUSR2",()=>{${how}})`)}`,
  })

  it('in a task of its own only is logged; one that nobody caught ends the node with 1, once its writes are on disk', async () => {
    const data = temporaryFolder()
    const first =
      'if (!globalThis.wasHere) { globalThis.wasHere = true; return void Promise.reject(new Error("small")) }'
    await using server = await startServer({ data, env: failing(`${first} throw new Error("broken")`) })
    process.kill(server.pid, 'SIGUSR2')
    await until('it is logged', () => server.log().includes('a rejection that nobody awaited'))
    expect((await ask(server.url, 'GET /healthz')).status).toBe(200)

    await ask(server.url, 'POST /api/worlds', { body: { title: 'Kept' } })
    process.kill(server.pid, 'SIGUSR2')
    expect(await server.ended()).toEqual({ code: 1, signal: null })
    expect(server.log()).toMatch(/"level":60.*"message":"broken".*a bug ended this node/)
    await using after = await startServer({ data })
    expect(await worldsAt(after.url)).toContain('guest/kept')
  })
})

/** A request whose body never ends. */
const unfinished = (path: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{`
