// The node of a person, if that is not the one of this page: their name alone is not enough there.
import { nodeOf, type AccountName, type Address, type NodeName } from '../../../shared/world/address.ts'
import { localNameIn, ownNode } from '../../session/own-node.ts'

/** The node to tell beside the name of somebody in a world; null: they are of this one. */
export function foreignNodeOf(world: Address, account: AccountName): NodeName | null {
  const node = nodeOf(localNameIn(world, account))
  return node === ownNode() ? null : node
}
