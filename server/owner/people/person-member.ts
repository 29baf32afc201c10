// A person, by the store's records, as the member for questions about rights.
import { nodeOf } from '../../../shared/world/address.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { PersonRecord } from '../../storage/store.ts'

export function personMember({ id, account }: PersonRecord): Member {
  return { id, name: null, session: null, ...(nodeOf(account) !== null && { kind: 'peer' }) }
}
