// Connections between the processes of one node. They are encrypted, and nobody begins one without the key
// that the processes have from their store (TLS-PSK, RFC 4279 and 5489): so no certificates have to be handed
// round, and an address that belongs to another node by now is noticed. Requests of clients go over them as
// they are; what the processes say to each other begins as an upgrade that says what it is for.
import { once } from 'node:events'
import { request as ask, type IncomingMessage } from 'node:http'
import type { TlsOptions } from 'node:tls'
import { connect, createSecureContext, TLSSocket, type SecureContext } from 'node:tls'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { parseJson } from '../../shared/json/plain-json.ts'
import type { Clock } from '../../shared/time/clock.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { signalAfter } from '../../shared/time/time-limit.ts'
import { writeInsideAddress, type InsideAddress } from '../network/inside-address.ts'

/**
 * Each connection has keys of its own, so that whoever learns the secret later cannot read what was sent
 * before.
 */
const TLS = {
  ciphers: 'ECDHE-PSK-CHACHA20-POLY1305',
  // Node offers keys that were agreed on before up to this version.
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
} as const
const IDENTITY = 'inkland'
/** How long a connection may take until it is there, in ms. */
const BEGIN_MS = 3_000
const UPGRADE = 'inkland'
const PURPOSE = 'x-inkland-for'

/** How often each side says that it is there, in ms: by a message without words. */
const HERE_MS = 500
const HERE = Buffer.alloc(4)
/** A side that was silent for so many times in a row is taken for gone. */
const SILENT_TIMES = 5

/** What the one who connects wants. */
const Purpose = z.union([
  /**
   * It follows, under this name of a process, and can be reached itself at this address: each asks the other
   * by it, and learns by it that the other one is gone.
   */
  z.object({ for: z.literal('worlds'), process: z.string().max(64), address: z.string().max(300) }),
  /** It only tries whether it can connect. */
  z.object({ for: z.literal('trial') }),
])
export type LinkPurpose = z.infer<typeof Purpose>

/** How the process listens for the others. */
export const insideTls = (key: Uint8Array): TlsOptions => ({
  ...TLS,
  handshakeTimeout: BEGIN_MS,
  pskCallback: (_, identity) => (identity === IDENTITY ? key : null),
})

/** Made once, and not for each of the many who are passed on at once. */
let context: SecureContext | undefined
/** The last session with each process: another one is begun with half of the work. */
const sessions = new Map<string, Buffer>()

/** A connection to another process: it ends with an error where that is not reached, or none of this node. */
export function connectInside(
  { host, port }: InsideAddress,
  key: Uint8Array,
  clock: Pick<Clock, 'after'>,
): TLSSocket {
  const at = writeInsideAddress({ host, port })
  const session = sessions.get(at)
  const socket = connect({
    host,
    port,
    ...(session && { session }),
    secureContext: (context ??= createSecureContext(TLS)),
    pskCallback: () => ({ psk: key, identity: IDENTITY }),
    // There is no certificate: the key says who it is.
    checkServerIdentity: () => undefined,
  })
  const endWait = clock.after(BEGIN_MS, () =>
    socket.destroy(new Error(`The process at ${at} does not answer.`)),
  )
  socket.once('secureConnect', endWait)
  socket.once('close', endWait)
  socket.on('session', (next: Buffer) => sessions.set(at, next))
  socket.on('error', () => socket.destroy())
  socket.setNoDelay(true)
  socket.setKeepAlive(true, BEGIN_MS)
  return socket
}

/** A connection for something else than clients. Rejects where that process is not reached, or takes none. */
export async function openLink(
  address: InsideAddress,
  key: Uint8Array,
  purpose: LinkPurpose,
  clock: Pick<Clock, 'after'>,
): Promise<TLSSocket> {
  const socket = connectInside(address, key, clock)
  const headers = { connection: 'upgrade', upgrade: UPGRADE, [PURPOSE]: JSON.stringify(purpose) }
  const asked = ask({ createConnection: () => socket, headers })
  asked.once('response', () => asked.destroy(new Error('That process takes no such connection.')))
  asked.end()
  try {
    const upgraded: unknown[] = await once(asked, 'upgrade', { signal: signalAfter(clock, BEGIN_MS) })
    return linkOf(socket, upgraded[2], clock)
  } catch (error) {
    asked.on('error', () => undefined)
    socket.destroy()
    throw error
  }
}

/** What an upgrade is for that another process asks; null: a client asks, who was passed on. */
export const isLink = ({ headers }: IncomingMessage): boolean => headers.upgrade === UPGRADE

/** Takes a connection that {@link isLink}. Throws where it is none of ours. */
export function takeLink(
  { headers }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  clock: Pick<Clock, 'after'>,
): { readonly purpose: LinkPurpose; readonly link: TLSSocket } {
  const purpose = Purpose.parse(parseJson(String(headers[PURPOSE])))
  if (!(socket instanceof TLSSocket)) throw new Error('A connection between processes is encrypted.')
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ${UPGRADE}\r\n\r\n`)
  socket.on('error', () => socket.destroy())
  socket.setNoDelay(true)
  return { purpose, link: linkOf(socket, head, clock) }
}

function linkOf(socket: TLSSocket, head: unknown, clock: Pick<Clock, 'after'>): TLSSocket {
  socket.setTimeout(0)
  if (Buffer.isBuffer(head) && head.length > 0) socket.unshift(head)
  let [heard, silent] = [socket.bytesRead, 0]
  const talk = (): void => {
    silent = socket.bytesRead === heard ? silent + 1 : 0
    heard = socket.bytesRead
    if (silent < SILENT_TIMES) socket.write(HERE)
    else socket.destroy()
  }
  socket.once('close', repeat(talk, { everyMs: HERE_MS, clock }))
  return socket
}
