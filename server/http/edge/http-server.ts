// Node's HTTP server with bounds on a stranger's connections: how long, how many, and how much. A client over
// the bound on connections is told so.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type ServerOptions as TlsServerOptions,
} from 'node:https'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../../shared/time/clock.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'
import { noteInside } from '../../network/inside-arrival.ts'
import {
  CONNECTION_LIMITS,
  HEADER_BYTES_MAX,
  INSIDE_HEADER_BYTES_MAX,
  PIPELINE_MAX,
  TOLD_FULL_MAX,
  type ConnectionLimits,
} from './http-limits.ts'
import { leadToHttps } from './tls-redirect.ts'

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** The open connections. */
export interface Door {
  /** Whether a socket is one too many. */
  isOver(socket: Duplex): boolean
  /** Open connections, those that are one too many included. */
  count(): number
  /** The most there may be. */
  readonly max: number
}

/** Where people come in to a process. */
export interface Entrance {
  readonly port: number
  /** Lets nobody new in; resolves when all answers were given. */
  close(): Promise<void>
}

/** The certificate and key of https, in PEM. */
interface TlsPair {
  readonly cert: string
  readonly key: string
}

type DoorListeners = (door: Door) => { readonly request: RequestListener; readonly upgrade: UpgradeListener }

interface BoundedServerOptions {
  readonly connectionsMax: number
  readonly clock: Pick<Clock, 'after'>
  /** For https. */
  readonly tls?: TlsPair | null
  /** For the other processes of the node: instead of a certificate. */
  readonly inside?: TlsServerOptions
  /** Tests take shorter ones. */
  readonly limits?: ConnectionLimits
}

/**
 * A server that does not listen yet, for https if there is a certificate; `listeners` get told who is over
 * `connectionsMax`.
 */
export function createBoundedServer(
  listeners: DoorListeners,
  { connectionsMax, clock, tls = null, inside, limits = CONNECTION_LIMITS }: BoundedServerOptions,
): Server | TlsServer {
  const open = new Set<Duplex>()
  const over = new WeakSet<Duplex>()
  const { request, upgrade } = listeners({
    isOver: (socket) => over.has(socket),
    count: () => open.size,
    max: connectionsMax,
  })

  const bounds = {
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    // Others (h2c, which curl and Java offer) may be ignored, says RFC 9110; then the request is answered as
    // it is.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
      inside !== undefined || headers.upgrade?.toLowerCase() === 'websocket',
  }
  const pipeline = boundPipeline(request, limits)
  const { listener } = pipeline
  const server =
    inside !== undefined
      ? createInside({ ...bounds, ...inside }, listener)
      : tls === null
        ? createServer(bounds, listener)
        : createSecure({ ...bounds, ...tls, handshakeTimeout: limits.handshakeMs }, clock, listener)
  server.timeout = limits.silenceMs
  server.maxConnections = connectionsMax + TOLD_FULL_MAX
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Its answer would come before, or within, that of the request.
    if (pipeline.isAnswering(socket)) socket.destroy()
    else upgrade(request, socket, head)
  })
  server.on('clientError', (error, socket) => {
    // Its answer would come before, or within, that of the request; and who does not speak TLS, or not to its
    // end, never gets one.
    const isUnread = 'code' in error && /^(HPE|ERR_HTTP)_/.test(String(error.code))
    if (isUnread && socket.writable && !pipeline.isAnswering(socket)) answerUnread(error, socket)
    else socket.destroy()
  })
  // One for all of them: idle connections are many.
  function forget(this: Duplex): void {
    open.delete(this)
  }
  server.on('connection', (socket: Duplex) => {
    open.add(socket)
    if (tls === null && inside === undefined && open.size > connectionsMax) over.add(socket)
    socket.on('close', forget)
  })
  // Under TLS the socket that requests come by is another one than that which was connected.
  server.on('secureConnection', (socket: Duplex) => {
    if (open.size > connectionsMax) over.add(socket)
  })
  return server
}

/** What Node answers by itself to a request that it cannot read, by its error. */
const UNREAD: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: `431 Request Header Fields Too Large`,
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}
const TOO_MANY_COOKIES = `This browser sends more than ${HEADER_BYTES_MAX / 1024} kB with each request,
which are mostly cookies. Delete the cookies of this address in the browser,
also those of other programs at it, and load the page again.
`

