// Signing in by way of another place: out to it, and back from it. A person who is signed in here already
// links their account with the one there, or proves their identity by it.
import type { Request, Response } from 'express'
import * as z from 'zod/mini'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import { AWAY_MS, type OidcPurpose } from '../../accounts/sign-in/oidc-sign-in.ts'
import type { Provider } from '../../accounts/sign-in/oidc-config.ts'
import type { Member } from '../../contracts/request-member.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import { SIGN_IN, type Routes } from '../routing/route-rules.ts'
import { SHOW_ANOTHER, type OidcReturn } from './oidc-return.ts'

const Start = z.object({ to: z.string(), invitation: z.optional(z.string().check(z.maxLength(200))) })
const Away = z.object({ to: z.string() })

const NOT_LINKED = new HttpRefusal(404, 'missing', 'You no longer sign in with that.')
const LAST_WAY = new HttpRefusal(
  409,
  'lastWay',
  'That is your only way to sign in. Set a password or create a passkey first.',
)

interface OidcParts extends Pick<AccountServices, 'sessions' | 'accounts'> {
  readonly entrance: AccountEntry
  readonly otherWays: SignInServices
  readonly comeBack: OidcReturn
  readonly guard: Guard
  readonly audit: Audit
}

export function addOidcRoutes(
  routes: Routes,
  { sessions, accounts, entrance, otherWays, comeBack, guard, audit }: OidcParts,
): void {
  const { book, cookies } = entrance
  const { oidc, links } = otherWays

  function providerIn(request: Request): Provider {
    const provider = oidc.find(String(request.params['id']))
    if (provider === null) throw NO_SUCH_PAGE
    return provider
  }

  async function begin(
    request: Request,
    response: Response,
    to: unknown,
    wish: OidcPurpose,
  ): Promise<string> {
    const origin = guard.originOf(request)
    const { url, encrypted } = await oidc.begin(providerIn(request), { origin, to, wish })
    const options = { lifeMs: AWAY_MS, secure: guard.isSecure(request) }
    response.append('Set-Cookie', cookies.give('provider', encrypted, options))
    return url
  }

  routes.add('get', '/oidc/:id/start', 'anyone', async ({ request, response }) => {
    const wish: OidcPurpose = { type: 'enter', invitation: null }
    response.redirect(303, await begin(request, response, request.query['to'], wish))
  })

  routes.add('post', '/oidc/:id/start', 'anyone', async ({ request, response }) => {
    const { to, invitation = null } = bodyOf(Start, request)
    response.json({ url: await begin(request, response, to, { type: 'enter', invitation }) })
  })

  /** Why somebody who is signed in goes there. It counts only in the session in which it began. */
  function wishOf(type: 'link' | 'prove', { id, session }: Member): OidcPurpose {
    if (session === null) throw SIGN_IN
    return { type, account: id, session }
  }

  // Never by a plain link: another site could lead somebody through it who is signed in there as somebody
  // else.
  routes.add('post', '/oidc/:id/link', { proven: 'account' }, async ({ request, response, member }) => {
    const { to } = bodyOf(Away, request)
    response.json({ url: await begin(request, response, to, wishOf('link', member)) })
  })

  routes.add('post', '/oidc/:id/prove', 'account', async ({ request, response, member }) => {
    const { to } = bodyOf(Away, request)
    if (comeBack.hasAnother(member.id)) throw SHOW_ANOTHER
    if (!oidc.namesOf(member.id).includes(providerIn(request).name)) throw NOT_LINKED
    response.json({ url: await begin(request, response, to, wishOf('prove', member)) })
  })

  routes.add('get', '/oidc/:id/back', 'anyone', async ({ request, response, member }) => {
    const [encrypted = ''] = cookies.read('provider', request.headers.cookie)
    response.append('Set-Cookie', cookies.takeAway('provider', { secure: guard.isSecure(request) }))
    const query = URL.parse(request.url, 'http://inkland.invalid')?.searchParams ?? new URLSearchParams()
    const came = await oidc.finish(providerIn(request), query, encrypted)
    if (came.wish.type !== 'enter') {
      const account = accounts.isAccount(member) ? book.byId(member.id) : null
      const { wish } = came
      // It began in one session; another session of the same account does not count.
      if (account === null || account.id !== wish.account || member.session !== wish.session) throw SIGN_IN
      if (wish.type === 'link') await comeBack.link(account, came)
      else await comeBack.prove(account, wish.session, came)
      response.redirect(303, came.to)
      return
    }
    const { entered, to } = await comeBack.enter(request, came, came.wish.invitation)
    for (const gone of sessions.noGuestCookies(guard.isSecure(request))) response.append('Set-Cookie', gone)
    response.append('Set-Cookie', entered.cookie)
    response.redirect(303, to)
  })

  routes.add('delete', '/oidc/:id', { proven: 'account' }, async ({ request, response, member }) => {
    const provider = providerIn(request)
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    const names = oidc.namesOf(account.id)
    if (!names.includes(provider.name)) throw NOT_LINKED
    if (!comeBack.hasAnother(account.id) && names.length === 1) throw LAST_WAY
    await links.remove(account.id, provider.issuer)
    audit.note(account.id, 'account.providerUnlinked', account.account, { provider: provider.name })
    response.status(204).end()
  })
}
