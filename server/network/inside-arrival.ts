// How a client came to another process of this node, which passes them on to this one. That process says so
// in two headers. They are believed of a connection between the processes, and of no other one.
import type { IncomingMessage } from 'node:http'

/** The client's IP address, as far as that process knows it; and `http` or `https`. */
const FROM = 'x-inkland-from'
const SCHEME = 'x-inkland-scheme'

const inside = new WeakSet<object>()

/** This connection is of another process of the node. */
export const noteInside = (socket: object): unknown => inside.add(socket)

export const isInside = (socket: object): boolean => inside.has(socket)

/** Where a client came in who was passed on; null: they came here by themselves. */
export const insideArrivalOf = ({
  headers,
  socket,
}: Pick<IncomingMessage, 'headers' | 'socket'>): {
  readonly address: string
  readonly isEncrypted: boolean
} | null =>
  inside.has(socket)
    ? { address: String(headers[FROM] ?? ''), isEncrypted: headers[SCHEME] === 'https' }
    : null

/** Such headers for another process. What the client says of itself by these names is left out. */
export function insideHeaders(rawHeaders: readonly string[], socket: IncomingMessage['socket']): string[] {
  const isTheirs = (_: string, index: number): boolean => {
    const name = (rawHeaders[index - (index % 2)] ?? '').toLowerCase()
    return name !== FROM && name !== SCHEME
  }
  const scheme = 'encrypted' in socket && socket.encrypted === true ? 'https' : 'http'
  return [...rawHeaders.filter(isTheirs), FROM, socket.remoteAddress ?? '', SCHEME, scheme]
}
