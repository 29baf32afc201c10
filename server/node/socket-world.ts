// Which world somebody opens a socket for, as a process finds out before it knows where that world is.
import type { IncomingMessage } from 'node:http'
import type { SocketWorld } from '../cluster/holders/socket-places.ts'
import { isOfNode } from '../http/edge/peer-admission.ts'
import { parseTarget } from '../sync/room-entry.ts'
import { nodeOf } from '../../shared/world/address.ts'

const SYNC = '/sync/'

/**
 * The world of a socket, if a process that does not lead may have it; null: the socket is for the one that
 * leads.
 */
export function worldOfSocket(request: IncomingMessage): SocketWorld | null {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const target = path.startsWith(SYNC) && !isOfNode(request) ? parseTarget(path.slice(SYNC.length)) : null
  if (target === null || nodeOf(target.address) !== null) return null
  const asked = new URLSearchParams(query)
  const isPerson = asked.get('inkland') === '1' && (target.kind === 'live' || asked.get('comes') === '1')
  return { address: target.address, isPerson }
}
