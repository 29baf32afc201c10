// What the link of an invitation leads to, and taking it up: the same for people of this node and of others.
import type { Accepted, Invited } from '../../shared/wire/accounts.ts'
import type { MemberId } from '../../shared/world/address.ts'
import { VOID_INVITATION } from '../accounts/invitations.ts'
import type { AccountParts } from './entering.ts'

type InvitingParts = Pick<AccountParts, 'entrance' | 'store' | 'audit'>

/** Tells whose invitation a secret is for, and the world that it leads into. Rejects where it is void. */
export async function invitedBy({ entrance, store }: InvitingParts, secret: string): Promise<Invited> {
  const { invitation, world } = await read({ entrance, store }, secret)
  const by = entrance.book.byId(invitation.by)?.name ?? ''
  return { by, world: world && { address: world.address, title: world.title } }
}

/**
 * Uses an invitation for somebody, and gives them what it promises; answers the world's address. One that leads nowhere but in is left for
 * somebody who is not in yet, and its address is null. Rejects where it is void.
 */
export async function acceptInvitation(
  { entrance, store, audit }: InvitingParts,
  secret: string,
  member: MemberId,
): Promise<Accepted> {
  const { invitations, promises, kept } = entrance
  const { invitation, world } = await read({ entrance, store }, secret)
  if (world === null) return { address: null }
  const isUsed = await kept.change(() => {
    const used = invitations.using(secret)
    return used && [...used, ...promises.making(member, invitation)]
  })
  if (!isUsed) throw VOID_INVITATION
  await promises.keep()
  audit.note(member, 'invitation.used', world.address)
  return { address: world.address }
}

async function read({ entrance, store }: Pick<InvitingParts, 'entrance' | 'store'>, secret: string) {
  const invitation = entrance.invitations.read(secret)
  if (invitation === null) throw VOID_INVITATION
  const world = invitation.world && (await store.findById(invitation.world))
  return { invitation, world: world || null }
}
