// `/api/me`: one's person here, how one gets a name and a look, and one's order of worlds.
import type { Request } from 'express'
import { Greeting, NO_NAME } from '../../../shared/wire/api/greeting-body.ts'
import type { Me } from '../../../shared/wire/api/node-bodies.ts'
import { HomeOrderChange } from '../../../shared/wire/api/home-order-bodies.ts'
import { LOOKS_ALIKE } from '../../accounts/account-entry.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import { judgeName, whyNotCalled } from '../../accounts/names/name-rules.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import { frameSecretIn, type SessionHeaders } from '../../accounts/sessions/session-headers.ts'
import type { Session } from '../../accounts/sessions/member-session.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { networkOf } from '../../network/client-network.ts'
import type { HandoverServices } from '../routing/http-services.ts'
import type { BrowserAccounts } from '../routing/request-account.ts'
import { GUEST_NAME_RATE } from '../edge/http-limits.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { TokenBuckets } from '../../../shared/time/token-bucket.ts'
import { SIGN_IN, type Routes } from '../routing/route-rules.ts'

const NO_GUESTS = new AccountRefusal(
  'closed',
  'Guests cannot come in here. Sign in, or ask for an invitation.',
)
const LIKE_AN_ACCOUNT = new AccountRefusal(
  'name',
  'Someone with an account here has that name, or one like it. Choose another name. If it is you, sign in.',
)

const TRIED_MANY = 'You tried many names that others here have. Try again later, or sign in.'

interface MeParts
  extends
    Pick<AccountServices, 'store' | 'sessions' | 'settings' | 'people' | 'entrance' | 'usage' | 'homeOrders'>,
    Pick<HandoverServices, 'guestHomes'> {
  readonly browsers: BrowserAccounts
  readonly guard: Guard
  readonly audit: Audit
  readonly clock: { now(): number }
}

export function addMeRoutes(routes: Routes, parts: MeParts): void {
  const { store, sessions, settings, people, entrance, usage, guestHomes, browsers, guard, audit } = parts
  const { homeOrders } = parts
  const guestNames = new TokenBuckets<string>(GUEST_NAME_RATE, () => parts.clock.now())

  routes.add('get', '/me', 'anyone', async ({ request, response }) => {
    const { headers } = request
    const session = sessions.read(headers)
    if (session?.kind === 'guest') guestHomes?.seen(session.id)
    const renewed = session && sessions.renew(session)
    const isAccount = session?.kind === 'account'
    const again = isAccount
      ? (entrance?.signedIn.see(headers.cookie, guard.addressOf(request)) ?? null)
      : null
    if (renewed) response.append('Set-Cookie', sessions.cookie(renewed, guard.isSecure(request)))
    if (again !== null) response.append('Set-Cookie', again)
    response.json(await meOf(headers, renewed ?? session))
  })

  routes.add('post', '/me', 'anyone', async ({ request, response }) => {
    const { name: given, look } = bodyOf(Greeting, request)
    const before = sessions.read(request.headers)
    const name = given ?? before?.name
    if (name === undefined) throw new HttpRefusal(400, 'malformed', NO_NAME)
    if (before?.name !== name) judgeName(whyNotCalled(name), 'name')
    const session = before?.kind === 'account' ? await rename(before, name) : greet(request, before, name)
    await store.nameMember({ id: session.id, name })
    await people.meet(session)
    people.rename(session.id, name)
    if (look) await people.dress(session.id, look)
    if (session.kind === 'guest') {
      guestHomes?.seen(session.id)
      if (frameSecretIn(request.headers) === null)
        response.append('Set-Cookie', sessions.cookie(session, guard.isSecure(request)))
    }
    response.json(await meOf(request.headers, session))
  })

  // Guests have no worlds of their own, and no order of them.
  routes.add('get', '/me/order', 'account', ({ response, member }) => {
    response.json(homeOrders.of(member.id))
  })

  routes.add('patch', '/me/order', 'account', async ({ request, response, member }) => {
    response.json(await homeOrders.change(member.id, bodyOf(HomeOrderChange, request)))
  })

  /** In a frame, which keeps no cookies, with what the page brings along from now on. */
  async function meOf(headers: SessionHeaders, session: Session | null): Promise<Me> {
    const me = await browsers.me(session)
    const isFramed = session !== null && frameSecretIn(headers) !== null
    return isFramed ? { ...me, secret: sessions.frameSecret(session) } : me
  }

  function greet(request: Request, before: Session | null, name: string): Session {
    if (entrance !== null && !settings.now().guests) throw NO_GUESTS
    if (before?.name !== name) judgeBesideAccounts(request, name)
    if (before === null) judgeRoomForGuest()
    return sessions.greet(before, name)
  }

  function judgeRoomForGuest(): void {
    const full = usage?.whyNoGuest() ?? null
    if (full !== null) throw new HttpRefusal(413, 'quota', full.text)
  }

  /**
   * A guest has nothing but a name. It may not be an account's, or like one, so that nobody takes the guest
   * for its holder.
   */
  function judgeBesideAccounts(request: Request, name: string): void {
    const others = entrance?.book.alike.called(name, { id: null, isSame: true }) ?? []
    if (others.length === 0) return
    const waitMs = guestNames.takeOrWaitMs(networkOf(guard.addressOf(request)))
    if (waitMs > 0) throw new AccountRefusal('slow', TRIED_MANY, Math.ceil(waitMs / 1000))
    throw LIKE_AN_ACCOUNT
  }

  async function rename(session: Session, name: string): Promise<Session> {
    if (name === session.name) return session
    let isAlike = false
    const account = await entrance?.book.change(session.id, () => {
      isAlike = entrance.book.alike.called(name, { id: session.id, isSame: false }).length > 0
      return isAlike ? null : { name }
    })
    if (isAlike) throw LOOKS_ALIKE
    if (!account) throw SIGN_IN
    audit.note(account.id, 'account.renamed', account.account, { name })
    return { ...session, name }
  }
}
