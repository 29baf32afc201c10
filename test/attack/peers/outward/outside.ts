// A hostile server outside: it speaks TLS with a certificate that is believed, or none, and then bytes, by a
// script for each path. "Outside" is 127.0.0.2, which the tests allow, and nothing else of this machine.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createPlainServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import { makeAuthority, makeCertificate } from '../../../../server/tls/certificate-authority.ts'

export const OUTSIDE = '127.0.0.2'

/** What the server does with a request; `head` is its first bytes, up to the empty line. */
export type Script = (socket: Socket, url: URL, head: string) => void

export interface Outside {
  readonly port: number
  readonly plainPort: number
  /** The authority to trust, in PEM. */
  readonly authority: string
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[]
  /** Connections that stand, and the most there were at once. */
  readonly open: { now: number; peak: number }
  close(): Promise<void>
}

export async function openOutside(
  names: readonly string[],
  scripts: Record<string, Script>,
): Promise<Outside> {
  const making = { names, now: Date.now(), random: (bytes: number) => randomBytes(bytes) }
  const authority = await makeAuthority(making)
  const pair = await makeCertificate(making, authority)
  const asked: string[] = []
  const open = { now: 0, peak: 0 }
  const sockets = new Set<Socket>()

  const greet = (socket: Socket) => {
    sockets.add(socket)
    open.now += 1
    open.peak = Math.max(open.peak, open.now)
    socket.on('error', () => {})
    socket.once('close', () => {
      sockets.delete(socket)
      open.now -= 1
    })
    let head = ''
    const read = (bytes: Buffer) => {
      head += bytes.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      socket.off('data', read)
      const path = head.split(' ')[1] ?? '/'
      asked.push(path)
      const url = new URL(path, 'https://outside.invalid')
      const script = scripts[url.pathname.split('/')[1] ?? '']
      if (script === undefined) socket.destroy()
      else script(socket, url, head)
    }
    socket.on('data', read)
  }
  const servers: Server[] = [createServer({ ...pair }, greet), createPlainServer(greet)]
  const ports: number[] = []
  for (const server of servers) {
    server.on('tlsClientError', () => {})
    server.listen(0, OUTSIDE)
    await once(server, 'listening')
    ports.push((server.address() as AddressInfo).port)
  }
  return {
    port: ports[0] ?? 0,
    plainPort: ports[1] ?? 0,
    authority: authority.cert,
    asked,
    open,
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

/** Sends a piece now and then, until nobody listens. */
export function drip(socket: Socket, piece: string, everyMs = 50): void {
  const timer = setInterval(() => socket.write(piece), everyMs)
  socket.once('close', () => clearInterval(timer))
}

/** Sends a piece as fast as it is taken, until nobody listens. */
export function pour(socket: Socket, piece: Uint8Array | string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  }
  socket.on('drain', more)
  more()
}
