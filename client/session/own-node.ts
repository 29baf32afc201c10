// The name of this page's node for other nodes: its own word for it, and until then the address where the
// page was opened. Also names in worlds, as this node says them.
import {
  nodeOf,
  parseNodeName,
  type AccountName,
  type Address,
  type NodeName,
} from '../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../shared/world/foreign-names.ts'
import { nodeOfUrl } from '../navigation/world-address.ts'

let own: NodeName | null = null

/** The node says what it is called. */
export function setOwnNode(called: string | undefined): void {
  own = (called === undefined ? null : parseNodeName(called)) ?? own
}

/** Null: it was opened by something that cannot be the name of a node. */
export const ownNode = (): NodeName | null => (own ??= nodeOfUrl(location))

/**
 * An address or an account in a world, as this node says it: on another node words without a node are that
 * one's.
 */
export function localNameIn<Name extends Address | AccountName>(world: Address, name: Name): Name {
  const [there, here] = [nodeOf(world), ownNode()]
  if (here === null || (there === null && nodeOf(name) === null)) return name
  return nameAsSeenFrom(name, there ?? here, here)
}

/** The other way: as it has to stand in that world. */
export function worldNameIn<Name extends Address | AccountName>(world: Address, name: Name): Name {
  const [there, here] = [nodeOf(world), ownNode()]
  return here === null || there === null ? name : nameAsSeenFrom(name, here, there)
}
