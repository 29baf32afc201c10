// Connections between the processes of one node. They are encrypted, and nobody begins one without the key
// that the processes have from their store (TLS-PSK, RFC 4279 and 5489): so no certificates have to be handed
// round, and an address that belongs to another node by now is noticed.
import { once } from 'node:events'
import { connect, createSecureContext, createServer, type SecureContext, type TLSSocket } from 'node:tls'
import { z } from 'zod'
import type { Clock } from '../../shared/time/clock.ts'
import { signalAfter } from '../../shared/time/time-limit.ts'
import type { InsideAddress } from '../network/inside-address.ts'

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
/** Made once, and not for each of the many who are passed on at once. */
let context: SecureContext | undefined
/** How long a connection may take until it says what it is for, in ms. */
const BEGIN_MS = 3_000
/** What a connection is for, in bytes. */
const PURPOSE_BYTES_MAX = 64 * 1024 - 1
const LENGTH_BYTES = 2

/** A client by the name of a shared connection and their number there. */
const SharedClient = z.object({ name: z.string().max(64), client: z.int().min(0).max(0xffffffff) })

/** What the one who connects wants. */
const Purpose = z.lazy(() =>
  z.union([
    /**
     * It passes on a socket of a client at this IP address, who can also be answered by a shared connection.
     */
    z.object({
      for: z.literal('client'),
      address: z.string().max(64),
      shared: SharedClient.optional(),
      /** What the process says of the client that had their world before. */
      moved: z.string().optional(),
      /** They are for this process once it leads. */
      forLeader: z.literal(true).optional(),
    }),
    /** It takes answers for many clients, and leads them elsewhere when it is told to. */
    z.object({ for: z.literal('answers'), name: z.string().max(64), moves: z.literal(true).optional() }),
    /** It watches whether the leader lives, and can be reached itself at this address. */
    z.object({ for: z.literal('watch'), address: z.string().max(300) }),
    /** It has in memory what this process changes, under this name of a process. */
    z.object({ for: z.literal('changes'), process: z.string().max(64) }),
    /** It has worlds open, under this name of a process, and lets go of those that are asked for. */
    z.object({ for: z.literal('worlds'), process: z.string().max(64) }),
    /** It only tries whether it can connect. */
    z.object({ for: z.literal('trial') }),
  ]),
)
type Purpose = z.infer<typeof Purpose>
export type ClientPurpose = Omit<Extract<Purpose, { for: 'client' }>, 'for'>
export type AnswersTaker = Omit<Extract<Purpose, { for: 'answers' }>, 'for'>

interface InsideListener {
  close(): void
}

/**
 * Listens for the other processes; `onConnection` gets each with what it is for, and nothing of it read that
 * comes after that. `most`: connections at once. Rejects with Node's error when it cannot listen.
 */
export async function listenInside(
  { host, port }: InsideAddress,
  {
    key,
    most,
    clock,
  }: { readonly key: Uint8Array; readonly most: number; readonly clock: Pick<Clock, 'after'> },
  onConnection: (purpose: Purpose, socket: TLSSocket) => void,
): Promise<InsideListener> {
  const open = new Set<TLSSocket>()
  const server = createServer(
    {
      ...TLS,
      allowHalfOpen: true,
      handshakeTimeout: BEGIN_MS,
      pskCallback: (_, identity) => (identity === IDENTITY ? key : null),
    },
    (socket) => {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      socket.on('error', () => socket.destroy())
      socket.setNoDelay(true)
      readPurpose(socket, clock).then(
        (purpose) => onConnection(purpose, socket),
        () => socket.destroy(),
      )
    },
  )
  server.maxConnections = most
  server.listen(port, host)
  await once(server, 'listening')
  return {
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/**
 * Connects to another process, and says what for. Rejects when it cannot be reached, or is none of this node.
 */
export async function connectInside(
  { host, port }: InsideAddress,
  key: Uint8Array,
  purpose: Purpose,
  clock: Pick<Clock, 'after'>,
): Promise<TLSSocket> {
  const options = {
    host,
    port,
    secureContext: (context ??= createSecureContext(TLS)),
    allowHalfOpen: true,
    pskCallback: () => ({ psk: key, identity: IDENTITY }),
    // There is no certificate: the key says who it is.
    checkServerIdentity: () => undefined,
  }
  const socket = connect(options)
  try {
    await once(socket, 'secureConnect', { signal: signalAfter(clock, BEGIN_MS) })
  } catch (error) {
    socket.on('error', () => undefined)
    socket.destroy()
    throw error
  }
  socket.on('error', () => socket.destroy())
  socket.setNoDelay(true)
  socket.setKeepAlive(true, BEGIN_MS)
  const words = Buffer.from(JSON.stringify(purpose))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt16BE(words.length)
  socket.write(Buffer.concat([length, words]))
  return socket
}

async function readPurpose(socket: TLSSocket, clock: Pick<Clock, 'after'>): Promise<Purpose> {
  const signal = signalAfter(clock, BEGIN_MS)
  const length = (await readExactly(socket, LENGTH_BYTES, signal)).readUInt16BE()
  if (length > PURPOSE_BYTES_MAX) throw new Error('What a connection between processes is for is too long.')
  const words = await readExactly(socket, length, signal)
  return Purpose.parse(JSON.parse(words.toString('utf8')))
}

async function readExactly(socket: TLSSocket, bytes: number, signal: AbortSignal): Promise<Buffer> {
  for (;;) {
    const read: unknown = socket.read(bytes)
    if (Buffer.isBuffer(read)) {
      if (read.length === bytes) return read
      throw new Error('A connection between processes ended before it began.')
    }
    if (socket.readableEnded || socket.destroyed) throw new Error('A connection between processes ended.')
    await once(socket, 'readable', { signal })
  }
}
