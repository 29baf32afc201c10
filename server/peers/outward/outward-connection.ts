// One connection to exactly the addresses that were judged: no second lookup takes place in which a name
// could lead elsewhere (DNS rebinding), and no proxy of the environment is asked. On it goes one request over
// HTTP/1.1 (nothing kept for a next one, no cookie, no redirect followed), or one socket. What comes is
// bounded in bytes, in pieces and in memory, and its own word on its length is not believed.
import {
  request as requestPlainly,
  type ClientRequest,
  type ClientRequestArgs,
  type IncomingMessage,
} from 'node:http'
import { request as requestSecurely } from 'node:https'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { connect as connectSecurely, type SecureContext } from 'node:tls'
import { createGunzip } from 'node:zlib'
import { WebSocket, type ClientOptions } from 'ws'
import { DOCUMENT_BYTES_MAX } from '../../../shared/world/limits.ts'
import { networkOf } from '../../network/client-network.ts'
import type { UnfinishedFrames } from '../../sync/connection/unfinished-frames.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { RequestDestination } from './destination.ts'
import { codeOf, OutwardFault, SocketDeclined } from './faults.ts'

/** A body that comes, in bytes: cards, keys, vouchers and records are a few kB. */
export const ANSWER_BYTES_MAX = 1024 * 1024
/** The most that a caller may ask for: a whole document, and its overhead. */
export const TRANSFER_BYTES_MAX = DOCUMENT_BYTES_MAX + ANSWER_BYTES_MAX
/** All headers of an answer, in bytes: as many as we take of others. */
const HEADER_BYTES_MAX = 16 * 1024
/** Answers before the answer (100, 103): none is expected. */
const INTERIM_MAX = 4
/**
 * Pieces that a body comes in: each costs a turn, so that a megabyte in single bytes would take the node for
 * seconds.
 */
const PIECES_MAX = 1_000
/** And one more for so many bytes that may come, which is half of a packet's content. */
const PIECE_BYTES = 512

/** Of many addresses of a name, so many are tried, one after the other. */
const ADDRESSES_TRIED_MAX = 8
/**
 * An address that does not answer for so long is left for the next one, in ms: around the world and back,
 * twice.
 */
const NEXT_ADDRESS_MS = 700

/**
 * Connects, and shakes hands where it is over TLS; rejects with the platform's error, or the signal's reason.
 */
export async function dial(
  { host, port, isSecure, isAddress }: RequestDestination,
  judged: readonly string[],
  signal: AbortSignal,
  secureContext: SecureContext | null,
): Promise<Socket> {
  signal.throwIfAborted()
  const way = {
    host,
    port,
    lookup: answering(judged.slice(0, ADDRESSES_TRIED_MAX)),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
  }
  const socket = isSecure
    ? connectSecurely({
        ...way,
        ...(isAddress ? {} : { servername: host }),
        ...(secureContext === null ? {} : { secureContext }),
        ALPNProtocols: ['http/1.1'],
        minVersion: 'TLSv1.2',
        // Said, so that no variable of the environment turns it off.
        rejectUnauthorized: true,
      })
    : connect(way)
  // Between two users of the socket nobody listens: an error then must not end the process. The next user
  // sees it closed.
  socket.on('error', () => {})
  return new Promise((resolve, reject) => {
    const giveUp = () => socket.destroy(signal.reason as Error)
    const settle = () => signal.removeEventListener('abort', giveUp)
    signal.addEventListener('abort', giveUp, { once: true })
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      settle()
      socket.setNoDelay(true)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('close', () => {
      settle()
      reject(new Error('the connection was closed before it was ready'))
    })
  })
}

/** The name lookup of a socket. It returns these addresses for any name. */
function answering(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }))
  return (name, { all }, tell) => {
    const [first] = answers
    if (all === true) tell(null, answers)
    else if (first === undefined) tell(new Error(`nothing is known of ${name}`), [])
    else tell(null, first.address, first.family)
  }
}

export interface OutwardRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  readonly signal?: AbortSignal
  /** For all of it; 10 s, and more for a large body, unless the caller says otherwise. */
  readonly timeoutMs?: number
  /** Of the answer; 1 MB unless more is expected, `TRANSFER_BYTES_MAX` at most. */
  readonly bytesMax?: number
  /**
   * A node's card, which waits for no other request: two nodes that ask each other, and each read the other's
   * card before they answer, would wait for each other.
   */
  readonly card?: CardOf
  /** Also for the target of a redirect: throws where it may not be gone to. */
  readonly check?: (url: URL) => void
  /** A packed answer is taken, too, and unpacked while it is counted. */
  readonly takesGzip?: boolean
}

/** A node that an admin here let in, or one that nobody decided about: those never hold up the others. */
export type CardOf = 'allowed' | 'unknown'

