// Errors of a request, in words about a node.
import type { NodeName } from '../../../shared/world/address.ts'
import { asleep, PeerFault } from './peer-fault.ts'
import { OutwardFault } from './outward-fault.ts'

/**
 * `isMet`: a node that was met before and does not answer is asleep; no other is. An error that is no fault
 * of the other side stays unchanged.
 */
export function peerFaultOf(error: unknown, node: NodeName, isMet: boolean): unknown {
  if (!(error instanceof OutwardFault)) return error
  switch (error.reason) {
    case 'refused':
      return new PeerFault('private', node, error.message, error)
    case 'away':
      return isMet ? asleep(node, error) : new PeerFault('unreachable', node, error.message, error)
    case 'slow':
      return new PeerFault('slow', node, error.message, error)
    case 'busy':
    case 'stopped':
      return new PeerFault('busy', node, error.message, error)
    case 'wrong':
      return new PeerFault('refused', node, error.message, error)
  }
  return error.reason satisfies never
}
