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

export async function startProvider(): Promise<TestProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const another = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const grants = new Map<string, Grant>()

  const seconds = (): number => Math.floor((Date.now() + provider.aheadMs) / 1000)

  function describe(): unknown {
    const { issuer, lies } = provider
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: lies.tokensAt ?? `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
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
    const isClient = body.get('client_id') === CLIENT && body.get('client_secret') === SECRET
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
    const signed = await new SignJWT({ ...usual, ...grant.claims, ...lies.claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(lies.key === 'another' ? another.privateKey : privateKey)
    answer(response, 200, { access_token: 'at', token_type: 'bearer', expires_in: 60, id_token: signed })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', provider.issuer)
    provider.asked.push(url.pathname)
    if (provider.lies.down === url.pathname) return answer(response, 503, { error: 'down' })
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return answer(response, 200, describe())
      case '/keys':
        return answer(response, 200, { keys: [jwk] })
      case '/authorize':
        return authorize(url, response)
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
  const provider: TestProvider = {
    issuer: `http://127.0.0.1:${port}`,
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
