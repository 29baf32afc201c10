// The node that asks, on the routes for nodes alone, and the person for whom.
import type { IncomingMessage } from 'node:http'
import type { NodeName } from '../../../shared/world/address.ts'
import type { Member } from '../../contracts/request-member.ts'
import { admittedOf, type Admitted } from '../edge/peer-admission.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

const NODES_ONLY = new HttpRefusal(401, 'node', 'Only other nodes may ask this, with a signed request.')
const FOR_WHOM = new HttpRefusal(
  401,
  'node',
  'This is asked for a person, and the node does not say for whom.',
)

/** Throws an HttpRefusal where no node asks. */
export function askingNode(request: IncomingMessage): Admitted {
  const admitted = admittedOf(request)
  if (admitted === null) throw NODES_ONLY
  return admitted
}

/** The same for requests for a person: they have to be vouched for. */
export function askingPerson(request: IncomingMessage): {
  readonly node: NodeName
  readonly member: Member
} {
  const { node, member } = askingNode(request)
  if (member === null) throw FOR_WHOM
  return { node, member }
}
