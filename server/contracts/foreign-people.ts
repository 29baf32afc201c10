// Questions about people of other nodes, for each frame and each request: passed in by the code that knows
// other nodes.
import type { MemberId, NodeName } from '../../shared/world/address.ts'
import type { Member } from './request-member.ts'

export interface ForeignPeople {
  /** Whether a person for whom another node vouches may be here now. */
  isHere(member: Member): boolean
  /** The node that a member is of; null: this one. */
  nodeOf(id: MemberId): NodeName | null
  /** Whether an admin has let a node in: then its identity is known. */
  isAllowed(node: NodeName): boolean
  /** Whether people of a node may come. */
  mayCome(node: NodeName): boolean
}

/** A node that is joined with no other one. */
export const NO_FOREIGNERS: ForeignPeople = {
  isHere: () => false,
  nodeOf: () => null,
  isAllowed: () => false,
  mayCome: () => false,
}
