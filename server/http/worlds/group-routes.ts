// `/api/groups`: the groups that somebody may name, and their members: people see their own groups, admins
// all. Anybody else cannot tell a group that exists from one that does not.
import { parseGroupId, type GroupId } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { GroupPeople, GroupRef, MyGroups } from '../../../shared/wire/api/group-bodies.ts'
import type { OpenRight, SharedGroup } from '../../../shared/wire/api/sharing-bodies.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { Group, Groups } from '../../accounts/groups/account-groups.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { SharedState } from '../../accounts/rights/world-sharing.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

export const NO_GROUP = new HttpRefusal(404, 'missing', 'There is no such group, or you are not in it.')

/** There are groups only in a node with accounts. */
type OwnGroupParts = Pick<AccountServices, 'entrance' | 'accounts'>

function groupIn({ entrance }: OwnGroupParts, id: unknown): Group | null {
  const parsed = parseGroupId(id)
  return (parsed && entrance?.groups.find(parsed)) ?? null
}

/** Whether somebody may name a group, and see who is in it. */
function mayName({ entrance, accounts }: OwnGroupParts, member: Member, group: Group): boolean {
  const isIn = accounts.isAccount(member) && entrance?.groups.of(member.id).has(group.id) === true
  return isIn || accounts.isAdmin(member)
}

/** The group with an id that somebody may name; refuses any other. */
export function groupFor(parts: OwnGroupParts, member: Member, id: unknown): Group {
  const group = groupIn(parts, id)
  if (group === null || !mayName(parts, member, group)) throw NO_GROUP
  return group
}

/**
 * The group to which a world's owner gives a right there. An owner who may not name it (others gave it its
 * right, or they are no longer in it) may only give it less.
 */
export function groupToGive(
  parts: OwnGroupParts,
  { groups }: Pick<SharedState, 'groups'>,
  wanted: { readonly member: Member; readonly id: unknown; readonly right: OpenRight },
): Group {
  const group = groupIn(parts, wanted.id)
  const has = groups.find(([id]) => id === group?.id)?.[1] ?? 'none'
  const isLess = has !== 'none' && atLeast(has, wanted.right)
  if (group === null || !(isLess || mayName(parts, wanted.member, group))) throw NO_GROUP
  return group
}

/** A group with a right in a world, in the form for the owner of the world. */
export function sharedGroup(
  parts: OwnGroupParts,
  member: Member,
  id: GroupId,
  right: OpenRight,
): readonly SharedGroup[] {
  const group = groupIn(parts, id)
  if (group === null || parts.entrance === null) return []
  return [{ ...groupRef(parts.entrance.groups, group), isNamed: mayName(parts, member, group), right }]
}

export const groupRef = (groups: Groups, { id, name }: Group): GroupRef => ({
  id,
  name,
  members: groups.countOf(id),
})

export function addGroupRoutes(
  routes: Routes,
  parts: { readonly entrance: AccountEntry; readonly accounts: Accounts; readonly names: PersonNames },
): void {
  const { entrance, accounts, names } = parts
  const { groups } = entrance

  routes.add('get', '/groups', 'account', ({ response, member }) => {
    const mine = groups.of(member.id)
    const isAdmin = accounts.isAdmin(member)
    const named = groups.all().filter(({ id }) => isAdmin || mine.has(id))
    const refs = named.map((group) => ({ ...groupRef(groups, group), isMember: mine.has(group.id) }))
    response.json({ groups: refs } satisfies MyGroups)
  })

  routes.add('get', '/groups/:group', 'account', async ({ request, response, member }) => {
    const group = groupFor(parts, member, request.params['group'])
    const ids = groups.membersOf(group.id).map((one) => one.member)
    const people = [...(await names.of(ids)).values()]
    response.json({ ...groupRef(groups, group), people } satisfies GroupPeople)
  })
}
