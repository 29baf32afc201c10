// Invitations: people make links with which others sign up, and use them.
import {
  NewInvitation,
  Secret,
  SetupCode,
  type Accepted,
  type InvitationInfo,
  type InvitationList,
  type Invited,
  type MadeInvitation,
} from '../../../shared/wire/api/account-bodies.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Invitation } from '../../accounts/invitations/invitation-store.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import { acceptInvitation, invitedBy, type InvitingParts } from './invitation-use.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { ProofRule } from '../routing/proof-rule.ts'
import { networkOf } from '../../network/client-network.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { HttpRefusal, NO_SUCH_WORLD } from '../edge/http-refusal.ts'
import type { RouteRequest, Routes } from '../routing/route-rules.ts'

const ADMINS_INVITE = new AccountRefusal(
  'closed',
  'Only admins can invite people to this node. Ask one of them.',
)
const NOT_YOURS = new HttpRefusal(403, 'right', 'You can only invite others into your own worlds.')
const VOID_CODE = new HttpRefusal(
  404,
  'void',
  'That code is not good, or no longer. Compare it with your slip, or ask for a new one.',
)
const PAST = new HttpRefusal(400, 'malformed', 'An invitation cannot end in the past. Choose a later time.')
const NO_SUCH_INVITATION = new HttpRefusal(404, 'missing', 'That invitation no longer works.')

/** The facts about an invitation for the person who made it, and for admins. */
export async function invitationInfo(
  { store, entrance }: Pick<InvitingParts, 'store' | 'entrance'>,
  { id, label, since, until, usesLeft, right, by, world }: Invitation,
): Promise<InvitationInfo> {
  const found = world && (await store.findById(world))
  const account = entrance.book.byId(by)?.account ?? ''
  return { id, label, since, until, usesLeft, right, world: found?.address ?? null, by: account }
}

interface InvitationParts extends InvitingParts, Pick<AccountServices, 'settings' | 'accounts' | 'rightOf'> {
  readonly proof: ProofRule
  readonly guard: Guard
  readonly clock: { now(): number }
}

export function addInvitationRoutes(routes: Routes, parts: InvitationParts): void {
  const { entrance, store, settings, accounts, rightOf, audit, proof, guard, clock } = parts
  const { invitations } = entrance

  async function worldFor({ member }: RouteRequest, { world }: NewInvitation) {
    if (world === undefined) return null
    const found = await store.find(world.address)
    const right = found ? rightOf(member, found) : 'none'
    if (found === null || right === 'none') throw NO_SUCH_WORLD
    if (!atLeast(right, 'own')) throw NOT_YOURS
    proof.judgeAtHome(member, found, world.right)
    return found
  }

  routes.add('post', '/invitations', 'account', async (asked) => {
    const { request, response, member } = asked
    const wanted = bodyOf(NewInvitation, request)
    if (settings.now().invites === 'admins' && !accounts.isAdmin(member)) throw ADMINS_INVITE
    if (wanted.until !== null && wanted.until <= clock.now()) throw PAST
    const world = await worldFor(asked, wanted)
    const { invitation, secret } = await invitations.make({
      by: member.id,
      label: wanted.label ?? '',
      until: wanted.until,
      usesLeft: wanted.uses,
      world: world?.id ?? null,
      right: wanted.world?.right ?? null,
    })
    audit.note(member.id, 'invitation.made', invitation.label, {
      uses: wanted.uses,
      world: world?.address ?? null,
    })
    const info = await invitationInfo(parts, invitation)
    response.status(201).json({ invitation: info, secret } satisfies MadeInvitation)
  })

  routes.add('get', '/invitations', 'account', async ({ response, member }) => {
    const mine = await Promise.all(invitations.of(member.id).map((one) => invitationInfo(parts, one)))
    response.json({ invitations: mine } satisfies InvitationList)
  })

  routes.add('delete', '/invitations/:id', 'account', async ({ request, response, member }) => {
    const invitation = invitations.byId(String(request.params['id']))
    if (invitation?.by !== member.id || !(await invitations.end(invitation.id))) throw NO_SUCH_INVITATION
    audit.note(member.id, 'invitation.ended', invitation.label)
    response.status(204).end()
  })

  routes.add('post', '/invitation', 'anyone', async ({ request, response }) => {
    const { secret } = bodyOf(Secret, request)
    response.json((await invitedBy(parts, secret)) satisfies Invited)
  })

  routes.add('post', '/invitation/code', 'anyone', async ({ request, response }) => {
    const { code } = bodyOf(SetupCode, request)
    const network = networkOf(guard.addressOf(request))
    const guess = entrance.guesses.beginCode(network)
    const hash = await entrance.pending.hashOf(code, network).catch((error: unknown) => {
      // Too many wait, so the code was never tried.
      guess.undone()
      throw error
    })
    const found = hash === null ? null : invitations.withCode(hash)
    if (found === null) throw VOID_CODE
    guess.right()
    response.json({ secret: found.secret } satisfies Secret)
  })

  routes.add('post', '/invitation/accept', 'account', async ({ request, response, member }) => {
    const { secret } = bodyOf(Secret, request)
    response.json((await acceptInvitation(parts, secret, member.id)) satisfies Accepted)
  })
}
