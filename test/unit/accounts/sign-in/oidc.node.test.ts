// Signing in by way of another place, against a real node and a real provider beside it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Me } from '../../../../shared/wire/api/node-bodies.ts'
import { cookiesOf, invite, serveAccounts, told, type AccountsNode } from '../../../accounts.ts'
import { PageBrowser } from './page-browser.ts'
import { CLIENT, SECRET, startProvider, type TestProvider } from './oidc-provider.ts'

let school: TestProvider
let club: TestProvider
let node: AccountsNode

beforeAll(async () => {
  school = await startProvider()
  club = await startProvider()
  const providers = [
    { id: 'school', name: 'School', issuer: school.issuer, clientId: CLIENT, clientSecret: SECRET },
    { id: 'club', name: 'Club', issuer: club.issuer, clientId: CLIENT, clientSecret: SECRET },
  ]
  node = await serveAccounts({ env: { INKLAND_OIDC: JSON.stringify(providers) } })
})
afterAll(async () => {
  await node[Symbol.asyncDispose]()
  await school[Symbol.asyncDispose]()
  await club[Symbol.asyncDispose]()
})

let count = 0
/** Somebody new at the provider. */
function newPerson(provider: TestProvider, word: string | null = null): string {
  count += 1
  const sub = `sub-${count}`
  provider.person = { sub, name: `Person ${count}`, ...(word !== null && { preferred_username: word }) }
  return sub
}

async function openSignUp(signUp: 'open' | 'invited'): Promise<void> {
  await told(await node.admin.ask('PATCH', '/api/admin/settings', { signUp }))
}

/** A new account that came by the school. */
async function joined(word: string): Promise<PageBrowser> {
  newPerson(school, word)
  const browser = new PageBrowser(node.url)
  const secret = await invite(node.admin)
  const start = await browser.post('/api/oidc/school/start', { to: '/', invitation: secret })
  expect((await browser.go(await browser.there(start))).status).toBe(303)
  return browser
}

test('what a visitor is told: where one can sign in, and no more of it', async () => {
  const me = Me.parse(await told(await node.ask('GET', '/api/me')))
  expect(me.node?.providers).toEqual([
    { id: 'school', name: 'School' },
    { id: 'club', name: 'Club' },
  ])
})

test('[W4] who was invited gets an account by signing in elsewhere, and signs in to it the same way', async () => {
  const browser = await joined('grace')
  expect(await browser.me()).toMatchObject({ account: 'grace', name: `Person ${count}`, kind: 'account' })
  expect(await browser.account()).toMatchObject({ hasPassword: false, providers: ['School'], passkeys: [] })

  const again = new PageBrowser(node.url)
  const back = await again.go(await again.there('/w/inkland/welcome?x=1'))
  expect([back.status, back.headers.get('location')]).toEqual([303, '/w/inkland/welcome?x=1'])
  expect((await again.me())?.id).toBe((await browser.me())?.id)
})

test('without an invitation nobody gets in where one is needed, and it is said what to do', async () => {
  newPerson(school, 'eve')
  const browser = new PageBrowser(node.url)
  const back = await browser.go(await browser.there('/'))
  expect(back.status).toBe(403)
  expect(back.headers.get('content-type')).toContain('text/html')
  expect(await back.text()).toContain('ask someone who is here for an invitation')
  expect(await browser.me()).toBeNull()

  const invited = await browser.post('/api/oidc/school/start', { to: '/', invitation: 'not-a-secret' })
  expect((await browser.go(await browser.there(invited))).status).toBe(404)
  expect(await browser.me()).toBeNull()
})

test('an invitation into a world leads there, for who is new and for who has an account', async () => {
  const made = await node.admin.ask('POST', '/api/worlds', { title: 'Orchard' })
  const { address } = (await told(made)) as { readonly address: string }
  const secret = await invite(node.admin, { uses: 2, world: { address, right: 'edit' } })
  newPerson(school, 'orla')
  for (const _ of ['new', 'known']) {
    const browser = new PageBrowser(node.url)
    const start = await browser.post('/api/oidc/school/start', { to: '/', invitation: secret })
    const back = await browser.go(await browser.there(start))
    expect(back.headers.get('location')).toBe(`/w/${address}`)
    const right = await browser.go(`/api/worlds/${address}/right`)
    expect(await told(right)).toEqual({ right: 'edit' })
  }
})

