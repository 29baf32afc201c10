// Talking with a provider: a real one on this machine, which may lie.
import { expect, test } from 'vitest'
import {
  createOidcClient,
  NotProven,
  ProviderDown,
  ProviderUnfit,
  type AuthorizationRequest,
  type OidcClient,
} from '../../../../server/accounts/sign-in/oidc-client.ts'
import { createOidc } from '../../../../server/accounts/sign-in/oidc-sign-in.ts'
import { CLIENT, SECRET, startProvider, type Lies, type Setup, type TestProvider } from './oidc-provider.ts'

const BACK = 'http://localhost:7070/api/oidc/school/back'
const BEGUN: AuthorizationRequest = {
  state: 'a-state',
  nonce: 'a-nonce',
  verifier: 'a-verifier-that-is-long-enough-for-what-pkce-asks',
}

const CLIENT_OF_SCHOOL = {
  id: 'school',
  name: 'School',
  clientId: CLIENT,
  clientSecret: SECRET,
  scopes: ['openid', 'profile'],
}

function talkWith(provider: TestProvider, secret = SECRET): OidcClient {
  const { issuer } = provider
  return createOidcClient({ ...CLIENT_OF_SCHOOL, issuer, clientSecret: secret }, { now: Date.now })
}

/** The query with which a browser comes back. */
async function signedInAt(
  talk: OidcClient,
  begun: AuthorizationRequest = BEGUN,
  isAnew = false,
): Promise<URLSearchParams> {
  const response = await fetch(await talk.begin(BACK, begun, isAnew), { redirect: 'manual' })
  const back = new URL(response.headers.get('location') ?? '')
  expect(`${back.origin}${back.pathname}`).toBe(BACK)
  return back.searchParams
}

test('who signs in there is known by what the provider calls them for ever', async () => {
  await using provider = await startProvider()
  const talk = talkWith(provider)
  const identity = await talk.finish(BACK, await signedInAt(talk), BEGUN)
  expect(identity).toEqual({ sub: 'ada-there', name: 'Ada There', word: 'ada', signedInAt: null })
  expect(provider.asked.filter((path) => path.startsWith('/.well-known'))).toHaveLength(1)
})

test('a name that is nothing to read is none', async () => {
  await using provider = await startProvider()
  provider.person = { sub: 'x', name: 17, preferred_username: '  ' }
  const talk = talkWith(provider)
  const identity = await talk.finish(BACK, await signedInAt(talk), BEGUN)
  expect(identity).toEqual({ sub: 'x', name: null, word: null, signedInAt: null })
})

test('[W10] whoever is to sign in again is asked for it by both names, and the provider says when that was', async () => {
  await using provider = await startProvider()
  const talk = talkWith(provider)
  const before = Math.floor(Date.now() / 1000) * 1000
  const { signedInAt: at } = await talk.finish(BACK, await signedInAt(talk, BEGUN, true), BEGUN)
  expect([provider.asking.get('prompt'), provider.asking.get('max_age')]).toEqual(['login', '0'])
  expect(at).toBeGreaterThanOrEqual(before)
  expect(at).toBeLessThanOrEqual(Date.now())
})

const setups: readonly (readonly [string, Setup, number?])[] = [
  ['that takes a secret in the header alone', { method: 'client_secret_basic' }],
  ['that takes a secret in the body alone', { method: 'client_secret_post' }],
  ['that keeps names out of its tokens', { isNamedApart: true }],
  ['whose address ends with a slash', { path: '/' }],
  ['whose address ends with a slash behind a path', { path: '/o/inkland/' }],
  ['that signs with ES256', { algorithm: 'ES256' }],
  ['whose clock is 45 s ahead', {}, 45_000],
  ['whose clock is 45 s late', { isNamedApart: true }, -45_000],
]
test.for(setups)('one signs in at a provider %s, under the name there', async ([, setup, aheadMs = 0]) => {
  await using provider = await startProvider(setup)
  provider.aheadMs = aheadMs
  const talk = talkWith(provider)
  const identity = await talk.finish(BACK, await signedInAt(talk), BEGUN)
  expect(identity).toMatchObject({ sub: 'ada-there', name: 'Ada There', word: 'ada' })
})

test.for(['/o/inkland', '/o/inkland/'])('a slash at the end of %s may be written otherwise', async (path) => {
  await using provider = await startProvider({ path })
  const issuer = path.endsWith('/') ? provider.issuer.slice(0, -1) : `${provider.issuer}/`
  const talk = talkWith({ ...provider, issuer })
  expect((await talk.finish(BACK, await signedInAt(talk), BEGUN)).sub).toBe('ada-there')
})

test('names of somebody else are not taken', async () => {
  await using provider = await startProvider({ isNamedApart: true })
  const talk = talkWith(provider)
  const query = await signedInAt(talk)
  provider.person = { sub: 'bob-there', name: 'Bob There' }
  await expect(talk.finish(BACK, query, BEGUN)).rejects.toThrow(NotProven)
})

