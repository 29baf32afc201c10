// Requests that say two things at once: one proxy takes a part of them for a body, another for a request. The
// node must refuse them, or read them as RFC 9112 says, and close.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { CONNECTION_LIMITS } from '../../../server/http/edge/http-limits.ts'
import { ask } from './ask.ts'
import { serveInside } from './inside.ts'

/** The time after which a connection is closed that is kept for more, in ms. */
const SOON_MS = 500
const SHORT = {
  ...CONNECTION_LIMITS,
  headersMs: SOON_MS,
  silenceMs: SOON_MS,
  keepAliveMs: SOON_MS,
  checkEveryMs: SOON_MS / 5,
}

/** Sends a request byte for byte, as no library would, and reads until the node closes. */
async function raw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  // Not ended by us: a sender that closed may get no answer.
  socket.write(bytes, 'latin1')
  return text(socket).catch(() => '')
}

const upgradeAt = (host: string) =>
  `GET /sync/inkland/welcome HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`

test('requests that say two things at once are refused, or read in the one way that the standard has', async () => {
  await using inside = await serveInside({ limits: SHORT })
  const { host } = new URL(inside.url)
  const { cookie } = await ask(inside.url, 'POST /api/me', { body: { name: 'Ada' } })
  const second = `GET /api/me HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`
  const head = (lines: readonly string[]) =>
    `POST /api/me HTTP/1.1\r\nHost: ${host}\r\n${lines.join('\r\n')}\r\n\r\n`
  const shapes: Readonly<Record<string, string>> = {
    'two lengths': head(['Content-Length: 4', 'Content-Length: 0']) + second,
    'a length and chunks': head(['Content-Length: 4', 'Transfer-Encoding: chunked']) + `0\r\n\r\n${second}`,
    'chunks that are none': head(['Transfer-Encoding: xchunked']) + second,
    'chunks with a tab': head(['Transfer-Encoding:\tchunked, identity']) + `0\r\n\r\n${second}`,
    'chunked twice':
      head(['Transfer-Encoding: chunked', 'Transfer-Encoding: identity']) + `0\r\n\r\n${second}`,
    'a length with a plus': head(['Content-Length: +4']) + second,
    'a length with a blank': head(['Content-Length : 4']) + second,
    'a hexadecimal length': head(['Content-Length: 0x4']) + second,
    'two lengths in one': head(['Content-Length: 4, 0']) + second,
    'a length below nothing': head(['Content-Length: -1']) + second,
    'an endless length': head(['Content-Length: 99999999999999999999']) + second,
    'a folded line': head(['Transfer-Encoding:', ' chunked']) + `0\r\n\r\n${second}`,
    'a bare line feed': `POST /api/me HTTP/1.1\nHost: ${host}\nContent-Length: 0\n\n${second}`,
    'a carriage return alone': `POST /api/me HTTP/1.1\rHost: ${host}\r\r${second}`,
    'a null in a name': head(['X\0: 1', 'Content-Length: 0']) + second,
    'a chunk that is too long to count':
      head(['Transfer-Encoding: chunked']) + `FFFFFFFFFFFFFFFFF\r\nx\r\n${second}`,
    'a chunk with a sign': head(['Transfer-Encoding: chunked']) + `-1\r\nx\r\n${second}`,
    'no Host': `GET /api/me HTTP/1.1\r\nCookie: ${cookie}\r\n\r\n`,
    'two Hosts': `GET /api/me HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nCookie: ${cookie}\r\n\r\n`,
    'a whole address': `GET http://evil.example/api/me HTTP/1.1\r\nHost: evil.example\r\nCookie: ${cookie}\r\n\r\n`,
    'HTTP/0.9': `GET /api/me\r\n\r\n`,
    'HTTP/2 without asking': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    CONNECT: `CONNECT evil.example:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    TRACE: `TRACE / HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`,
    'a request behind an upgrade': upgradeAt(host) + second,
  }

  const isTold = (said: string): boolean => said.includes('"Ada"') || said.includes(cookie)
  expect(isTold(await raw(inside.url, second))).toBe(true)
  // All at once: the node closes a connection some time after its last answer.
  const heard = Object.entries(shapes).map(
    async ([name, bytes]) => [name, await raw(inside.url, bytes)] as const,
  )
  for (const [name, said] of await Promise.all(heard)) {
    expect(isTold(said), name).toBe(false)
    for (const [, status] of said.matchAll(/^HTTP\/1\.1 (\d{3})/gm))
      expect([400, 401, 403, 404, 405, 415, 421, 101, 426, 431], `${name}: ${status}`).toContain(
        Number(status),
      )
  }
  expect((await ask(inside.url, 'GET /api/me')).status).toBe(200)
})

test('an upgrade right behind a request is not answered among its answer', async () => {
  await using inside = await serveInside({ limits: SHORT })
  const { host } = new URL(inside.url)
  const said = await raw(inside.url, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n${upgradeAt(host)}`)
  expect(said.match(/^HTTP\/1\.1 /gm) ?? []).toEqual([])
  expect((await ask(inside.url, 'GET /healthz')).status).toBe(200)
})
