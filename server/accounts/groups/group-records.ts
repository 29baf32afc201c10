// The records of groups: one for each group, one for each account that is in one, and one for each person
// whom one waits for. So two who change a group at once change different records.
import { z } from 'zod'
import type { GroupId, MemberId } from '../../../shared/world/address.ts'
import type { RecordTables, RecordTable } from '../../records/record-tables.ts'
import { accountName, groupId, memberId } from '../../records/record-shapes.ts'

/** Of one group, under its id. */
const GroupRecord = z.object({ name: z.string(), since: z.number() })
export type GroupRecord = z.infer<typeof GroupRecord>

/** Of one account in one group, under {@link membershipId}. */
const MembershipRecord = z.object({ group: groupId, member: memberId, since: z.number() })
type MembershipRecord = z.infer<typeof MembershipRecord>

/** Of a person whom a group waits for, under an id of its own. */
const PendingRecord = z.object({
  group: groupId,
  name: z.string(),
  /** The account that they shall have; null: as they choose. */
  account: accountName.nullable(),
  since: z.number(),
  /** Their invitation, which may have ended: they stay, and can be given another one. */
  invitation: z.string(),
})
export type PendingRecord = z.infer<typeof PendingRecord>

export const membershipId = (group: GroupId, member: MemberId): string => `${group}/${member}`

export interface GroupTables {
  readonly groups: RecordTable<GroupRecord>
  readonly memberships: RecordTable<MembershipRecord>
  readonly pending: RecordTable<PendingRecord>
}

export async function openGroupTables(tables: RecordTables): Promise<GroupTables> {
  return {
    groups: await tables.table('group', GroupRecord),
    memberships: await tables.table('groupMember', MembershipRecord),
    pending: await tables.table('groupPending', PendingRecord),
  }
}
