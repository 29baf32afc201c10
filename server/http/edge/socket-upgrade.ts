// From an upgrade request to a sync connection: judged like any other request, then handed over with the
// socket.
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServerClock } from '../../time/server-clock.ts'
import type { Member } from '../../contracts/request-member.ts'
import { memberOf, type BrowserSessions } from '../../accounts/sessions/browser-sessions.ts'
import type { Peers } from '../../peers/node-peers.ts'
import type { Sync } from '../../sync/sync-server.ts'
import type { Guard } from './origin-guard.ts'
import { NETWORK_SHARE } from './http-limits.ts'
import { createSocketBound, type RateLimitParts } from './request-rate-limit.ts'
import { createPeerEdge, isOfNode, PeerRefusalError } from './peer-admission.ts'
import { OTHER_BODY } from './peer-request-body.ts'
import { FULL, NO_SUCH_PAGE, refusalFor, type HttpRefusal } from './http-refusal.ts'
import type { Door, UpgradeListener } from './http-server.ts'

const SYNC = '/sync/'
/** How long somebody who was refused may take to read why, in ms. */
const READ_REFUSAL_MS = 2_000

interface UpgradeOptions extends RateLimitParts {
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  readonly peers: Peers | null
  readonly guard: Guard
  readonly sessions: Pick<BrowserSessions, 'read'>
  readonly sync: Pick<Sync, 'accept'>
}

/** Listens for upgrades; a socket that is no sync socket of ours is told why and closed. */
export function createUpgrade(options: UpgradeOptions, door: Door): UpgradeListener {
  const { guard, sessions, sync, clock } = options
  const boundSockets = createSocketBound(options, Math.max(1, Math.floor(door.max * NETWORK_SHARE)))
  const edge = createPeerEdge(options)

  /**
   * Lets in a person whom another node brings. Node looks after the socket no more, and nobody else does yet.
   */
  async function admit(
    request: IncomingMessage,
    socket: Duplex,
    accept: (member: Member) => void,
  ): Promise<void> {
    const fail = () => socket.destroy()
    socket.on('error', fail)
    try {
      const { node, member, isBody } = await edge.admit(request)
      socket.off('error', fail)
      if (!isBody(new Uint8Array())) return refuse(socket, OTHER_BODY, clock)
      if (member === null || socket.destroyed) return
      edge.meter(node, socket)
      accept(member)
    } catch (error) {
      socket.off('error', fail)
      refuse(socket, refusalFor(error), clock)
    }
  }

  return (request, socket, head) => {
    const { path, query } = targetOf(request)
    const refusal = door.isOver(socket) ? FULL : guard.judge(request)
    if (refusal) return refuse(socket, refusal, clock)
    if (!path.startsWith(SYNC)) return refuse(socket, NO_SUCH_PAGE, clock)
    const tooMany = boundSockets(request, socket)
    if (tooMany) return refuse(socket, tooMany, clock)
    const accept = (member: Member) => sync.accept(path.slice(SYNC.length), query, member, request, head)
    if (isOfNode(request)) void admit(request, socket, accept)
    else accept(memberOf(sessions.read(request.headers)))
  }
}

function targetOf({ url = '/' }: IncomingMessage): { path: string; query: URLSearchParams } {
  const mark = url.indexOf('?')
  return mark < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) }
}

function refuse(socket: Duplex, refusal: HttpRefusal, clock: Pick<ServerClock, 'after'>): void {
  const { status, message, retryAfterS } = refusal
  // Another node reads it as an answer to any other request of its.
  const isForNode = refusal instanceof PeerRefusalError
  const words = isForNode ? JSON.stringify(refusal.refusal) : message
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${isForNode ? 'application/json' : 'text/plain'}; charset=utf-8`,
    `Content-Length: ${Buffer.byteLength(words)}`,
    ...(retryAfterS === null ? [] : [`Retry-After: ${retryAfterS}`]),
  ]
  // Node no longer looks after an upgraded socket: its errors would end the process, and its silence would
  // hold it.
  socket.on('error', () => socket.destroy())
  socket.once(
    'close',
    clock.after(READ_REFUSAL_MS, () => socket.destroy()),
  )
  socket.end(`${head.join('\r\n')}\r\n\r\n${words}`)
}
