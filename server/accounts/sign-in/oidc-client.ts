// The client of a provider: OpenID Connect's authorization code flow with PKCE. Outward requests go to the
// issuer that an administrator named, and to the addresses for tokens and keys of its own description; over
// https, following no redirect, bounded in size and time.
import type { Configuration, CustomFetch } from 'openid-client'
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

export interface OidcClient {
  /**
   * Where to send the browser; `isAnew`: to sign in there again, also if somebody is signed in there already.
   * Throws {@link ProviderDown}.
   */
  begin(back: string, begun: AuthorizationRequest, isAnew?: boolean): Promise<URL>
  /**
   * The person who came back to `back` with such a query; throws {@link ProviderDown} or {@link NotProven}.
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
      const { authorizationCodeGrant } = await library()
      const described = await configuration()
      const here = new URL(back)
      here.search = query.toString()
      const tokens = await authorizationCodeGrant(described, here, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      }).catch((error: unknown) => {
        throw isUnreached(error)
          ? new ProviderDown('the provider did not answer', { cause: error })
          : new NotProven('the provider’s answer proves nothing', { cause: error })
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new NotProven('the provider did not say who it is')
      const { sub, auth_time: at } = claims
      const signedInAt = typeof at === 'number' && Number.isFinite(at) ? at * 1000 : null
      return { sub, name: said(claims['name']), word: said(claims['preferred_username']), signedInAt }
    },
  }
}

async function describe(provider: Provider, issuer: URL): Promise<Configuration> {
  // Plain http is for a provider on this machine, and then it stays there.
  const isLocal = issuer.protocol === 'http:'
  const { allowInsecureRequests, customFetch, discovery, enableNonRepudiationChecks } = await library()
  try {
    return await discovery(issuer, provider.clientId, provider.clientSecret, undefined, {
      timeout: ANSWER_S,
      [customFetch]: boundedFetch(isLocal),
      execute: [
        // Checks the signature of the token, too, though it came from the provider itself.
        enableNonRepudiationChecks,
        ...(isLocal ? [allowInsecureRequests] : []),
      ],
    })
  } catch (error) {
    throw new ProviderDown('the provider could not be asked', { cause: error })
  }
}

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

/** Whether it was the network, or the provider being down, and not what was brought. */
function isUnreached(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof ProviderDown || at.name === 'TimeoutError' || at.name === 'AbortError') return true
    if (at instanceof TypeError && at.message === 'fetch failed') return true
  }
  return false
}

const said = (claim: unknown): string | null =>
  typeof claim === 'string' && claim.trim() !== '' ? claim.trim().toWellFormed() : null
