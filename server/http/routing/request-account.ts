// From a request to somebody signed in, and back: what is known of the browser, the cookies that it gets, and
// who one is then.
import type { Request, Response } from 'express'
import type { Me, NodeInfo } from '../../../shared/wire/api/node-bodies.ts'
import { browserName } from '../../accounts/sessions/browser-name.ts'
import type { EntryRequest, SignedInResult, AccountEntry } from '../../accounts/account-entry.ts'
import type { Session } from '../../accounts/sessions/member-session.ts'
import type { Browser, SessionFacts } from '../../accounts/sessions/account-sessions.ts'
import type { RouteParts } from './route-parts.ts'

/** The parts of a node that has accounts. */
export type AccountParts = RouteParts & { readonly entrance: AccountEntry }

/** Whether a node has accounts; an open one has none of their routes. */
export const hasAccounts = (parts: RouteParts): parts is AccountParts => parts.entrance !== null

/** Where a request comes from, and in which browser. */
function browserOf({ guard }: Pick<RouteParts, 'guard'>, request: Request): Browser {
  return {
    label: browserName(request.headers['user-agent']),
    from: guard.addressOf(request),
    isSecure: guard.isSecure(request),
  }
}

/** Who comes in with a request, and who this browser was before. */
export function comingFrom(
  parts: Pick<RouteParts, 'guard' | 'sessions'>,
  request: Request,
  by: SessionFacts['by'],
): EntryRequest {
  const { cookie } = request.headers
  return {
    browser: browserOf(parts, request),
    by,
    guest: parts.sessions.readGuest(cookie),
    before: parts.sessions.read(cookie),
  }
}

/** Gives a browser the session of who came in, in place of what it had, and tells it who it is. */
export async function welcome(
  parts: RouteParts,
  request: Request,
  response: Response,
  { session, cookie }: SignedInResult,
): Promise<void> {
  for (const gone of parts.sessions.noGuestCookies(parts.guard.isSecure(request))) {
    response.append('Set-Cookie', gone)
  }
  response.append('Set-Cookie', cookie)
  response.json(await meOf(parts, session))
}

/** Who somebody is here. */
export async function meOf(parts: RouteParts, session: Session | null): Promise<Me> {
  const { entrance, people, accounts, identity } = parts
  const person = session && (await people.meet(session))
  const access = entrance === null ? 'open' : 'accounts'
  const member = session &&
    person && {
      id: session.id,
      name: session.name,
      account: person.account,
      body: person.body,
      look: { ...person.look },
      ...(entrance && { kind: session.kind, isAdmin: accounts.isAdmin(session) }),
    }
  const node = entrance && { node: nodeInfo(parts, entrance) }
  return { access, ...node, called: identity.name(), member }
}

function nodeInfo({ settings, providers }: RouteParts, { first }: AccountEntry): NodeInfo {
  const { title, banner, maintenance, signUp, guests, guestHomeDays } = settings.now()
  return {
    title,
    banner,
    maintenance,
    signUp,
    guests,
    guestHomeDays,
    isNew: first.isOpen(),
    providers: [...providers],
  }
}
