// `/api/me`: who one is here, and how one gets a name.
import { Router, type Request, type Response } from 'express'
import { Greeting, type Me } from '../../shared/wire/api.ts'
import type { Session } from '../accounts/session.ts'
import { bodyOf } from './lookup.ts'
import { accountOf } from './naming.ts'
import type { Parts } from './parts.ts'

export function meRoutes({ store, sessions, guard }: Parts): Router {
  const routes = Router({ caseSensitive: true })

  function answer(request: Request, response: Response, session: Session | null, give: boolean): void {
    if (session && give) {
      response.set('Set-Cookie', sessions.cookie(session, guard.isSecure(request.headers)))
    }
    const member = session && { id: session.id, name: session.name, account: accountOf(session) }
    response.json({ access: 'open', member } satisfies Me)
  }

  routes.get('/me', (request, response) => {
    const session = sessions.read(request.headers.cookie)
    const renewed = session && sessions.renew(session)
    answer(request, response, renewed ?? session, renewed !== null)
  })

  routes.post('/me', async (request, response) => {
    const { name } = bodyOf(Greeting, request)
    const session = sessions.greet(sessions.read(request.headers.cookie), name)
    await store.nameMember({ id: session.id, name })
    answer(request, response, session, true)
  })

  return routes
}