export interface RequestAnswer {
  readonly status: number
  /** Names in lower case; those that came more than once are joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Where it came from, after redirects. */
  readonly url: URL
}

/**
 * Asks; rejects with a fault, or the platform's error. A redirect's body is not read. The connection is spent
 * afterwards.
 */
export async function askOnce(
  connection: Socket,
  { url, host, isSecure }: RequestDestination,
  { method = 'GET', headers, body, bytesMax = ANSWER_BYTES_MAX, takesGzip = false }: OutwardRequest,
  signal: AbortSignal,
  intake: UnfinishedFrames,
): Promise<RequestAnswer> {
  const request = (isSecure ? requestSecurely : requestPlainly)(url, {
    method,
    headers: {
      'user-agent': 'Inkland',
      ...headers,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      'accept-encoding': takesGzip ? 'gzip' : 'identity',
      connection: 'close',
    },
    createConnection: () => connection,
    maxHeaderSize: HEADER_BYTES_MAX,
    insecureHTTPParser: false,
    signal,
  })
  try {
    const answer = answered(request, host)
    request.end(body)
    const came = await answer
    const status = came.statusCode ?? 0
    const said = headersOf(came)
    const by = networkOf(connection.remoteAddress ?? host)
    const reading = { intake, by, takesGzip }
    const whole = isRedirect(status, said) ? new Uint8Array() : await readBody(came, host, bytesMax, reading)
    return { status, headers: said, body: whole, url }
  } finally {
    // An unwanted answer would go on coming; and an error from ending it is nobody's.
    request.on('error', () => {})
    request.destroy()
    connection.destroy()
  }
}

export const isRedirect = (status: number, headers: RequestAnswer['headers']): boolean =>
  [301, 302, 303, 307, 308].includes(status) && headers['location'] !== undefined

/** Ends a request that is told again and again that its answer will come: that costs nobody but us. */
function boundInterim(request: ClientRequest, host: string): void {
  let interim = 0
  request.on('information', () => {
    interim += 1
    if (interim > INTERIM_MAX)
      request.destroy(new OutwardFault('wrong', `${host} never finished its answer.`))
  })
}

function answered(request: ClientRequest, host: string): Promise<IncomingMessage> {
  boundInterim(request, host)
  return new Promise((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
    request.once('close', () => reject(new Error('the connection was closed before the answer')))
  })
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const said = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) said[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return said
}

const BUSY = 'This node is reading too much from others at once. Try again in a moment.'
const FIRST_BYTES = 16 * 1024
/** How much of an answer, in bytes, is no matter. */
const SMALL_BYTES = 128 * 1024
/** How much is unpacked in one step, in bytes. */
const UNPACKED_BYTES = 64 * 1024

/** All that is being read, of whomever. */
interface BodyReading {
  readonly intake: UnfinishedFrames
  /** The sender: all its answers count together. */
  readonly by: string
  /** A packed answer was asked for. */
  readonly takesGzip: boolean
}

/**
 * Reads the body; rejects with an {@link OutwardFault} where there is more than `bytesMax`, or it ends in the
 * middle, or too much is being read.
 */
