// `/api/me`: who one is here, and how one gets a name and a look.
import type { Request, Response } from 'express'
import { Greeting, type Me } from '../../shared/wire/api.ts'
import type { Session } from '../accounts/session.ts'
import { bodyOf } from './lookup.ts'
import type { Parts } from './parts.ts'
import { createRoutes, type Routes } from './rule.ts'

export function meRoutes(parts: Parts): Routes {
  const { store, sessions, people, guard } = parts
  const routes = createRoutes(parts)

  async function answer(
    request: Request,
    response: Response,
    session: Session | null,
    give: boolean,
  ): Promise<void> {
    const person = session && (await people.meet(session))
    if (session && give) {
      response.set('Set-Cookie', sessions.cookie(session, guard.isSecure(request)))
    }
    const member = session &&
      person && {
        id: session.id,
        name: session.name,
        account: person.account,
        body: person.body,
        look: { ...person.look },
      }
    response.json({ access: 'open', member } satisfies Me)
  }

  routes.add('get', '/me', 'anyone', async ({ request, response }) => {
    const session = sessions.read(request.headers.cookie)
    const renewed = session && sessions.renew(session)
    await answer(request, response, renewed ?? session, renewed !== null)
  })

  routes.add('post', '/me', 'anyone', async ({ request, response }) => {
    const { name, look } = bodyOf(Greeting, request)
    const session = sessions.greet(sessions.read(request.headers.cookie), name)
    await store.nameMember({ id: session.id, name })
    await people.meet(session)
    people.rename(session.id, name)
    if (look) await people.dress(session.id, look)
    await answer(request, response, session, true)
  })

  return routes
}