/** As Node does, with words where a person can do something. */
function answerUnread(error: Error, socket: Duplex): void {
  const code = 'code' in error ? String(error.code) : ''
  const text = code === 'HPE_HEADER_OVERFLOW' ? TOO_MANY_COOKIES : ''
  const head = [
    `HTTP/1.1 ${UNREAD[code] ?? '400 Bad Request'}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${text.length}`,
  ]
  socket.end([...head, '', text].join('\r\n'), () => socket.destroy())
}

function createSecure(
  options: TlsServerOptions & { readonly handshakeTimeout: number },
  clock: Pick<Clock, 'after'>,
  listener: RequestListener,
): TlsServer {
  const server = createTlsServer(options, listener)
  leadToHttps(server, clock, options.handshakeTimeout)
  return server
}

/** For requests that other processes pass on, with what they say of where they came in. */
function createInside(options: TlsServerOptions, listener: RequestListener): TlsServer {
  const server = createTlsServer({ ...options, maxHeaderSize: INSIDE_HEADER_BYTES_MAX }, listener)
  server.prependListener('secureConnection', noteInside)
  return server
}

/** Serves another certificate from now on; connections that are open keep theirs. */
export function renew(server: Server | TlsServer, { cert, key }: TlsPair): void {
  if ('setSecureContext' in server) server.setSecureContext({ cert, key })
}

/** Listens to requests, and knows on which connections one is still to be answered. */
interface Pipeline {
  readonly listener: RequestListener
  isAnswering(socket: Duplex): boolean
}

/**
 * Cuts off a connection with too many requests under way. Node takes a whole chunk of them at once, and 64 kB
 * of the shortest ones would hold megabytes.
 */
function boundPipeline(
  listener: RequestListener,
  limits: Pick<ConnectionLimits, 'answerMs' | 'silenceMs'>,
): Pipeline {
  const underWay = new WeakMap<Duplex, number>()
  const count = (socket: Duplex, change: number) => {
    const requests = (underWay.get(socket) ?? 0) + change
    underWay.set(socket, requests)
    return requests
  }
  return {
    isAnswering: (socket) => (underWay.get(socket) ?? 0) > 0,
    listener: (request, response) => {
      const { socket } = request
      if (socket.destroyed) return
      response.once('close', () => count(socket, -1))
      waitForAnswer(request, response, limits)
      if (count(socket, 1) > PIPELINE_MAX) socket.destroy()
      else listener(request, response)
    },
  }
}

/** The event of a response whose whole request has waited too long; who hears it answers in words. */
export const OVERDUE = 'overdue'

/**
 * Silence on a connection is its client's, unless a whole request waits for an answer: a database that is
 * away for some seconds is a pause, and whoever asks meanwhile is answered after it.
 */
function waitForAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { answerMs, silenceMs }: Pick<ConnectionLimits, 'answerMs' | 'silenceMs'>,
): void {
  const { socket } = request
  let left = answerMs / silenceMs
  response.on('timeout', () => {
    left -= 1
    const waits = request.complete && !response.headersSent
    if (waits && left > 0) socket.setTimeout(silenceMs)
    else if (!waits || !response.emit(OVERDUE)) socket.destroy()
  })
}

/**
 * So many connections may wait to be taken: of Node's 511, whole crowds that come back at once lose some, and
 * kernels try those again after 1 and 3 s.
 */
const BACKLOG = 4096

/**
 * Starts to listen; rejects with Node's error (`EADDRINUSE`, ...) when that is not possible. Resolves with
 * the port.
 */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, BACKLOG, resolve)
  await promise
  server.off('error', reject)
  const address = server.address()
  return typeof address === 'object' && address ? address.port : port
}

/** How often connections that have nothing more to say are looked for, in ms, when a server closes. */
const IDLE_LOOK_MS = 50

/** Stops listening and waits until every connection is closed, `graceMs` at most; then cuts off the rest. */
export async function close(server: Server, graceMs: number, clock: Pick<Clock, 'after'>): Promise<void> {
  const closed = new Promise<'closed'>((resolve) => server.close(() => resolve('closed')))
  // A browser keeps connections for later; those have nothing more to say, also once they got their last
  // answer.
  const endLook = repeat(() => server.closeIdleConnections(), { everyMs: IDLE_LOOK_MS, clock })
  if ((await withinTime(clock, graceMs, closed, 'late')) === 'late') server.closeAllConnections()
  endLook()
}
