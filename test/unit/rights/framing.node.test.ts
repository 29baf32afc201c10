// [H21] A world at work within a page of another site: which sites may, and that nobody is signed in there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { MyRight, Sharing } from '../../../shared/wire/api/sharing-bodies.ts'
import { FRAME_PROTOCOL, FRAME_TOKEN, parseFramingSite, SITES_MAX } from '../../../shared/world/framing.ts'
import { serve } from '../../hosted-node.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { makeWorld, open } from '../../peers.ts'
import { ask } from '../http/ask.ts'

let node: AccountsNode
let bob: Somebody

beforeAll(async () => {
  node = await serveAccounts()
  bob = await node.signUp('bob')
})
afterAll(() => node[Symbol.asyncDispose]())

const share = (world: string, body: object, who = node.admin) =>
  who.ask('PATCH', `/api/worlds/${world}/sharing`, body)
const framed = (world: string, headers = {}) => ask(node.url, `GET /work/${world}`, { headers })

test.each([
  ['https://school.example', 'https://school.example'],
  [' https://School.example:443/ ', 'https://school.example'],
  ['https://bücher.example:8443', 'https://xn--bcher-kva.example:8443'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://site.localhost', 'http://site.localhost'],
  ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
  ['http://school.example', null],
  ['http://127.0.0.1.example', null],
  ['https://school.example/page', null],
  ['https://school.example/?a', null],
  ['https://ada:pw@school.example', null],
  ['https://*.example', null],
  ["https://a;script-src'unsafe-inline'", null],
  ['https://a,b.example', null],
  ['https://[::1]', null],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['school.example', null],
  ['*', null],
  ["'self'", null],
  ['', null],
  [`https://${'a.'.repeat(200)}example`, null],
])('[H21] the site %j is %j', (text, site) => expect(parseFramingSite(text)).toBe(site))

describe('which sites show a world at work', () => {
  test('[H21] its owner names them, in one spelling, while anybody may see it; all else is 404', async () => {
    const world = await makeWorld(node.admin, 'Set to work')
    const sites = ['https://school.example', 'http://localhost:3000']
    expect((await framed(world)).status).toBe(404)
    expect((await framed(world)).headers['x-frame-options']).toBe('DENY')
    // Anybody has to be able to see it.
    await share(world, { sites })
    expect((await framed(world)).status).toBe(404)
    await open(node.admin, world, 'edit')
    expect((await framed(world)).status).toBe(404)
    const given = Sharing.parse(
      await told(await share(world, { sites: [...sites, 'https://SCHOOL.example/'] })),
    )
    expect(given.sites).toEqual(sites)
    const { status, headers, text } = await framed(world)
    expect(status).toBe(200)
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain('frame-ancestors https://school.example http://localhost:3000;')
    expect(headers['x-frame-options']).toBeUndefined()
    expect(headers['x-robots-tag']).toBe('noindex')
    expect(headers['cache-control']).toBe('no-store')
    // Nothing is asked there by cookies before the page's own code runs.
    expect(text).not.toContain('href="/api/me"')
    // No other page of the app can be framed.
    for (const path of [`/w/${world}`, '/', '/account', '/sign-in', `/work/${world}/x`, '/work/ada/none']) {
      const other = await ask(node.url, `GET ${path}`)
      expect(String(other.headers['content-security-policy']), path).toContain("frame-ancestors 'none'")
      expect(other.headers['x-frame-options'], path).toBe('DENY')
    }
    expect((await share(world, { sites: [] }, bob)).status).toBe(403)
    // Who closes it does not have it framed again where it is opened later.
    for (const right of ['none', 'edit']) {
      await share(world, { public: right })
      expect((await framed(world)).status).toBe(404)
    }
    await share(world, { sites })
    expect((await framed(world)).status).toBe(200)
    await node.admin.ask('DELETE', `/api/worlds/${world}`)
    expect((await framed(world)).status).toBe(404)
  })

  test('[H21] what is no site, or one too many, is refused in words, and changes nothing', async () => {
    const world = await makeWorld(node.admin, 'Refusing')
    await open(node.admin, world, 'see')
    await share(world, { sites: ['https://school.example'] })
    const many = Array.from({ length: SITES_MAX + 1 }, (_, at) => `https://a${at}.example`)
    for (const [sites, words] of [
      [['http://school.example'], 'A site is its address with https:// and nothing after its name'],
      [['https://*.example'], 'A site is its address'],
      [many, `At most ${SITES_MAX} sites can show a world.`],
    ] as const) {
      const answer = await share(world, { sites })
      expect(answer.status).toBe(400)
      expect(((await answer.json()) as { text: string }).text).toContain(words)
    }
    const now = Sharing.parse(await told(await node.admin.ask('GET', `/api/worlds/${world}/sharing`)))
    expect(now.sites).toEqual(['https://school.example'])
  })
})

describe('who somebody is in a frame', () => {
  const bearer = (secret = '') => ({ authorization: `Bearer ${FRAME_TOKEN}${secret}` })

  async function meAs(headers: Record<string, string>, name?: string): Promise<{ me: Me; cookies: unknown }> {
    const { text, headers: answered } = await ask(
      node.url,
      `${name === undefined ? 'GET' : 'POST'} /api/me`,
      {
        headers,
        ...(name !== undefined && { body: { name } }),
      },
    )
    return { me: Me.parse(JSON.parse(text)), cookies: answered['set-cookie'] }
  }

  async function guestOf(name: string): Promise<{ id: string; secret: string }> {
    const { me } = await meAs(bearer(), name)
    return { id: me.member?.id ?? '', secret: me.secret ?? '' }
  }

  test('[H21] a guest, by a secret in the answer and no cookie; a cookie that comes along is nothing', async () => {
    const { cookie } = node.admin
    expect((await meAs({ cookie })).me.member?.account).toBe('ada')
    // A frame of the same site is sent it, and so is a picture in its page.
    const page = { cookie, referer: `${node.url}/work/ada/garden` }
    expect((await meAs({ cookie, ...bearer() })).me.member).toBeNull()
    expect((await meAs(page)).me.member).toBeNull()
    const { me, cookies } = await meAs({ cookie, ...bearer() }, 'Reader')
    expect(me.member).toMatchObject({ name: 'Reader', kind: 'guest', isAdmin: false })
    expect(cookies).toBeUndefined()
    const secret = me.secret ?? ''
    const again = await meAs({ cookie, ...bearer(secret) })
    expect(again.me.member?.id).toBe(me.member?.id)
    expect(again.me.secret).not.toBe('')
    const renamed = await meAs({ cookie, ...bearer(secret) }, 'Writer')
    expect(renamed.me.member).toMatchObject({ id: me.member?.id, name: 'Writer' })
    // Elsewhere no secret is ever told.
    expect((await meAs({ cookie })).me.secret).toBeUndefined()
    for (const path of ['/api/sessions', '/api/me/order']) {
      const refused = await ask(node.url, `GET ${path}`, { headers: { cookie, ...bearer(secret) } })
      expect(refused.status, path).toBe(401)
    }
  })

  test('[H21] in an open node, too; there nobody decides, and no site is named', async () => {
    await using house = await serve()
    const asked = (what: string, headers: Record<string, string>, name?: string) =>
      ask(house.url, what, { headers, ...(name !== undefined && { body: { name } }) })
    const { cookie } = await asked('POST /api/me', {}, 'Ada')
    const { headers, text } = await asked('POST /api/me', { cookie, ...bearer() }, 'Reader')
    expect(headers['set-cookie']).toBeUndefined()
    const { member, secret = '' } = Me.parse(JSON.parse(text))
    const again = await asked('GET /api/me', { cookie, ...bearer(secret) })
    expect(again.read(Me).member).toMatchObject({ id: member?.id, name: 'Reader' })
    expect((await asked('GET /api/me', { cookie })).read(Me).member?.name).toBe('Ada')
    const made = await ask(house.url, 'POST /api/worlds', { headers: { cookie }, body: { title: 'Barn' } })
    const { address } = JSON.parse(made.text) as { address: string }
    expect((await ask(house.url, `GET /work/${address}`)).status).toBe(404)
    const sites = { sites: ['https://school.example'] }
    const refused = await ask(house.url, `PATCH /api/worlds/${address}/sharing`, {
      headers: { cookie },
      body: sites,
    })
    expect([refused.status, refused.refusal().code]).toEqual([409, 'open'])
  })

  test('[H21] neither a forged secret counts, nor another node’s, nor a cookie of a guest, nor the other way round', async () => {
    await using other = await serveAccounts({}, 'eve')
    const answered = await ask(other.url, 'POST /api/me', {
      headers: bearer(),
      body: { name: 'Mallory' },
    })
    const foreign = Me.parse(JSON.parse(answered.text)).secret ?? ''
    const { secret } = await guestOf('Mallory')
    const guest = await node.guest('Gus')
    const cookieOfGuest = guest.cookie.slice(guest.cookie.indexOf('=') + 1)
    const [payload = ''] = secret.split('.')
    for (const wrong of [foreign, `${payload}.`, payload, `${secret}x`, cookieOfGuest, 'a.b'])
      expect((await meAs({ cookie: node.admin.cookie, ...bearer(wrong) })).me.member, wrong).toBeNull()
    const [name = ''] = guest.cookie.split('=')
    expect((await meAs({ cookie: guest.cookie })).me.member).not.toBeNull()
    expect((await meAs({ cookie: `${name}=${secret}` })).me.member).toBeNull()
    // What a proxy puts there is not ours.
    const proxied = { cookie: node.admin.cookie, authorization: 'Bearer eyJhbGciOi.a.b' }
    expect((await meAs(proxied)).me.member?.account).toBe('ada')
  })

  test('[H21] their right is what anybody has, over HTTP and on sockets, whoever’s cookie comes along', async () => {
    const { cookie } = node.admin
    const [closed, seen] = [await makeWorld(node.admin, 'Closed'), await makeWorld(node.admin, 'Seen')]
    await open(node.admin, seen, 'see')
    const { id, secret } = await guestOf('Sam')
    const rightIn = async (world: string, headers: Record<string, string>) =>
      MyRight.parse(JSON.parse((await ask(node.url, `GET /api/worlds/${world}/right`, { headers })).text))
        .right
    expect([await rightIn(closed, { cookie }), await rightIn(seen, { cookie })]).toEqual(['own', 'own'])
    for (const headers of [bearer(secret), { cookie, ...bearer(secret) }, { cookie, ...bearer() }])
      expect([await rightIn(closed, headers), await rightIn(seen, headers)]).toEqual(['none', 'see'])

    async function closedWith(world: string, as: string, protocols: string[]): Promise<number | 'open'> {
      const url = `${node.server.wsUrl}/sync/${world}?inkland=1&as=${as}`
      const socket = new WebSocket(url, protocols, { headers: { cookie } })
      const first = await Promise.race([
        once(socket, 'close').then(([code]) => code as number),
        once(socket, 'message').then(() => 'open' as const),
      ])
      if (protocols.length > 0) expect(socket.protocol).toBe(FRAME_PROTOCOL)
      socket.terminate()
      return first
    }
    const inFrame = [FRAME_PROTOCOL, `${FRAME_TOKEN}${secret}`]
    const admin = node.admin.id
    expect(await closedWith(closed, admin, [])).toBe('open')
    expect(await closedWith(seen, id, inFrame)).toBe('open')
    const refused = await Promise.all([
      closedWith(closed, id, inFrame),
      closedWith(closed, admin, inFrame),
      closedWith(closed, admin, [FRAME_PROTOCOL, FRAME_TOKEN]),
    ])
    expect(refused.every((code) => code !== 'open' && code >= 4400 && code < 4500)).toBe(true)
  })
})
