// `/api/me`: who one is here, and how one gets a name and a look.
import { Greeting } from '../../shared/wire/greeting.ts'
import { Refused } from '../accounts/refused.ts'
import type { Session } from '../accounts/session.ts'
import { meOf } from './entering.ts'
import { bodyOf } from './lookup.ts'
import type { Parts } from './parts.ts'
import { createRoutes, SIGN_IN, type Routes } from './rule.ts'

const NO_GUESTS = new Refused('closed', 'One cannot come here as a guest. Sign in, or ask for an invitation.')

export function meRoutes(parts: Parts): Routes {
  const { store, sessions, settings, people, guard, entrance, audit } = parts
  const routes = createRoutes(parts)

  routes.add('get', '/me', 'anyone', async ({ request, response }) => {
    const { cookie } = request.headers
    const session = sessions.read(cookie)
    const renewed = session && sessions.renew(session)
    const again = entrance?.signedIn.see(cookie, guard.addressOf(request)) ?? null
    if (renewed) response.append('Set-Cookie', sessions.cookie(renewed, guard.isSecure(request)))
    if (again !== null) response.append('Set-Cookie', again)
    response.json(await meOf(parts, renewed ?? session))
  })

  routes.add('post', '/me', 'anyone', async ({ request, response }) => {
    const { name, look } = bodyOf(Greeting, request)
    const before = sessions.read(request.headers.cookie)
    const session = before?.kind === 'account' ? await rename(before, name) : greet(before, name)
    await store.nameMember({ id: session.id, name })
    await people.meet(session)
    people.rename(session.id, name)
    if (look) await people.dress(session.id, look)
    if (session.kind === 'guest') {
      response.append('Set-Cookie', sessions.cookie(session, guard.isSecure(request)))
    }
    response.json(await meOf(parts, session))
  })

  function greet(before: Session | null, name: string): Session {
    if (entrance !== null && !settings.now().guests) throw NO_GUESTS
    return sessions.greet(before, name)
  }

  async function rename(session: Session, name: string): Promise<Session> {
    if (name === session.name) return session
    const account = (await entrance?.book.change(session.id, { name })) ?? null
    if (account === null) throw SIGN_IN
    audit.note(account.id, 'account.renamed', account.account, { name })
    return { ...session, name }
  }

  return routes
}
