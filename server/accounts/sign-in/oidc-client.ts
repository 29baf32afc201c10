// The client of a provider: OpenID Connect's authorization code flow with PKCE. Outward requests go to the
// issuer that an administrator named, and to the addresses for tokens and keys of its own description; over
// https, following no redirect, bounded in size and time.
import type { ClientAuth, Configuration, CustomFetch } from 'openid-client'
import { isThisMachine, type Provider } from './oidc-config.ts'

/**
 * Few nodes have a provider, and nobody is sent to one at a start: the library is loaded with the first
 * sign-in.
 */
const library = () => import('openid-client')

/** Longest wait for one answer of a provider, in s. */
const ANSWER_S = 10
/** Largest answer, in bytes: keys and descriptions are a few kB. */
const ANSWER_BYTES_MAX = 512 * 1024
/** How long a description is used, in ms: providers change keys and addresses about once a year. */
const KNOWN_MS = 60 * 60_000
/** How long a provider that did not answer is left alone, in ms. */
const DOWN_MS = 5_000
/**
 * How far a provider's clock may be from ours, in s: with a time server, they differ by less than a second.
 */
export const SKEW_S = 60

/** The data that a sign-in was begun with. */
export interface AuthorizationRequest {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** A person at a provider. `sub` is theirs for ever; the rest are possible names. */
interface ProviderIdentity {
  readonly sub: string
  readonly name: string | null
  readonly word: string | null
  /** When they signed in there, in ms since 1970; null: the provider did not say. */
  readonly signedInAt: number | null
}

/** The provider cannot be reached, or does not answer as one does. */
export class ProviderDown extends Error {
  override readonly name = 'ProviderDown'
}

/** It was reached, and its answer, or the browser's, is wrong. */
export class NotProven extends Error {
  override readonly name = 'NotProven'
}

/** How a provider is set up so that nobody can be signed in by it, however often they try. */
export type Unfitness = 'shared-key' | 'other-issuer'

/** It answers, and has to be set up otherwise, there or here. The message is for an administrator. */
export class ProviderUnfit extends Error {
  override readonly name = 'ProviderUnfit'
  readonly unfitness: Unfitness

  constructor(unfitness: Unfitness, message: string, options?: ErrorOptions) {
    super(message, options)
    this.unfitness = unfitness
  }
}

export interface OidcClient {
  /**
   * Where to send the browser; `isAnew`: to sign in there again, also if somebody is signed in there already.
   * Throws {@link ProviderDown} or {@link ProviderUnfit}.
   */
  begin(back: string, begun: AuthorizationRequest, isAnew?: boolean): Promise<URL>
  /**
   * The person who came back to `back` with such a query; throws {@link ProviderDown}, {@link ProviderUnfit}
   * or {@link NotProven}.
   */
  finish(back: string, query: URLSearchParams, begun: AuthorizationRequest): Promise<ProviderIdentity>
}

export function createOidcClient(provider: Provider, clock: { now(): number }): OidcClient {
  const issuer = new URL(provider.issuer)
  let known: { readonly until: number; readonly configuration: Promise<Configuration> } | null = null

  function configuration(): Promise<Configuration> {
    if (known !== null && clock.now() < known.until) return known.configuration
    const asked = describe(provider, issuer)
    const mine = { until: clock.now() + KNOWN_MS, configuration: asked }
    known = mine
    asked.catch(() => {
      if (known === mine) known = { ...mine, until: clock.now() + DOWN_MS }
    })
    return asked
  }

  return {
    async begin(back, { state, nonce, verifier }, isAnew = false) {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await library()
      return buildAuthorizationUrl(await configuration(), {
        redirect_uri: back,
        scope: provider.scopes.join(' '),
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        // A provider that is asked for `max_age` has to say when that was: OpenID Connect Core 1.0, section
        // 3.1.2.1.
        ...(isAnew && { prompt: 'login', max_age: '0' }),
      })
    },
    async finish(back, query, { state, nonce, verifier }) {
      const { authorizationCodeGrant, fetchUserInfo } = await library()
      const described = await configuration()
      const here = new URL(back)
      here.search = query.toString()
      const tokens = await authorizationCodeGrant(described, here, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      }).catch(throwFailure)
      const claims = tokens.claims()
      if (claims === undefined) throw new NotProven('the provider did not say who it is')
      const { sub, auth_time: at } = claims
      const signedInAt = typeof at === 'number' && Number.isFinite(at) ? at * 1000 : null
      const named = namesIn(claims)
      const isNamed = named.name !== null || named.word !== null
      // Some providers keep names out of the token: OpenID Connect Core 1.0, section 5.4.
      if (isNamed || described.serverMetadata().userinfo_endpoint === undefined)
        return { sub, ...named, signedInAt }
      const info = await fetchUserInfo(described, tokens.access_token, sub).catch(throwFailure)
      return { sub, ...namesIn(info), signedInAt }
    },
  }
}

