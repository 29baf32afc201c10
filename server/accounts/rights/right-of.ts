// Who may do what in which world. An open node trusts everybody who reaches it, by way of another node too.
import type { Right } from '../../../shared/world/rights.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ForeignPeople } from '../../contracts/foreign-people.ts'
import type { Member } from '../../contracts/request-member.ts'

export type RightOf = (member: Member, world: WorldRecord) => Right

/**
 * Since when somebody could look at a world, by the rights that they have there, in ms since 1970; null where
 * that was not noted.
 */
export type SeesSince = (member: Member, world: WorldRecord) => number | null

/**
 * The rights of an open node: everybody owns everything; people of other nodes do as long as they may come.
 */
export const openAccessWith =
  (foreign: ForeignPeople): RightOf =>
  (member) => {
    if (member.kind === 'peer') return foreign.isHere(member) ? 'own' : 'none'
    const node = foreign.nodeOf(member.id)
    return node === null || foreign.mayCome(node) ? 'own' : 'none'
  }
