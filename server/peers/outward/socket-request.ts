// A socket on a connection that stands: opened within the same bounds as a request, or declined by the other
// node in words.
import type { ClientRequestArgs } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket, type ClientOptions } from 'ws'
import { readBody } from './bounded-body.ts'
import type { RequestDestination } from './request-destination.ts'
import { codeOf } from './name-lookup.ts'
import { boundInterim } from './single-request.ts'
import { ANSWER_BYTES_MAX, HEADER_BYTES_MAX } from './outward-bounds.ts'
import { OutwardFault, SocketDeclined } from './outward-fault.ts'
import type { ServerClock } from '../../time/server-clock.ts'

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
