// From an upgrade request to a sync connection: judged like any other request, then handed over with the socket.
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { memberOf, type Sessions } from '../accounts/session.ts'
import type { Sync } from '../sync/sync.ts'
import type { Guard } from './guard.ts'
import { NETWORK_SHARE } from './limits.ts'
import { createSocketBound, type OftenParts } from './often.ts'
import { FULL, NO_SUCH_PAGE, type HttpRefusal } from './refusal.ts'
import type { Door, UpgradeListener } from './server.ts'

const SYNC = '/sync/'
/** How long somebody who was refused may take to read why, in ms. */
const READ_REFUSAL_MS = 2_000

export interface UpgradeOptions extends OftenParts {
  readonly guard: Guard
  readonly sessions: Sessions
  readonly sync: Pick<Sync, 'accept'>
}

/** Listens for upgrades; what is not a sync socket of ours is told why and closed. */
export function createUpgrade(options: UpgradeOptions, door: Door): UpgradeListener {
  const { guard, sessions, sync } = options
  const boundSockets = createSocketBound(options, Math.max(1, Math.floor(door.max * NETWORK_SHARE)))
  return (request, socket, head) => {
    const { path, query } = targetOf(request)
    const refusal = door.isOver(socket) ? FULL : guard.judge(request)
    if (refusal) return refuse(socket, refusal)
    if (!path.startsWith(SYNC)) return refuse(socket, NO_SUCH_PAGE)
    const tooMany = boundSockets(request, socket)
    if (tooMany) return refuse(socket, tooMany)
    const member = memberOf(sessions.read(request.headers.cookie))
    sync.accept(path.slice(SYNC.length), query, member, request, socket, head)
  }
}

function targetOf({ url = '/' }: IncomingMessage): { path: string; query: URLSearchParams } {
  const mark = url.indexOf('?')
  return mark < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) }
}

function refuse(socket: Duplex, { status, message, retryAfterS }: HttpRefusal): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(message)}`,
    ...(retryAfterS === null ? [] : [`Retry-After: ${retryAfterS}`]),
  ]
  // Node no longer looks after an upgraded socket: its errors would end the process, and its silence would hold it.
  socket.on('error', () => socket.destroy())
  const deadline = setTimeout(() => socket.destroy(), READ_REFUSAL_MS)
  socket.once('close', () => clearTimeout(deadline))
  socket.end(`${head.join('\r\n')}\r\n\r\n${message}`)
}