test('where one may sign up, a name that is taken gets a number', async () => {
  await openSignUp('open')
  for (const expected of ['lin', 'lin-2']) {
    newPerson(school, 'lin')
    const browser = new PageBrowser(node.url)
    await browser.go(await browser.there('/'))
    expect(await browser.me()).toMatchObject({ account: expected })
  }
  await openSignUp('invited')
})

test('a guest who signs up so stays who they are', async () => {
  const guest = await node.guest('Visitor')
  const browser = new PageBrowser(node.url, guest)
  newPerson(school, 'vi')
  const start = await browser.post('/api/oidc/school/start', {
    to: '/',
    invitation: await invite(node.admin),
  })
  await browser.go(await browser.there(start))
  expect(await browser.me()).toMatchObject({ id: guest.id, account: 'vi', kind: 'account' })
})

test('who is signed in links another place, signs in with it, and stops it again', async () => {
  const bob = await node.signUp('bob')
  const browser = new PageBrowser(node.url, bob)
  newPerson(school)
  const back = await browser.go(
    await browser.there(await browser.post('/api/oidc/school/link', { to: '/account' })),
  )
  expect([back.status, back.headers.get('location')]).toEqual([303, '/account'])
  expect(await browser.account()).toMatchObject({ providers: ['School'] })

  const other = new PageBrowser(node.url)
  await other.go(await other.there('/'))
  expect((await other.me())?.id).toBe(bob.id)

  // A person with a password proves with that, and not with the school.
  expect((await other.go('/api/oidc/school', { method: 'DELETE' })).status).toBe(403)
  expect((await other.post('/api/proof', { password: bob.password })).status).toBe(204)
  expect((await other.go('/api/oidc/school', { method: 'DELETE' })).status).toBe(204)
  expect(await browser.account()).toMatchObject({ providers: [] })
  const late = new PageBrowser(node.url)
  expect((await late.go(await late.there('/'))).status).toBe(403)
})

test('[W4] one account elsewhere is one account here, and one here is one there', async () => {
  const [carl, dora] = [
    new PageBrowser(node.url, await node.signUp('carl')),
    new PageBrowser(node.url, await node.signUp('dora')),
  ]
  const link = async (browser: PageBrowser) =>
    browser.go(await browser.there(await browser.post('/api/oidc/school/link', { to: '/' })))
  newPerson(school)
  expect((await link(carl)).status).toBe(303)
  expect((await link(carl)).status).toBe(303)
  const taken = await link(dora)
  expect(taken.status).toBe(409)
  expect(await taken.text()).toContain('Someone else here')
  newPerson(school)
  const second = await link(carl)
  expect(second.status).toBe(409)
  expect(await dora.account()).toMatchObject({ providers: [] })
})

test('[W5] the last way in is not taken away', async () => {
  const browser = await joined('only')
  await browser.go(await browser.there(await browser.post('/api/oidc/school/prove', { to: '/' })))
  const refused = await browser.go('/api/oidc/school', { method: 'DELETE' })
  expect(refused.status).toBe(409)
  expect(await browser.account()).toMatchObject({ providers: ['School'] })
})

test('[W4] a link is made by who began it: not for another account, not by who has none, not by a link of another site', async () => {
  const [fay, gil] = [
    new PageBrowser(node.url, await node.signUp('fay')),
    new PageBrowser(node.url, await node.signUp('gil')),
  ]
  newPerson(school)
  const back = await fay.there(await fay.post('/api/oidc/school/link', { to: '/' }))
  // The cookie of the beginning, in another account's browser.
  gil.keep('provider', fay.kept('provider'))
  expect((await gil.go(back)).status).toBe(401)
  expect(await gil.account()).toMatchObject({ providers: [] })
  expect((await new PageBrowser(node.url).post('/api/oidc/school/link', { to: '/' })).status).toBe(401)
  expect((await fay.go('/api/oidc/school/link?to=/')).status).toBe(404)
  const foreign = await fay.go('/api/oidc/school/link', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: 'https://evil.test',
      'sec-fetch-site': 'cross-site',
    },
    body: '{"to":"/"}',
  })
  expect(foreign.status).toBe(403)
})

