// What is kept of groups: a record for each group, and one for each account that is in one. So two who change a group at once change
// different records.
import { z } from 'zod'
import type { GroupId, MemberId } from '../../../shared/world/address.ts'
import type { Kept, Table } from '../kept.ts'
import { groupId, memberId } from '../shape.ts'

/** Of one group, under its id. */
const GroupRecord = z.object({ name: z.string(), since: z.number() })
export type GroupRecord = z.infer<typeof GroupRecord>

/** Of one account in one group, under {@link membershipId}. */
const MembershipRecord = z.object({ group: groupId, member: memberId, since: z.number() })
export type MembershipRecord = z.infer<typeof MembershipRecord>

export const membershipId = (group: GroupId, member: MemberId): string => `${group}/${member}`

export interface GroupTables {
  readonly groups: Table<GroupRecord>
  readonly memberships: Table<MembershipRecord>
}

export async function openGroupTables(kept: Kept): Promise<GroupTables> {
  return {
    groups: await kept.table('group', GroupRecord),
    memberships: await kept.table('groupMember', MembershipRecord),
  }
}
