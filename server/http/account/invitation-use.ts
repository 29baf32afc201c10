// The target of an invitation's link, and taking the invitation up: the same for people of this node and of
// others.
import { isWholeSecret } from '../../../shared/world/link-secret.ts'
import type { Accepted, Invited } from '../../../shared/wire/api/account-bodies.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import {
  CUT_INVITATION,
  VOID_INVITATION,
  type Invitation,
} from '../../accounts/invitations/invitation-store.ts'
import type { Store } from '../../storage/store.ts'

export interface InvitingParts {
  readonly entrance: AccountEntry
  readonly store: Store
  readonly audit: Audit
}

/**
 * Tells who made the invitation of a secret, and the world or group that it leads into. Rejects where it is
 * void.
 */
export async function invitedBy({ entrance, store }: InvitingParts, secret: string): Promise<Invited> {
  const { invitation, world } = await read({ entrance, store }, secret)
  const by = entrance.book.byId(invitation.by)?.name ?? ''
  const group = groupOf({ entrance }, invitation)
  return {
    by,
    world: world && { address: world.address, title: world.title },
    ...(group && { group }),
  }
}

function groupOf({ entrance }: Pick<InvitingParts, 'entrance'>, { group: id, pending }: Invitation) {
  const group = id && entrance.groups.find(id)
  if (!group) return null
  const person = entrance.pending.of(group.id).find((one) => one.id === pending)
  return { name: group.name, forName: person?.name ?? null, forAccount: person?.account ?? null }
}

/**
 * Uses an invitation for somebody, gives them what it promises, and answers the world's address; null where
 * it leads into no world. One that only makes an account is not used up: it is left for somebody who has
 * none. One into a group is left for a member with an account of this node. Rejects where it is void.
 */
export async function acceptInvitation(
  { entrance, store, audit }: InvitingParts,
  secret: string,
  member: MemberId,
): Promise<Accepted> {
  const { invitations, promisedRights, tables, book } = entrance
  const { invitation, world } = await read({ entrance, store }, secret)
  if (world === null && (invitation.group === null || book.byId(member) === null)) return { address: null }
  const isUsed = await tables.change(() => {
    const used = invitations.using(secret)
    return used && [...used, ...entrance.bringing(member, invitation)]
  })
  if (!isUsed) throw VOID_INVITATION
  await promisedRights.keep()
  if (world !== null) audit.note(member, 'invitation.used', world.address)
  noteGroup({ entrance, audit }, invitation, member)
  return { address: world?.address ?? null }
}

/** Logs that somebody came into a group by the invitation that they used. */
export function noteGroup(
  { entrance, audit }: Pick<InvitingParts, 'entrance' | 'audit'>,
  { group: id, label }: Invitation,
  member: MemberId,
): void {
  const group = id && entrance.groups.find(id)
  if (group) audit.note(member, 'group.came', group.name, { as: label })
}

async function read({ entrance, store }: Pick<InvitingParts, 'entrance' | 'store'>, secret: string) {
  const invitation = entrance.invitations.read(secret)
  if (invitation === null) throw isWholeSecret(secret) ? VOID_INVITATION : CUT_INVITATION
  const world = invitation.world && (await store.findById(invitation.world))
  return { invitation, world: world || null }
}
