// Signing in at a provider: sends a browser there, and knows it when it comes back. The state of the sign-in
// goes along encrypted, in a cookie of that browser, and counts once.
import { z } from 'zod'
import type { MemberId, RandomBytes } from '../../../shared/world/address.ts'
import type { Provider } from './oidc-config.ts'
import type { ProviderSubject, OidcLinks } from './oidc-links.ts'
import {
  createOidcClient,
  NotProven,
  ProviderDown,
  ProviderUnfit,
  SKEW_S,
  type OidcClient,
  type Unfitness,
} from './oidc-client.ts'
import { AccountRefusal } from '../model/account-refusal.ts'
import { createUsedTokens, createEncryptedTokens } from './encrypted-tokens.ts'
import { memberId } from '../../records/record-shapes.ts'

/** How long somebody may take there, in ms: a password, a second factor, a look at the phone. */
export const AWAY_MS = 10 * 60_000
const SKEW_MS = SKEW_S * 1000
/** Most who came back within that time. */
const BACK_MAX = 100_000
const SECRET_BYTES = 32

/**
 * Why somebody is sent there: to come in, to link the account of this session, or to prove that they are
 * still its holder.
 */
const OidcPurpose = z.discriminatedUnion('type', [
  z.object({ type: z.literal('enter'), invitation: z.string().nullable() }),
  z.object({ type: z.enum(['link', 'prove']), account: memberId, session: z.string() }),
])
export type OidcPurpose = Readonly<z.infer<typeof OidcPurpose>>

