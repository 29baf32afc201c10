// From a request to a signed-in person, and back: the facts about the browser, its cookies, and its person
// after that.
import type { Request, Response } from 'express'
import type { Me, NodeInfo } from '../../../shared/wire/api/node-bodies.ts'
import { browserName } from '../../accounts/sessions/browser-name.ts'
import type { EntryRequest, SignedInResult, AccountEntry } from '../../accounts/account-entry.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Session } from '../../accounts/sessions/member-session.ts'
import type { SessionFacts } from '../../accounts/sessions/account-sessions.ts'
import type { NodeIdentity } from '../../peers/identity/node-identity.ts'
import type { Guard } from '../edge/origin-guard.ts'
import type { HandoverServices } from './http-services.ts'

export interface BrowserAccounts {
  /** The person who signs in with a request, and the person of this browser before. */
  signingIn(request: Request, by: SessionFacts['by']): EntryRequest
  /** Gives a browser a new session in place of its old one, and tells it who its person is. */
  welcome(request: Request, response: Response, signedIn: SignedInResult): Promise<void>
  /** The person of a session. */
  me(session: Session | null): Promise<Me>
}

export function createBrowserAccounts(
  parts: Pick<AccountServices, 'sessions' | 'people' | 'accounts' | 'entrance' | 'settings'> &
    Pick<HandoverServices, 'otherWays'> & { readonly identity: NodeIdentity; readonly guard: Guard },
): BrowserAccounts {
  const { sessions, people, accounts, entrance, settings, otherWays, identity, guard } = parts

  async function me(session: Session | null): Promise<Me> {
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
    const node = entrance && { node: nodeInfo(entrance) }
    return { access, ...node, called: identity.name(), member }
  }

  function nodeInfo({ first }: AccountEntry): NodeInfo {
    const { title, banner, maintenance, signUp, guests, guestHomeDays } = settings.now()
    return {
      title,
      banner,
      maintenance,
      signUp,
      guests,
      guestHomeDays,
      isNew: first.isOpen(),
      providers: otherWays?.oidc.providers.map(({ id, name }) => ({ id, name })) ?? [],
    }
  }

  return {
    signingIn(request, by) {
      const { headers } = request
      return {
        browser: {
          label: browserName(headers['user-agent']),
          from: guard.addressOf(request),
          isSecure: guard.isSecure(request),
        },
        by,
        guest: sessions.readGuest(headers),
        before: sessions.read(headers),
      }
    },
    async welcome(request, response, { session, cookie }) {
      for (const gone of sessions.noGuestCookies(guard.isSecure(request))) {
        response.append('Set-Cookie', gone)
      }
      response.append('Set-Cookie', cookie)
      response.json(await me(session))
    },
    me,
  }
}
