// The address of a request: the named proxies say it, and nobody else.
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createOriginReader, type RequestOrigin } from '../../../server/http/edge/request-origin.ts'
import { createGuard } from '../../../server/http/edge/origin-guard.ts'
import { networkOf } from '../../../server/network/client-network.ts'
import { isRange } from '../../../server/network/ip-ranges.ts'

type Headers = Readonly<Record<string, string>>

function requestFrom(peer: string, headers: Headers, encrypted = false): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  if (encrypted) Object.defineProperty(socket, 'encrypted', { value: true })
  const request = new IncomingMessage(socket)
  request.method = 'GET'
  Object.assign(request.headers, headers)
  return request
}

const arrivalOf = createOriginReader(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])
const from = (peer: string, headers: Headers = {}, encrypted = false): RequestOrigin =>
  arrivalOf(requestFrom(peer, { host: 'a.example', ...headers }, encrypted))
const addressFor = (peer: string, forwarded: string): string =>
  from(peer, { 'x-forwarded-for': forwarded }).address

describe('an arrival', () => {
  it('is where the socket comes from, whatever a stranger says', () => {
    const said = {
      'x-forwarded-for': '1.1.1.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=1.1.1.1;proto=https',
      'x-real-ip': '1.1.1.1',
    }
    expect(from('203.0.113.9', said)).toEqual({
      address: '203.0.113.9',
      authority: 'a.example',
      isSecure: null,
    })
    // Unless a proxy was named, nobody is one, this machine neither.
    const alone = createOriginReader([])
    expect(alone(requestFrom('127.0.0.1', { host: 'a.example', ...said })).address).toBe('127.0.0.1')
  })

  it.each([
    ['127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['10.1.2.3', '203.0.113.9:4711', '203.0.113.9'],
    ['fd00::1', '[2001:db8::1]:443', '2001:db8::1'],
    // Through two proxies of ours.
    ['10.0.0.1', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
    // The visitor's own text stands before the proxy's.
    ['10.0.0.1', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '127.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    // A text that is no address ends the chain at the last address.
    ['10.0.0.1', 'unknown', '10.0.0.1'],
    ['10.0.0.1', '203.0.113.9, <script>', '10.0.0.1'],
    ['10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.1', `${'10.0.0.2, '.repeat(100)}10.0.0.3`, '10.0.0.2'],
    ['203.0.113.9', '127.0.0.1', '203.0.113.9'],
  ])('from %s with "%s" is from %s', (peer, forwarded, address) =>
    expect(addressFor(peer, forwarded)).toBe(address),
  )

  it('believes a proxy about name and scheme, the nearest one last', () => {
    const said = { 'x-forwarded-proto': 'http, https', 'x-forwarded-host': 'one.example, Two.example' }
    expect(from('10.0.0.1', said)).toMatchObject({ authority: 'two.example', isSecure: true })
    expect(from('10.0.0.1', { 'x-forwarded-proto': 'wss' }).isSecure).toBe(true)
    expect(from('10.0.0.1', { 'x-forwarded-proto': 'http' }, true).isSecure).toBe(false)
    expect(from('10.0.0.1')).toMatchObject({ authority: 'a.example', isSecure: null })
  })

  it('is secure over our own TLS', () => expect(from('203.0.113.9', {}, true).isSecure).toBe(true))
})

describe('a guard behind a proxy', () => {
  const guard = createGuard({
    host: '127.0.0.1',
    machine: 'attic',
    origins: ['https://my.domain'],
    proxies: ['10.0.0.1'],
    certified: ['laptop.lan'],
  })
  const judge = (peer: string, headers: Headers, encrypted = false) =>
    guard.judge(requestFrom(peer, headers, encrypted))?.status ?? 200

  it('lets in who comes by the name of a certificate', () =>
    expect(judge('203.0.113.9', { host: 'laptop.lan:7070' })).toBe(200))

  it('asks that the name that is passed on is ours, and that of the request, too', () => {
    const forwarded = (host: string, name: string) =>
      judge('10.0.0.1', { host, 'x-forwarded-host': name, 'x-forwarded-proto': 'https' })
    expect(forwarded('my.domain', 'my.domain')).toBe(200)
    expect(forwarded('127.0.0.1:7070', 'my.domain')).toBe(200)
    expect(forwarded('127.0.0.1:7070', 'evil.example')).toBe(421)
    expect(forwarded('evil.example', 'my.domain')).toBe(421)
    expect(forwarded('my.domain', 'my.domain/../evil.example')).toBe(421)
  })

  it('lets no name that a stranger passes on make a page of theirs ours', () => {
    const headers = { host: '127.0.0.1:7070', origin: 'https://evil.example' }
    expect(judge('10.0.0.1', { ...headers, 'x-forwarded-host': 'evil.example' })).toBe(421)
    expect(judge('203.0.113.9', { ...headers, 'x-forwarded-host': 'evil.example' })).toBe(403)
  })

  it('tells http from https where it knows, so that a plain page is not ours', () => {
    const page = (origin: string, encrypted: boolean) =>
      judge('203.0.113.9', { host: 'laptop.lan', origin }, encrypted)
    expect(page('https://laptop.lan', true)).toBe(200)
    expect(page('http://laptop.lan', true)).toBe(403)
  })

  it('says which origin a browser came to', () => {
    const origin = (headers: Headers, encrypted = false) =>
      guard.originOf(requestFrom('203.0.113.9', headers, encrypted))
    expect(origin({ host: '127.0.0.1', origin: 'https://my.domain' })).toBe('https://my.domain')
    expect(origin({ host: 'my.domain' })).toBe('https://my.domain')
    expect(origin({ host: 'localhost:7070' })).toBe('http://localhost:7070')
    expect(origin({ host: 'laptop.lan:7070' }, true)).toBe('https://laptop.lan:7070')
    expect(origin({ host: 'laptop.lan', origin: 'https://evil.example' })).toBe('http://laptop.lan')
  })

  it('links others to the published origin, and without one to where the browser came', () => {
    const came = requestFrom('203.0.113.9', { host: 'laptop.lan:7070' }, true)
    const alone = createGuard({ host: '127.0.0.1', machine: 'attic', origins: [], certified: ['laptop.lan'] })
    expect(guard.linkOriginOf(came)).toBe('https://my.domain')
    expect(alone.linkOriginOf(came)).toBe('https://laptop.lan:7070')
  })
})

describe('networkOf', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:DB8:0:0:ffff::1', '2001:db8:0:0::/64'],
    ['2001:0db8:0001:0002:3:4:5:6', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network))
})

describe('isRange', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/0'])('knows %s', (word) =>
    expect(isRange(word)).toBe(true),
  )
  it.each(['', 'proxy', '10.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1'])(
    'knows that %s is none',
    (word) => expect(isRange(word)).toBe(false),
  )
})
