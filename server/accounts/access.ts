// Who may do what in which world. An open node trusts whoever reaches it.
import type { Right } from '../../shared/world/rights.ts'
import type { WorldRecord } from '../storage/store.ts'
import type { Member } from './member.ts'

export type RightOf = (member: Member, world: WorldRecord) => Right

/** The rights of an open node: everybody owns everything. */
export const openAccess: RightOf = () => 'own'
