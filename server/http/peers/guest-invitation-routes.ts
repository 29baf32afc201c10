// Invitations across nodes. Somebody of another node uses an invitation of this one: their node asks for them
// at `/api/peers/invitation`, and vouches for them. Somebody of this node uses an invitation of another one
// at `/api/elsewhere/invitation`. The secret is only in bodies.
import type * as z from 'zod/mini'
import { Accepted, InvitationElsewhere, Invited, Secret } from '../../../shared/wire/api/account-bodies.ts'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import { parseAddress, type Address, type NodeName } from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import { VOID_INVITATION } from '../../accounts/invitations/invitation-store.ts'
import type { Member } from '../../contracts/request-member.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import { PeerFault } from '../../peers/outward/faults.ts'
import type { Peers } from '../../peers/node-peers.ts'
import { askingPerson } from '../routing/asking-node.ts'
import { acceptInvitation, invitedBy, type InvitingParts } from '../account/invitation-use.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'

const FOR_ACCOUNTS = new AccountRefusal(
  'closed',
  'This invitation is not for a world. It is for creating an account on the node it came from.',
)

/** The longest sentence of another node that people here are shown, in characters. */
const SAID_MAX = 300

/** For people of other nodes who were invited here. */
export function addGuestInvitationRoutes(routes: Routes, parts: InvitingParts): void {
  routes.add('post', '/peers/invitation', 'anyone', async ({ request, response }) => {
    askingPerson(request)
    const { secret } = bodyOf(Secret, request)
    response.json((await invitedBy(parts, secret)) satisfies Invited)
  })

  routes.add('post', '/peers/invitation/accept', 'anyone', async ({ request, response }) => {
    const { member } = askingPerson(request)
    const { secret } = bodyOf(Secret, request)
    const accepted = await acceptInvitation(parts, secret, member.id)
    if (accepted.address === null) throw FOR_ACCOUNTS
    response.json(accepted satisfies Accepted)
  })
}

/** For people of this node who were invited elsewhere. */
export function addInvitedElsewhereRoutes(
  routes: Routes,
  { caller, identity }: Pick<Peers, 'caller' | 'identity'>,
): void {
  async function asked<T>(
    { node, secret }: InvitationElsewhere,
    step: 'look' | 'accept',
    member: Member,
    answer: z.ZodMiniType<T>,
  ): Promise<T> {
    const path = peersPath('invitation', ...(step === 'accept' ? ['accept'] : []))
    const { status, body } = await caller.call(node, {
      method: 'POST',
      path,
      body: { secret },
      as: member.id,
    })
    const read = answer.safeParse(body)
    if (status === 200 && read.success) return read.data
    throw refusalOf(node, body)
  }

  /** A world of another node as it is called here; null: it is none of that node's own. */
  function heard(address: string, node: NodeName): Address | null {
    const own = parseAddress(address)
    return own && nameAsSeenFrom(own, node, identity.name())
  }

  routes.add('post', '/elsewhere/invitation', 'account', async ({ request, response, member }) => {
    const wanted = bodyOf(InvitationElsewhere, request)
    const { by, world } = await asked(wanted, 'look', member, Invited)
    const address = world && heard(world.address, wanted.node)
    response.json({ by, world: world && address && { ...world, address } } satisfies Invited)
  })

  routes.add('post', '/elsewhere/invitation/accept', 'account', async ({ request, response, member }) => {
    const wanted = bodyOf(InvitationElsewhere, request)
    const { address } = await asked(wanted, 'accept', member, Accepted)
    response.json({ address: address && heard(address, wanted.node) } satisfies Accepted)
  })
}

/** The answer of the other node, in its words. */
function refusalOf(node: NodeName, body: unknown): Error {
  const said = Refusal.safeParse(body)
  if (said.success && said.data.code === 'void') return VOID_INVITATION
  const isTold = said.success && said.data.text.length <= SAID_MAX
  return new PeerFault(
    'refused',
    node,
    isTold
      ? `${node} says: ${said.data.text}`
      : `${node} does not accept invitations from other nodes. It may need to be updated.`,
  )
}
