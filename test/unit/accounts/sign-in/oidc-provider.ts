// A small OpenID provider on this machine, for tests: describes itself, signs in everybody as `person`, and
// checks what a provider checks: client, redirect, PKCE, each code once. A test may have it lie.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const CLIENT = 'inkland-test'
export const SECRET = 'a-secret-of-the-provider'

/** The provider's faults. */
export interface Lies {
  /** Other claims in the token, in place of the right ones. */
  claims?: Readonly<Record<string, unknown>>
  /** Signs with a key that it does not show. */
  key?: 'another'
  /** Answers this path with 503. */
  down?: string
  /** Names this address for tokens. */
  tokensAt?: string
}

/** How it is set up, where that is not the usual way. */
export interface Setup {
  /** Below its origin; '' if left out. */
  readonly path?: string
  readonly algorithm?: 'RS256' | 'ES256' | 'HS256'
  /** The algorithms that it says it signs with; the one above, if left out. */
  readonly named?: readonly string[]
  /** How clients prove themselves; it names and takes no other. Left out: it names none, takes both. */
  readonly method?: 'client_secret_basic' | 'client_secret_post'
  /** Names are told at an address of their own, and are not in the token. */
  readonly isNamedApart?: boolean
}

export interface TestProvider extends AsyncDisposable {
  readonly issuer: string
  /** The person who is signed in there. */
  person: Readonly<Record<string, unknown>> & { readonly sub: string }
  lies: Lies
  /** How far its clock is ahead, in ms. */
  aheadMs: number
  /** The parameters of the last browser that was sent there. */
  asking: URLSearchParams
  /** Requests that reached it, by path. */
  readonly asked: string[]
}

interface Grant {
  readonly challenge: string
  readonly redirect: string
  readonly claims: Readonly<Record<string, unknown>>
}

export async function startProvider(setup: Setup = {}): Promise<TestProvider> {
  const { path = '', algorithm: alg = 'RS256', named = [alg], method, isNamedApart = false } = setup
  const kind = alg === 'HS256' ? 'RS256' : alg
  const { publicKey, privateKey } = await generateKeyPair(kind)
  const another = await generateKeyPair(kind)
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: kind, use: 'sig' }
  const grants = new Map<string, Grant>()

  const seconds = (): number => Math.floor((Date.now() + provider.aheadMs) / 1000)

  function describe(): unknown {
    const { issuer, lies } = provider
    return {
      issuer,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: lies.tokensAt ?? `${origin}/token`,
      jwks_uri: `${origin}/keys`,
      ...(isNamedApart && { userinfo_endpoint: `${origin}/userinfo` }),
      ...(method !== undefined && { token_endpoint_auth_methods_supported: [method] }),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: named,
      code_challenge_methods_supported: ['S256'],
    }
  }

  function authorize(url: URL, response: ServerResponse): void {
    provider.asking = url.searchParams
    const asked = (name: string) => url.searchParams.get(name) ?? ''
    if (asked('client_id') !== CLIENT || asked('code_challenge_method') !== 'S256') {
      return answer(response, 400, { error: 'invalid_request' })
    }
    const code = randomBytes(16).toString('base64url')
    const redirect = asked('redirect_uri')
    grants.set(code, {
      challenge: asked('code_challenge'),
      redirect,
      claims: {
        ...provider.person,
        nonce: asked('nonce'),
        // A request for the age of a sign-in is answered with its time: here everybody signs in each time.
        ...(asked('max_age') !== '' && { auth_time: seconds() }),
      },
    })
    const back = new URL(redirect)
    back.searchParams.set('code', code)
    back.searchParams.set('state', asked('state'))
    response.writeHead(302, { location: back.href }).end()
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = new URLSearchParams(await bodyOf(request))
    const inBody = body.get('client_id') === CLIENT && body.get('client_secret') === SECRET
    const inHeader = request.headers.authorization === `Basic ${btoa(`${CLIENT}:${SECRET}`)}`
    const isClient =
      (inBody && method !== 'client_secret_basic') || (inHeader && method !== 'client_secret_post')
    if (!isClient) return answer(response, 401, { error: 'invalid_client' })
    const grant = grants.get(body.get('code') ?? '')
    // Once only.
    grants.delete(body.get('code') ?? '')
    const proof = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    if (grant === undefined || grant.challenge !== proof || grant.redirect !== body.get('redirect_uri')) {
      return answer(response, 400, { error: 'invalid_grant' })
    }
    const { lies, issuer } = provider
    const now = seconds()
    const usual = { iss: issuer, aud: CLIENT, iat: now, exp: now + 60 }
    const claims = isNamedApart
      ? { ...grant.claims, name: undefined, preferred_username: undefined }
      : grant.claims
    const key = lies.key === 'another' ? another.privateKey : privateKey
    const signed = await new SignJWT({ ...usual, ...claims, ...lies.claims })
      .setProtectedHeader({ alg, kid: 'one' })
      .sign(alg === 'HS256' ? new TextEncoder().encode(SECRET.padEnd(32)) : key)
    answer(response, 200, { access_token: 'at', token_type: 'bearer', expires_in: 60, id_token: signed })
  }

  function userInfo(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization === 'Bearer at') answer(response, 200, provider.person)
    else answer(response, 401, { error: 'invalid_token' })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', provider.issuer)
    provider.asked.push(url.pathname)
    if (provider.lies.down === url.pathname) return answer(response, 503, { error: 'down' })
    switch (url.pathname) {
      case `${path.replace(/\/$/, '')}/.well-known/openid-configuration`:
        return answer(response, 200, describe())
      case '/keys':
        return answer(response, 200, { keys: [jwk] })
      case '/authorize':
        return authorize(url, response)
      case '/userinfo':
        return userInfo(request, response)
      case '/token':
        return token(request, response)
      default:
        return answer(response, 404, { error: 'missing' })
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const provider: TestProvider = {
    issuer: `${origin}${path}`,
    person: { sub: 'ada-there', name: 'Ada There', preferred_username: 'ada' },
    lies: {},
    aheadMs: 0,
    asking: new URLSearchParams(),
    asked: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return provider
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks).toString()
}
