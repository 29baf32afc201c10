// One request on one connection, and its answer: HTTP/1.1, nothing kept for a next one, no cookie, no
// redirect followed.
import { request as requestPlainly, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestSecurely } from 'node:https'
import type { Socket } from 'node:net'
import { readBody } from './bounded-body.ts'
import { networkOf } from '../../network/client-network.ts'
import type { UnfinishedFrames } from '../../sync/connection/unfinished-frames.ts'
import type { RequestDestination } from './request-destination.ts'
import { ANSWER_BYTES_MAX, HEADER_BYTES_MAX, INTERIM_MAX } from './outward-bounds.ts'
import { OutwardFault } from './outward-fault.ts'

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
export function boundInterim(request: ClientRequest, host: string): void {
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