const Begun = z.object({
  provider: z.string(),
  /** Where the provider leads back to: the same is said when the code is turned in. */
  back: z.string(),
  /** Where one wants to go after that. */
  to: z.string(),
  wish: OidcPurpose,
  begunAt: z.number(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
})

export interface CameBack {
  readonly elsewhere: ProviderSubject
  /** Their name there, for somebody who has no name here yet. */
  readonly name: string | null
  readonly word: string | null
  /** When they signed in there, in ms since 1970, and not later than now; null: nobody said. */
  readonly signedInAt: number | null
  readonly provider: Provider
  readonly to: string
  readonly wish: OidcPurpose
}

export interface Oidc {
  readonly providers: readonly Provider[]
  find(id: string): Provider | null
  /** The names of those that an account can sign in with. */
  namesOf(account: MemberId): readonly string[]
  /**
   * Sends somebody there, who is to come back to this origin; throws Refused when the provider does not
   * answer.
   */
  begin(
    provider: Provider,
    options: { readonly origin: string; readonly to: unknown; readonly wish: OidcPurpose },
  ): Promise<{ readonly url: string; readonly encrypted: string }>
  /**
   * The person who came back with a query and the encrypted cookie; throws Refused when it proves nothing.
   */
  finish(provider: Provider, query: URLSearchParams, encrypted: string): Promise<CameBack>
}

const LATE = new AccountRefusal(
  'void',
  'That took too long, or was started in another window. Go back and start again. Nothing has changed.',
)

const UNFIT_WORDS: Readonly<Record<Unfitness, (name: string) => string>> = {
  'shared-key': (name) =>
    `You cannot sign in with ${name} yet. It signs its answers with a shared secret (HS256), which cannot be checked here. Please tell an admin: ${name} needs a signing key of its own, for RS256 or ES256.`,
  'other-issuer': (name) =>
    `You cannot sign in with ${name} yet. It calls itself by another address than this node was given. Please tell an admin to compare "issuer" with what ${name} says.`,
}

export function createOidc(options: {
  readonly providers: readonly Provider[]
  readonly links: Pick<OidcLinks, 'of'>
  readonly clock: { now(): number }
  readonly random: RandomBytes
  /** Something a provider did is worth an administrator's look. */
  readonly onFault: (provider: Provider, error: unknown) => void
}): Oidc {
  const { providers, links, clock, random, onFault } = options
  const lifeMs = AWAY_MS
  const tokens = createEncryptedTokens({ clock, random, lifeMs, parse: (value) => Begun.parse(value) })
  const once = createUsedTokens({ clock, lifeMs, most: BACK_MAX })
  const talks = new Map(
    providers.map((provider): [string, OidcClient] => [provider.id, createOidcClient(provider, clock)]),
  )
  const secret = (): string => Buffer.from(random(SECRET_BYTES)).toString('base64url')

  function talkWith({ id }: Provider): OidcClient {
    const talk = talks.get(id)
    if (talk === undefined) throw new Error(`${id} is no provider`)
    return talk
  }

  function refusal(provider: Provider, error: unknown): unknown {
    if (error instanceof ProviderDown) {
      onFault(provider, error)
      return new AccountRefusal(
        'busy',
        `${provider.name} is not answering at the moment. Try again in a little while.`,
        10,
      )
    }
    if (error instanceof ProviderUnfit) {
      onFault(provider, error)
      return new AccountRefusal('void', UNFIT_WORDS[error.unfitness](provider.name))
    }
    if (error instanceof NotProven) {
      onFault(provider, error)
      return new AccountRefusal('wrong', `${provider.name} did not say who you are. Go back and start again.`)
    }
    return error
  }

  /**
   * Refuses somebody who was signed in there before they were sent: that may be an open browser, and nobody
   * at it.
   */
  function judgeAnew({ name }: Provider, signedInAt: number | null, begunAt: number): void {
    if (signedInAt === null) {
      const text = `${name} does not say when you signed in there, so it cannot confirm that it is you. Ask an admin for a recovery code, which lets you choose a password.`
      throw new AccountRefusal('wrong', text)
    }
    const isAnew = signedInAt >= begunAt - SKEW_MS && signedInAt <= clock.now() + SKEW_MS
    if (isAnew) return
    throw new AccountRefusal(
      'wrong',
      `${name} did not ask you to sign in again. Sign out there first, then try again.`,
    )
  }

  return {
    providers,
    find: (id) => providers.find((provider) => provider.id === id) ?? null,
    namesOf(account) {
      const issuers = new Set(links.of(account).map(({ issuer }) => issuer))
      return providers.filter(({ issuer }) => issuers.has(issuer)).map(({ name }) => name)
    },
    async begin(provider, { origin, to, wish }) {
      const back = `${origin}/api/oidc/${provider.id}/back`
      const begun = { state: secret(), nonce: secret(), verifier: secret() }
      const url = await talkWith(provider)
        .begin(back, begun, wish.type === 'prove')
        .catch((error: unknown) => {
          throw refusal(provider, error)
        })
      const encrypted = tokens.encrypt({
        ...begun,
        provider: provider.id,
        back,
        to: safePath(to),
        wish,
        begunAt: clock.now(),
      })
      return { url: url.href, encrypted }
    },
    async finish(provider, query, encrypted) {
      const begun = tokens.decrypt(encrypted)
      if (begun === null || begun.provider !== provider.id || query.get('state') !== begun.state) throw LATE
      // The answer is turned in once, whatever the result.
      if (!once.take(begun.state)) throw LATE
      const identity = await talkWith(provider)
        .finish(begun.back, query, begun)
        .catch((error: unknown) => {
          throw refusal(provider, error)
        })
      const { sub, name, word, signedInAt } = identity
      if (begun.wish.type === 'prove') judgeAnew(provider, signedInAt, begun.begunAt)
      return {
        elsewhere: { issuer: provider.issuer, sub },
        name,
        word,
        signedInAt: signedInAt === null ? null : Math.min(signedInAt, clock.now()),
        provider,
        to: begun.to,
        wish: begun.wish,
      }
    },
  }
}

/**
 * Where somebody wanted to go before they were sent to sign in elsewhere, with its query and hash: a path of
 * this node, and never another site (an open redirect lends our name to the writer of the link). `/` for
 * every other address, and for those that belong to programs.
 */
export function safePath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > 2_000) return '/'
  // Browsers read a backslash as a slash, and leave out tabs and line ends.
  // oxlint-disable-next-line no-control-regex
  if (!/^\/(?![/\\])/.test(wanted) || /[\u0000-\u001F\\]/.test(wanted)) return '/'
  const url = URL.parse(wanted, 'https://inkland.invalid')
  if (url === null || url.origin !== 'https://inkland.invalid') return '/'
  const path = `${url.pathname}${url.search}${url.hash}`
  // `/.//elsewhere` is a path, and `//elsewhere` after its dots are gone.
  return path.startsWith('//') || /^\/(?:api|sync)(?:\/|$)/i.test(url.pathname) ? '/' : path
}
