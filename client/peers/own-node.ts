// What other nodes call the node that serves this page, as far as a page can tell: by where it was opened.
import { nodeOf, type AccountName, type Address, type NodeName } from '../../shared/world/address.ts'
import { toldTo } from '../../shared/world/from-node.ts'
import { nodeOfUrl } from './address-in.ts'

export const ownNode = (): NodeName | null => nodeOfUrl(location)

/** An address or an account that stands in a world, as this node says it: on another node the words without a node are that one's. */
export function heardIn<Name extends Address | AccountName>(world: Address, name: Name): Name {
  const [there, own] = [nodeOf(world), ownNode()]
  return own === null ? name : toldTo(name, there ?? own, own)
}