async function describe(provider: Provider, issuer: URL): Promise<Configuration> {
  // Plain http is for a provider on this machine, and then it stays there.
  const isLocal = issuer.protocol === 'http:'
  const { allowInsecureRequests, clockTolerance, customFetch, discovery, enableNonRepudiationChecks } =
    await library()
  const authentication = await authenticationOf(provider)
  const ask = (named: URL): Promise<Configuration> =>
    discovery(named, provider.clientId, { [clockTolerance]: SKEW_S }, authentication, {
      timeout: ANSWER_S,
      [customFetch]: boundedFetch(isLocal),
      execute: [
        // Checks the signature of the token, too, though it came from the provider itself.
        enableNonRepudiationChecks,
        ...(isLocal ? [allowInsecureRequests] : []),
      ],
    })
  const described = await ask(issuer)
    // Whoever wrote the address down may have left out a slash at its end, or added one.
    .catch((error: unknown) => {
      if (codeOf(error) === OTHER_ISSUER) return ask(withOtherEnd(issuer))
      throw error
    })
    .catch((error: unknown) => {
      if (codeOf(error) !== OTHER_ISSUER)
        throw new ProviderDown('the provider could not be asked', { cause: error })
      const words = 'the provider calls itself by another address than "issuer" in the providers file'
      throw new ProviderUnfit('other-issuer', words, { cause: error })
    })
  const algorithms = described.serverMetadata().id_token_signing_alg_values_supported ?? []
  if (algorithms.length > 0 && algorithms.every(isSharedKey))
    throw new ProviderUnfit('shared-key', SHARED_KEY)
  return described
}

/** The library's code for a description with another issuer than the address that it was asked at. */
const OTHER_ISSUER = 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
const SHARED_KEY =
  'the provider signs with the client’s secret (HS256), so its tokens cannot be checked with a public key: set a signing key there, for RS256 or ES256'

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null)

const isSharedKey = (algorithm: unknown): boolean =>
  typeof algorithm === 'string' && algorithm.startsWith('HS')

function withOtherEnd(issuer: URL): URL {
  const other = new URL(issuer)
  other.pathname = issuer.pathname.endsWith('/') ? issuer.pathname.slice(0, -1) : `${issuer.pathname}/`
  return other
}

/**
 * How a client proves itself: by the header, which a provider that names nothing takes (OpenID Connect
 * Discovery 1.0, section 3); in the body where it names that alone. The library's own header also encodes
 * `-`, `_` and `.`, and providers that do not decode, such as GitLab, refuse secrets with these.
 */
async function authenticationOf({ clientId, clientSecret }: Provider): Promise<ClientAuth> {
  const { ClientSecretPost } = await library()
  const inBody = ClientSecretPost(clientSecret)
  return (server, client, body, headers) => {
    const named = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    if (!named.includes('client_secret_basic') && named.includes('client_secret_post'))
      return inBody(server, client, body, headers)
    headers.set('authorization', `Basic ${btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`)}`)
  }
}

/** As RFC 6749, section 2.3.1, has it. */
const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)

function boundedFetch(isLocal: boolean): CustomFetch {
  return async (address, options) => {
    const url = new URL(address)
    const isFit =
      url.protocol === 'https:' || (isLocal && url.protocol === 'http:' && isThisMachine(url.hostname))
    if (!isFit) throw new ProviderDown('the provider names an address that is not asked')
    const { body, headers, method, signal } = options
    const response = await fetch(url, {
      headers,
      method,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: body as NonNullable<RequestInit['body']> }),
      ...(signal === undefined ? {} : { signal }),
    })
    if (response.status >= 500) throw new ProviderDown('the provider is in trouble')
    return new Response(await bounded(response), { status: response.status, headers: response.headers })
  }
}

async function bounded(response: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (response.body === null) return null
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.length
    if (bytes > ANSWER_BYTES_MAX) throw new ProviderDown('the provider’s answer is too large')
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function throwFailure(error: unknown): never {
  if (isUnreached(error)) throw new ProviderDown('the provider did not answer', { cause: error })
  if (isSignedByShared(error)) throw new ProviderUnfit('shared-key', SHARED_KEY, { cause: error })
  throw new NotProven('the provider’s answer proves nothing', { cause: error })
}

/** Whether a token was refused because it is signed with a secret: a provider may name better ways, too. */
function isSignedByShared(error: unknown): boolean {
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : null) {
    if ('alg' in at && isSharedKey(at.alg)) return true
  }
  return false
}

/** Whether it was the network, or the provider being down, and not what was brought. */
function isUnreached(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof ProviderDown || at.name === 'TimeoutError' || at.name === 'AbortError') return true
    if (at instanceof TypeError && at.message === 'fetch failed') return true
  }
  return false
}

const namesIn = (claims: Readonly<Record<string, unknown>>): Pick<ProviderIdentity, 'name' | 'word'> => ({
  name: said(claims['name']),
  word: said(claims['preferred_username']),
})

const said = (claim: unknown): string | null =>
  typeof claim === 'string' && claim.trim() !== '' ? claim.trim().toWellFormed() : null
