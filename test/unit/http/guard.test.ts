// Where a request may come from: every pair of Host and Origin that matters, for reads, writes and sockets.
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createGuard } from '../../../server/http/edge/origin-guard.ts'

type Headers = Readonly<Record<string, string>>

const guard = createGuard({
  host: 'inkland.lan',
  machine: 'Attic',
  origins: ['https://my.domain', 'http://plain.domain:8080'],
})

function requestWith(headers: Headers, method = 'GET'): IncomingMessage {
  const request = new IncomingMessage(new Socket())
  request.method = method
  Object.assign(request.headers, headers)
  return request
}

const statusOf = (headers: Headers, method = 'GET'): number =>
  guard.judge(requestWith(headers, method))?.status ?? 200

describe('guard', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:7070',
    '192.168.1.5:80',
    '[::1]:7070',
    '[fe80::1]',
    'localhost',
    'LOCALHOST:1',
    'localhost.:7070',
    'attic',
    'attic.local:7070',
    'inkland.lan:7070',
    'my.domain',
    'plain.domain:8080',
  ])('lets in Host %s', (host) => expect(statusOf({ host })).toBe(200))

  it.each([
    'evil.example',
    'evil.example:7070',
    'localhost.evil.example',
    'my.domain.evil.example',
    'notlocalhost',
    '127.0.0.1.evil.example',
    'user@localhost',
    'localhost/x',
    'localhost:x',
    '[::1',
    '::1',
    '0x7f.1',
    '',
  ])('keeps out Host "%s", as a rebound name would send', (host) => expect(statusOf({ host })).toBe(421))

  it('keeps out a request without Host', () => expect(statusOf({})).toBe(421))

  it.each([
    ['127.0.0.1:7070', 'http://127.0.0.1:7070'],
    ['localhost:7070', 'http://LOCALHOST:7070'],
    ['192.168.1.5', 'https://192.168.1.5'],
    ['[::1]:7070', 'http://[::1]:7070'],
    ['my.domain', 'https://my.domain'],
    // A proxy that does not pass the Host on.
    ['127.0.0.1:7070', 'https://my.domain'],
  ])('lets in Host %s with Origin %s', (host, origin) => {
    for (const method of ['GET', 'DELETE']) expect(statusOf({ host, origin }, method)).toBe(200)
    expect(statusOf({ host, origin, upgrade: 'websocket' })).toBe(200)
  })

  it.each([
    ['127.0.0.1:7070', 'http://127.0.0.1:3000'],
    ['127.0.0.1:7070', 'http://127.0.0.1'],
    ['127.0.0.1:7070', 'http://localhost:7070'],
    ['127.0.0.1:7070', 'http://evil.example'],
    ['127.0.0.1:7070', 'null'],
    ['127.0.0.1:7070', ''],
    ['127.0.0.1:7070', 'http://127.0.0.1:7070.evil.example'],
    ['127.0.0.1:7070', 'chrome-extension://127.0.0.1:7070'],
    // An attacker on the network can serve a plain page under the https name.
    ['my.domain', 'http://my.domain'],
    ['my.domain', 'https://my.domain:444'],
  ])('keeps out Host %s with Origin "%s"', (host, origin) => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      expect(statusOf({ host, origin, 'content-type': 'application/json' }, method)).toBe(403)
    }
    expect(statusOf({ host, origin, upgrade: 'websocket' })).toBe(403)
  })

  it('keeps out writes and sockets that the browser says come from another site', () => {
    const host = 'localhost:7070'
    for (const site of ['cross-site', 'same-site', 'none-sense']) {
      const headers = { host, 'sec-fetch-site': site, 'content-type': 'application/json' }
      expect(statusOf(headers, 'POST')).toBe(403)
      expect(statusOf({ ...headers, upgrade: 'websocket' })).toBe(403)
      expect(statusOf(headers)).toBe(200)
    }
    for (const site of ['same-origin', 'none']) {
      expect(statusOf({ host, 'sec-fetch-site': site, 'content-type': 'application/json' }, 'POST')).toBe(200)
    }
  })

  it('takes only bodies that no form of another site can send', () => {
    const host = 'localhost'
    const typed = (type: string, method = 'POST') => statusOf({ host, 'content-type': type }, method)
    for (const type of [
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
    ]) {
      for (const method of ['POST', 'PATCH', 'PUT', 'DELETE']) expect(typed(type, method)).toBe(415)
    }
    expect(statusOf({ host }, 'POST')).toBe(415)
    expect(statusOf({ host }, 'DELETE')).toBe(200)
    expect(typed('application/json; charset=utf-8')).toBe(200)
    expect(typed('application/vnd.inkland.world')).toBe(200)
  })

  it('calls secure what came by an https origin of ours, and nothing else', () => {
    const isSecure = (headers: Headers) => guard.isSecure(requestWith(headers))
    expect(isSecure({ host: 'my.domain' })).toBe(true)
    expect(isSecure({ host: '127.0.0.1', origin: 'https://my.domain' })).toBe(true)
    expect(isSecure({ host: 'plain.domain:8080' })).toBe(false)
    expect(isSecure({ host: '127.0.0.1', origin: 'https://evil.example' })).toBe(false)
  })
})
