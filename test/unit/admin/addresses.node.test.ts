// The addresses that code may ask, as admins allow them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DeedPage } from '../../../shared/wire/api/admin-bodies.ts'
import {
  isAllowedAddress,
  WEB_ADDRESSES_MAX,
  WebAddressChange,
  WebAddresses,
} from '../../../shared/wire/api/web-addresses.ts'
import { serveAccounts, told, type AccountsNode } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { until } from '../../process.ts'

const read = (typed: string): string => {
  const { success, data, error } = WebAddressChange.safeParse({ address: typed })
  return success ? data.address : (error.issues[0]?.message ?? '')
}

describe('[C29] An address', () => {
  test.each([
    ['https://api.example.org', 'https://api.example.org'],
    ['  HTTPS://API.Example.org:443/ ', 'https://api.example.org'],
    ['api.example.org', 'https://api.example.org'],
    ['api.example.org:8443/v1', 'https://api.example.org:8443/v1'],
    ['https://api.example.org/a/../v1/', 'https://api.example.org/v1/'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['http://0x7f.1', 'http://127.0.0.1'],
  ])('%s is kept in one spelling', (typed, kept) => {
    expect(read(typed)).toBe(kept)
    expect(read(kept)).toBe(kept)
  })

  test.each([
    ['', /not an address/],
    ['two words', /not an address/],
    ['ftp://api.example.org', /not an address/],
    ['javascript://api.example.org', /not an address/],
    ['https://', /not an address/],
    ['https://api.example.org.', /not an address/],
    ['https://api.example.org/%2e%2f', /not an address/],
    ['https://ada:secret@api.example.org', /name and password/],
    ['https://api.example.org/?key=1', /follows “\?”/],
    ['https://api.example.org/#a', /follows “\?”/],
    [`https://api.example.org/${'x'.repeat(300)}`, /at most 300/],
  ])('“%s” is refused in words', (typed, words) => expect(read(typed)).toMatch(words))

  test('allows what lies below it, and nothing beside it', () => {
    const at = (path: string, allowed: string) =>
      isAllowedAddress(new URL(path, 'https://api.example.org'), [`https://api.example.org${allowed}`])
    expect(['/', '/any', '/a/b?c'].map((path) => at(path, ''))).toEqual([true, true, true])
    expect(['/v1', '/v1/', '/v1/a?b', '/v12', '/v1/../v2', '/v'].map((path) => at(path, '/v1'))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
    expect(['/v1/', '/v1/a', '/v1'].map((path) => at(path, '/v1/'))).toEqual([true, true, false])
  })
})

describe('[C29] A node’s addresses', () => {
  let node: AccountsNode
  beforeAll(async () => {
    node = await serveAccounts()
  })
  afterAll(() => node[Symbol.asyncDispose]())

  const at = '/api/admin/addresses'
  const ask = (method: string, address?: string) =>
    node.admin.ask(method, at, address === undefined ? undefined : { address })
  const all = async () => WebAddresses.parse(await told(await ask('GET'))).addresses

  test('are none at first, changed by admins, and noted', async () => {
    expect(await all()).toEqual([])
    await told(await ask('POST', 'api.example.org/v1/'))
    await told(await ask('POST', 'https://api.example.org/v1/'))
    expect(await all()).toEqual(['https://api.example.org/v1/'])
    // Other settings leave them as they are.
    await told(await node.admin.ask('PATCH', '/api/admin/settings', { title: 'The club', webAddresses: [] }))
    expect(await all()).toEqual(['https://api.example.org/v1/'])
    await told(await ask('DELETE', 'https://api.example.org/v1/'))
    expect(await all()).toEqual([])
    expect((await ask('DELETE', 'https://api.example.org/v1/')).status).toBe(404)
    await until('both are noted', async () => {
      const { deeds } = DeedPage.parse(await told(await node.admin.ask('GET', '/api/admin/deeds?area=admin')))
      const noted = deeds.filter(({ to }) => to === 'https://api.example.org/v1/').map(({ what }) => what)
      return noted.join() === 'admin.addressRemoved,admin.addressAllowed'
    })
  })

  test('are refused in words where this node can never ask them', async () => {
    for (const [address, words] of [
      ['http://api.example.org', /http works only inside a private network/],
      ['http://192.168.1.2', /lies in a private network/],
      ['https://[::1]:8080', /lies in a private network/],
      ['https://169.254.169.254', /lies in a private network/],
      ['https://api.example.org:25', /Port 25 belongs to another kind of service/],
      ['nothing at all', /not an address/],
    ] as const) {
      const answer = await ask('POST', address)
      expect(answer.status, address).toBe(400)
      expect(((await answer.json()) as { text: string }).text, address).toMatch(words)
    }
    expect(await all()).toEqual([])
  })

  test(`are ${WEB_ADDRESSES_MAX} at most`, async () => {
    for (let nth = 0; nth < WEB_ADDRESSES_MAX; nth += 1)
      await told(await ask('POST', `https://a${nth}.example`))
    const answer = await ask('POST', 'https://more.example')
    expect(answer.status).toBe(409)
    expect(((await answer.json()) as { text: string }).text).toMatch(/50 addresses are allowed already/)
    await told(await ask('POST', 'https://a7.example'))
  })

  test('do not exist in an open node', async () => {
    await using open = await serve({ access: 'open' })
    expect((await fetch(new URL(at, open.url))).status).toBe(404)
  })
})
