// What is kept of groups: a record for each group, one for each account that is in one, and one for each
// person whom one waits for. So two who change a group at once change different records.
import { z } from 'zod'
import type { GroupId, MemberId } from '../../../shared/world/address.ts'
import type { Kept, Table } from '../../records/record-tables.ts'
import { accountName, groupId, memberId } from '../../records/record-shapes.ts'

/** Of one group, under its id. */
const GroupRecord = z.object({ name: z.string(), since: z.number() })
export type GroupRecord = z.infer<typeof GroupRecord>

/** Of one account in one group, under {@link membershipId}. */
const MembershipRecord = z.object({ group: groupId, member: memberId, since: z.number() })
export type MembershipRecord = z.infer<typeof MembershipRecord>

/** Of a person whom a group waits for, under an id of its own. */
const PendingRecord = z.object({
  group: groupId,
  name: z.string(),
  /** What account they are to have; null: as they choose. */
  account: accountName.nullable(),
  since: z.number(),
  /** Their invitation, which may have ended: they stay, and can be given another one. */
  invitation: z.string(),
})
export type PendingRecord = z.infer<typeof PendingRecord>

export const membershipId = (group: GroupId, member: MemberId): string => `${group}/${member}`

export interface GroupTables {
  readonly groups: Table<GroupRecord>
  readonly memberships: Table<MembershipRecord>
  readonly pending: Table<PendingRecord>
}

export async function openGroupTables(kept: Kept): Promise<GroupTables> {
  return {
    groups: await kept.table('group', GroupRecord),
    memberships: await kept.table('groupMember', MembershipRecord),
    pending: await kept.table('groupPending', PendingRecord),
  }
}
