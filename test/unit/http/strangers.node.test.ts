// Strangers are cheap: a connection that does not behave is told so, or is cut off.
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { serve } from '../../hosted-node.ts'
import { until, type ServingNode } from '../../process.ts'
import { ask } from './ask.ts'

const HANDSHAKE = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
]

/** Sends lines and gives back all that comes until the node closes. */
async function raw(server: ServingNode, lines: readonly string[]): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => (text += part))
  socket.on('error', () => socket.destroy())
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  await once(socket, 'close')
  return text
}

describe('a socket', () => {
  let server: ServingNode
  beforeAll(async () => {
    server = await serve()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('is upgraded below /sync/ only', async () => {
    const upgrade = (path: string, ...more: string[]) =>
      raw(server, [`GET ${path} HTTP/1.1`, ...HANDSHAKE, ...(more.length > 0 ? more : ['Host: localhost'])])

    for (const path of ['/', '/sync', '/w/a/b', '/api/me', '/SYNC/a/b', '/x?/sync/a/b']) {
      expect(await upgrade(path), path).toMatch(/^HTTP\/1\.1 404 Not Found\r\n[^]*nothing at this address/)
    }
    expect(await upgrade('/sync/a/b', 'Host: evil.example')).toMatch(/^HTTP\/1\.1 421 /)
    expect(await upgrade('/sync/a/b', 'Host: localhost', 'Origin: http://evil.example')).toMatch(
      /^HTTP\/1\.1 403 /,
    )
    expect(await upgrade('/sync/a/b', 'Host: localhost', 'Sec-Fetch-Site: cross-site')).toMatch(
      /^HTTP\/1\.1 403 /,
    )

    const socket = new WebSocket(`${server.wsUrl}/sync/inkland/welcome`, { origin: server.url })
    await once(socket, 'message')
    socket.terminate()
  })

  it('is answered as plain HTTP when it asks for an upgrade that we have not', async () => {
    const lines = ['GET /healthz HTTP/1.1', 'Host: localhost', 'Upgrade: h2c', 'Connection: Upgrade, close']
    expect(await raw(server, lines)).toMatch(/^HTTP\/1\.1 200 OK/)
  })

  it('is refused when its headers are over 16 kB, or name no host', async () => {
    const large = ['GET / HTTP/1.1', 'Host: localhost', `X: ${'x'.repeat(17_000)}`]
    expect(await raw(server, large)).toMatch(
      /^HTTP\/1\.1 431 [^]*mostly cookies. Delete the cookies of this address/,
    )
    expect(await raw(server, ['GET / HTTP/1.1', 'Connection: close'])).toMatch(/^HTTP\/1\.1 400 /)
    expect(await raw(server, ['GET / HTTP/1.0'])).toMatch(/^HTTP\/1\.1 421 /)
  })

  it('over the bound is told to come back later, until another one is gone', async () => {
    await using full = await serve({ args: ['--connections', '2'] })
    const open = [connect(full.port, '127.0.0.1'), connect(full.port, '127.0.0.1')]
    await Promise.all(open.map((socket) => once(socket, 'connect')))

    const answer = await ask(full.url, 'GET /api/me')
    expect([answer.status, answer.refusal().code]).toEqual([503, 'full'])
    expect(answer.headers['retry-after']).toBe('10')
    expect(answer.headers['connection']).toBe('close')
    const upgrade = ['GET /sync/a/b HTTP/1.1', 'Host: localhost', ...HANDSHAKE]
    expect(await raw(full, upgrade)).toMatch(/^HTTP\/1\.1 503 [^]*Retry-After: 10/)

    open[0]?.destroy()
    await until('a place is free', async () => (await ask(full.url, 'GET /api/me')).status === 200)
    open[1]?.destroy()
  })

  it('with more requests under way than any browser has is cut off', async () => {
    const asked = ['GET /metrics HTTP/1.1', 'Host: localhost', '', ''].join('\r\n').repeat(1_000)
    const answers = await raw(server, [asked])
    expect(answers.match(/^HTTP\/1\.1 /gm)?.length ?? 0).toBeLessThan(5)
    expect((await ask(server.url, 'GET /healthz')).status).toBe(200)
  })
})