async function readBody(
  answer: IncomingMessage,
  host: string,
  bytesMax: number,
  reading: BodyReading | null = null,
): Promise<Uint8Array> {
  const packing = (answer.headers['content-encoding'] ?? 'identity').toLowerCase()
  const isPacked = packing === 'gzip' && reading?.takesGzip === true
  if (packing !== 'identity' && !isPacked) {
    throw new OutwardFault('wrong', `${host} answered in a compressed form that nobody asked for.`)
  }
  if (Number(answer.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(host, bytesMax)
  // Copied as it comes: a million chunks of one byte each would hold a million buffers.
  let body = new Uint8Array(Math.min(FIRST_BYTES, bytesMax))
  let bytes = 0
  let piecesLeft = PIECES_MAX + bytesMax / PIECE_BYTES

  const sending = {
    by: reading?.by ?? host,
    noRoom: () => void answer.destroy(new OutwardFault('busy', BUSY)),
  }

  function countPiece(): OutwardFault | null {
    piecesLeft -= 1
    return piecesLeft < 0
      ? new OutwardFault('wrong', `${host} sent its answer in too many tiny pieces.`)
      : null
  }

  function take(piece: Uint8Array): OutwardFault | null {
    if (bytes + piece.length > bytesMax) return tooLarge(host, bytesMax)
    if (bytes + piece.length > body.length) body = grown(body, bytes + piece.length, bytesMax)
    body.set(piece, bytes)
    bytes += piece.length
    if (body.length > SMALL_BYTES) reading?.intake.note(sending, body.length)
    return null
  }

  const source = isPacked ? unpacked(answer, host, bytesMax) : answer
  await new Promise<void>((resolve, reject) => {
    // Listened to piece by piece: read as a stream, they would be gathered before they could be counted.
    answer.on('data', () => {
      const fault = countPiece()
      if (fault !== null) answer.destroy(fault)
    })
    source.on('data', (piece: Uint8Array) => {
      const fault = take(piece)
      if (fault !== null) source.destroy(fault)
    })
    source.once('error', reject)
    source.once('close', resolve)
  }).finally(() => reading?.intake.note(sending, 0))
  if (!answer.complete) throw new OutwardFault('away', `${host} stopped in the middle of its answer.`)
  return body.subarray(0, bytes)
}

/** What is packed in an answer. There is no more of the answer itself than there may be of that. */
function unpacked(answer: IncomingMessage, host: string, bytesMax: number): Readable {
  const unpacking = createGunzip({ chunkSize: UNPACKED_BYTES })
  let packedBytes = 0
  answer.on('data', ({ length }: Uint8Array) => {
    packedBytes += length
    if (packedBytes > bytesMax) unpacking.destroy(tooLarge(host, bytesMax))
  })
  answer.once('error', (error) => unpacking.destroy(error))
  answer.once('close', () => {
    if (!answer.complete) unpacking.destroy()
  })
  unpacking.once('close', () => answer.destroy())
  return answer.pipe(unpacking)
}

function grown(body: Uint8Array, needed: number, bytesMax: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(bytesMax, Math.max(needed, 2 * body.length)))
  larger.set(body)
  return larger
}

function tooLarge(host: string, bytesMax: number): OutwardFault {
  return new OutwardFault('wrong', `${host} sent more than ${megabytes(bytesMax)} MB.`)
}

const megabytes = (bytes: number): number => Math.ceil((10 * bytes) / (1024 * 1024)) / 10

/** As many pieces of one message as this node takes of anybody: an empty one holds 200 bytes. */
const FRAGMENTS_MAX = 512
/** Reads that a message of the largest size comes in, on a slow network. */
const READS_MAX = 64 * 1024

/** A node that asks for more signs of life than this, and takes none of them, is dropped. */
const PONGS_MAX = 16

export interface Calling {
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly protocols?: readonly string[]
  readonly signal?: AbortSignal
  /** Of one message; 1 MB unless more is expected, `TRANSFER_BYTES_MAX` at most. */
  readonly bytesMax?: number
  /** Begins to count what goes over the line; the answer is called when it has ended. */
  readonly meter?: (connection: Socket) => () => void
}

/** Opens; rejects with a fault, or the platform's error. A redirect is no answer to a socket. */
export async function openLine(
  connection: Socket,
  { url, host }: RequestDestination,
  { headers, protocols = [], bytesMax = ANSWER_BYTES_MAX, meter }: Calling,
  signal: AbortSignal,
  clock: Pick<ServerClock, 'soon'>,
): Promise<WebSocket> {
  // The package's types do not know of the last one.
  const options: ClientOptions & ClientRequestArgs & { readonly maxPendingAutoPongs: number } = {
    headers: { 'user-agent': 'Inkland', ...headers },
    createConnection: () => connection,
    finishRequest: (request) => {
      boundInterim(request, host)
      request.end()
    },
    followRedirects: false,
    maxHeaderSize: HEADER_BYTES_MAX,
    maxPayload: bytesMax,
    maxFragments: FRAGMENTS_MAX,
    maxBufferedChunks: READS_MAX,
    // A message a turn: others are served between ten thousand that came in one packet.
    allowSynchronousEvents: false,
    perMessageDeflate: false,
    maxPendingAutoPongs: PONGS_MAX,
  }
  const line = new WebSocket(url, [...protocols], options)
  try {
    await opened(line, host, signal, clock)
    if (meter !== undefined) connection.once('close', meter(connection))
    return line
  } catch (error) {
    line.terminate()
    throw error
  }
}

/** Resolves when a line is open, and holds back what comes on it until the next turn of the loop. */
function opened(
  line: WebSocket,
  host: string,
  signal: AbortSignal,
  clock: Pick<ServerClock, 'soon'>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error)
    signal.addEventListener('abort', giveUp, { once: true })
    line.once('open', () => {
      signal.removeEventListener('abort', giveUp)
      line.pause()
      clock.soon(() => line.resume())
      resolve()
    })
    // Stays: a line that is given up while it opens still has an error to tell.
    line.on('error', (error) => {
      const isKnown = error instanceof OutwardFault || codeOf(error) !== ''
      reject(isKnown ? error : new OutwardFault('wrong', `${host} does not connect like a node.`, error))
    })
    line.once('unexpected-response', (_request, answer) => {
      readBody(answer, host, HEADER_BYTES_MAX)
        .then((body) => reject(new SocketDeclined(host, answer.statusCode ?? 0, body)))
        .catch(reject)
    })
  })
}