test('a provider that signs with a shared secret is told as that, before anybody is sent there', async () => {
  await using provider = await startProvider({ algorithm: 'HS256' })
  const beginning = talkWith(provider).begin(BACK, BEGUN)
  await expect(beginning).rejects.toThrow(ProviderUnfit)
  await expect(beginning).rejects.toThrow(/HS256/)

  const faults: string[] = []
  const school = { ...CLIENT_OF_SCHOOL, issuer: provider.issuer }
  const oidc = createOidc({
    providers: [school],
    links: { of: () => [] },
    clock: Date,
    random: (bytes) => new Uint8Array(bytes),
    onFault: ({ id }, error) => void faults.push(`${id}: ${String(error)}`),
  })
  const options = {
    origin: 'http://localhost:7070',
    to: '/',
    wish: { type: 'enter', invitation: null },
  } as const
  await expect(oidc.begin(school, options)).rejects.toThrow(
    /^You cannot sign in with School yet\..*\(HS256\).*tell an admin/,
  )
  expect(faults).toEqual([expect.stringMatching(/^school: ProviderUnfit: .*set a signing key there/)])
})

test('so is one that names better ways, when its token comes', async () => {
  await using provider = await startProvider({ algorithm: 'HS256', named: ['RS256', 'HS256'] })
  const talk = talkWith(provider)
  const ending = talk.finish(BACK, await signedInAt(talk), BEGUN)
  await expect(ending).rejects.toMatchObject({ name: 'ProviderUnfit', unfitness: 'shared-key' })
})

test('a provider that calls itself otherwise is told as that', async () => {
  await using provider = await startProvider({ path: '/o/inkland' })
  const talk = talkWith(provider)
  Object.assign(provider, { issuer: 'https://elsewhere.test' })
  await expect(talk.begin(BACK, BEGUN)).rejects.toMatchObject({ unfitness: 'other-issuer' })
})

const lies: readonly (readonly [string, Lies])[] = [
  ['another nonce', { claims: { nonce: 'another' } }],
  ['no nonce', { claims: { nonce: undefined } }],
  ['another audience', { claims: { aud: 'another-client' } }],
  ['another issuer', { claims: { iss: 'https://elsewhere.test' } }],
  ['a token that has ended', { claims: { exp: 1_000 } }],
  ['nobody', { claims: { sub: undefined } }],
  ['a key of somebody else', { key: 'another' }],
]
test.for(lies)('a token with %s proves nothing', async ([, lie]) => {
  await using provider = await startProvider()
  const talk = talkWith(provider)
  const query = await signedInAt(talk)
  provider.lies = lie
  await expect(talk.finish(BACK, query, BEGUN)).rejects.toThrow(NotProven)
})

test('a forged state, a replayed code, another verifier and a wrong secret prove nothing', async () => {
  await using provider = await startProvider()
  const talk = talkWith(provider)
  const query = await signedInAt(talk)
  await expect(talk.finish(BACK, query, { ...BEGUN, state: 'another' })).rejects.toThrow(NotProven)
  await expect(talk.finish(BACK, new URLSearchParams({ state: 'a-state' }), BEGUN)).rejects.toThrow(NotProven)
  await talk.finish(BACK, query, BEGUN)
  await expect(talk.finish(BACK, query, BEGUN)).rejects.toThrow(NotProven)

  const next = await signedInAt(talk)
  const verifier = 'another-verifier-that-is-long-enough-for-what-pkce-asks'
  await expect(talk.finish(BACK, next, { ...BEGUN, verifier })).rejects.toThrow(NotProven)

  const stranger = talkWith(provider, 'a-guess')
  await expect(stranger.finish(BACK, await signedInAt(stranger), BEGUN)).rejects.toThrow(NotProven)
})

test('somebody who says no there is nobody here', async () => {
  await using provider = await startProvider()
  const talk = talkWith(provider)
  const query = new URLSearchParams({ error: 'access_denied', state: 'a-state' })
  await expect(talk.finish(BACK, query, BEGUN)).rejects.toThrow(NotProven)
})

test('a provider that is down is said to be down, and asked again later', async () => {
  await using provider = await startProvider()
  let now = 1_000_000
  const { issuer } = provider
  const school = {
    id: 'school',
    name: 'School',
    issuer,
    clientId: CLIENT,
    clientSecret: SECRET,
    scopes: ['openid'],
  }
  const talk = createOidcClient(school, { now: () => now })
  provider.lies = { down: '/.well-known/openid-configuration' }
  await expect(talk.begin(BACK, BEGUN)).rejects.toThrow(ProviderDown)
  provider.lies = {}
  // It is left alone for a moment: pressing the button again and again asks nobody.
  await expect(talk.begin(BACK, BEGUN)).rejects.toThrow(ProviderDown)
  expect(provider.asked).toHaveLength(1)
  now += 10_000
  const query = await signedInAt(talk)
  provider.lies = { down: '/token' }
  await expect(talk.finish(BACK, query, BEGUN)).rejects.toThrow(ProviderDown)
})

test('a provider that is gone is said to be down', async () => {
  const provider = await startProvider()
  await provider[Symbol.asyncDispose]()
  await expect(talkWith(provider).begin(BACK, BEGUN)).rejects.toThrow(ProviderDown)
})

test('nobody is asked at an address in the clear that is not this machine, whatever the provider names', async () => {
  await using provider = await startProvider()
  provider.lies = { tokensAt: 'http://inkland.invalid/token' }
  const talk = talkWith(provider)
  await expect(talk.finish(BACK, await signedInAt(talk), BEGUN)).rejects.toThrow(ProviderDown)
  expect(provider.asked).not.toContain('/token')
})
