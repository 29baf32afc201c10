// `/api/admin/sessions`: all sessions of the node, and ending one. `/api/admin/invitations`: everybody's
// invitations, and taking one back.
import {
  type AdminInvitations,
  type AdminSession,
  type AdminSessionPage,
} from '../../../shared/wire/api/admin-bodies.ts'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { InvitingParts } from '../account/invitation-use.ts'
import { invitationInfo } from '../account/invitation-routes.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import { has, pageOf, searchIn } from './list-query.ts'

const NO_SESSION = new HttpRefusal(404, 'missing', 'That session has ended already.')
const NO_INVITATION = new HttpRefusal(404, 'missing', 'That invitation no longer works.')

export function addAdminSessionRoutes(
  routes: Routes,
  parts: InvitingParts & { readonly accounts: Accounts },
): void {
  const { entrance, accounts, audit } = parts
  const { signedIn, invitations } = entrance

  routes.add('get', '/admin/sessions', 'admin', ({ request, response, member }) => {
    const search = searchIn(request)
    const found = signedIn.of(null).flatMap(({ id, account, label, from, since, seenAt }): AdminSession[] => {
      const holder = accounts.byId(account)
      if (holder === null || !has(search, holder.account, holder.name, label, from)) return []
      const isThis = id === member.session
      return [{ id, account: holder.account, name: holder.name, label, from, since, seenAt, isThis }]
    })
    const sessions = [...pageOf(found, request)]
    response.json({ sessions, total: found.length } satisfies AdminSessionPage)
  })

  routes.add('delete', '/admin/sessions/:id', { proven: 'admin' }, async ({ request, response, member }) => {
    const session = signedIn.byId(String(request.params['id']))
    if (session === null || !(await signedIn.end(session.id))) throw NO_SESSION
    const holder = accounts.byId(session.account)?.account ?? ''
    audit.note(member.id, 'admin.sessionEnded', holder, { label: session.label })
    response.status(204).end()
  })

  routes.add('get', '/admin/invitations', 'admin', async ({ request, response }) => {
    const found = invitations.of(null)
    const page = await Promise.all(pageOf(found, request).map((one) => invitationInfo(parts, one)))
    response.json({ invitations: page, total: found.length } satisfies AdminInvitations)
  })

  routes.add('delete', '/admin/invitations/:id', 'admin', async ({ request, response, member }) => {
    const invitation = invitations.byId(String(request.params['id']))
    if (invitation === null || !(await invitations.end(invitation.id))) throw NO_INVITATION
    const by = accounts.byId(invitation.by)?.account ?? ''
    audit.note(member.id, 'invitation.ended', invitation.label, { by })
    response.status(204).end()
  })
}
