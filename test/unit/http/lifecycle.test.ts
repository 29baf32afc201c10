// A node's beginning and end: what it prints, what it says when it cannot start, and that stopping loses nothing.
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Me } from '../../../shared/wire/api.ts'
import { WorldList } from '../../../shared/wire/worlds.ts'
import { CLOSE } from '../../../shared/wire/frame.ts'
import { runServer, startServer, temporaryFolder, until } from '../../process.ts'
import { ask } from './ask.ts'

async function worldsAt(url: string): Promise<string[]> {
  return (await ask(url, 'GET /api/worlds')).read(WorldList).worlds.map(({ address }) => address)
}

describe('starting', () => {
  it('prints one line, with the port that was free', async () => {
    await using server = await startServer()
    expect(server.port).toBeGreaterThan(0)
    expect((await ask(server.url, 'GET /healthz')).status).toBe(200)
    expect(server.lines()).toEqual([`inkland listening on http://127.0.0.1:${server.port}`])
  })

  it('writes IPv6 addresses as an address bar takes them', async () => {
    await using server = await startServer({ args: ['--host', '::1'] })
    expect(server.url).toBe(`http://[::1]:${server.port}`)
    expect((await ask(server.url, 'GET /api/me')).status).toBe(200)
  })

  it('reads its settings from the environment', async () => {
    await using server = await startServer({ env: { INKLAND_METRICS: 'anyone' } })
    expect((await ask(server.url, 'GET /metrics', { headers: { forwarded: 'for=x' } })).status).toBe(200)
  })

  it('ends with 1 and one sentence when the port is in use', async () => {
    await using server = await startServer()
    const second = runServer(['--port', String(server.port), '--data', temporaryFolder()])
    expect(await second.exit).toEqual({ code: 1, signal: null })
    expect(second.log()).toBe(
      `Port ${server.port} on 127.0.0.1 is in use, maybe by another node; choose another one with --port.\n`,
    )
  })

  it('ends with 1 and one sentence when another node uses the folder, which goes on unharmed', async () => {
    await using server = await startServer()
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
    expect(run.log()).toBe('This machine has no address 192.0.2.1; choose another one with --host.\n')
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
  it.each(['stop', 'kill'] as const)('after a %s keeps worlds, the bin and sessions', async (how) => {
    const data = temporaryFolder()
    await using before = await startServer({ data })
    const greeting = await ask(before.url, 'POST /api/me', { body: { name: 'Ada' } })
    const headers = { 'content-type': 'application/json', cookie: greeting.cookie }
    await ask(before.url, 'POST /api/worlds', { body: { title: 'Garden' }, headers })
    await ask(before.url, 'DELETE /api/worlds/inkland/welcome')
    await before[how]()

    await using after = await startServer({ data })
    expect(await worldsAt(after.url)).toEqual(['ada/garden'])
    expect((await ask(after.url, 'GET /api/bin')).read(WorldList).worlds).toHaveLength(1)
    const me = (await ask(after.url, 'GET /api/me', { headers })).read(Me)
    expect(me).toEqual(greeting.read(Me))
  })
})

describe('a bug', () => {
  /** Makes a node fail on a signal, as no request can. */
  const failing = (how: string) => ({
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.on("SIGUSR2",()=>{${how}})`)}`,
  })

  it('that nobody caught ends the node with 1, once its writes are on disk', async () => {
    const data = temporaryFolder()
    await using server = await startServer({ data, env: failing('throw new Error("broken")') })
    await ask(server.url, 'POST /api/worlds', { body: { title: 'Kept' } })
    process.kill(server.pid, 'SIGUSR2')
    expect(await server.ended()).toEqual({ code: 1, signal: null })
    expect(server.log()).toMatch(/"level":60.*"message":"broken".*a bug ended this node/)
    await using after = await startServer({ data })
    expect(await worldsAt(after.url)).toContain('guest/kept')
  })

  it('that ended a task of its own only is logged, and the node goes on', async () => {
    await using server = await startServer({ env: failing('Promise.reject(new Error("broken"))') })
    process.kill(server.pid, 'SIGUSR2')
    await until('it is logged', () => server.log().includes('a rejection that nobody awaited'))
    expect((await ask(server.url, 'GET /healthz')).status).toBe(200)
    expect(await server.stop()).toEqual({ code: 0, signal: null })
  })
})

/** A request whose body never ends. */
const unfinished = (path: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{`