test('[W3] what comes back counts once, in the browser that began, for the provider it was begun with', async () => {
  newPerson(school, 'hal')
  const browser = new PageBrowser(node.url)
  const secret = await invite(node.admin)
  const back = await browser.there(
    await browser.post('/api/oidc/school/start', { to: '/', invitation: secret }),
  )
  const encrypted = browser.kept('provider')
  const tokens = () => school.asked.filter((path) => path === '/token').length
  const before = tokens()

  // In another browser, with a forged state, cut, at another provider's door: nothing is even asked.
  expect((await new PageBrowser(node.url).go(back)).status).toBe(404)
  const forged = new URL(back)
  forged.searchParams.set('state', 'forged')
  const tries: [string, string][] = [
    [forged.href, encrypted],
    [back, `${encrypted.slice(0, -4)}AAAA`],
    [back, encrypted.slice(0, 20)],
    [back.replace('/school/', '/club/'), encrypted],
  ]
  for (const [address, cookie] of tries) {
    const stranger = new PageBrowser(node.url)
    stranger.keep('provider', cookie)
    expect((await stranger.go(address)).status).toBe(404)
    expect(await stranger.me()).toBeNull()
  }
  expect(tokens()).toBe(before)

  expect((await browser.go(back)).status).toBe(303)
  browser.cookies.clear()
  browser.keep('provider', encrypted)
  expect((await browser.go(back)).status).toBe(404)
  expect(await browser.me()).toBeNull()
  expect(tokens()).toBe(before + 1)
})

test('[W3] a provider that lies, or is down, signs nobody in; people are told on a page', async () => {
  await joined('ida')
  for (const lies of [
    { claims: { nonce: 'x' } },
    { claims: { aud: 'x' } },
    { key: 'another' as const },
    { down: '/token' },
  ]) {
    const browser = new PageBrowser(node.url)
    const back = await browser.there('/')
    school.lies = lies
    const refused = await browser.go(back)
    school.lies = {}
    expect(refused.status).toBe('down' in lies ? 503 : 403)
    expect(await refused.text()).toMatch(/School (?:did not say|is not answering)/)
    expect(await browser.me()).toBeNull()
  }
})

test('[W3] whatever is asked for, one stays on this node', async () => {
  const browser = await joined('jo')
  for (const to of ['//evil.test', 'https://evil.test', '/\\evil.test', '/api/account/data']) {
    const back = await browser.go(await browser.there(to))
    expect(back.headers.get('location')).toBe('/')
  }
})

test('who is suspended does not come in this way, either', async () => {
  const browser = await joined('kim')
  const id = (await browser.me())?.account ?? ''
  await told(await node.admin.ask('PATCH', `/api/admin/accounts/${id}`, { isSuspended: true }))
  const again = new PageBrowser(node.url)
  const back = await again.go(await again.there('/'))
  expect(back.status).toBe(403)
  expect(await again.me()).toBeNull()
})

test('a provider that nobody configured is no address', async () => {
  expect((await new PageBrowser(node.url).go('/api/oidc/elsewhere/start?to=/')).status).toBe(404)
  expect((await new PageBrowser(node.url).go('/api/oidc/elsewhere/back?code=x&state=y')).status).toBe(404)
})

test('the cookie of a sign-in that was begun is for no script, and nothing is written of a secret', async () => {
  const browser = new PageBrowser(node.url)
  const began = await browser.go('/api/oidc/school/start?to=/')
  const header = began.headers.getSetCookie().find((one) => one.startsWith('inkland_provider_'))
  expect(header).toMatch(/HttpOnly; SameSite=Lax/)
  expect(cookiesOf(began)).toHaveLength(1)
  expect(node.server.log()).not.toContain(SECRET)
})
