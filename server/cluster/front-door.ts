// Where clients come in to a process that is one of several. What it serves itself is served here. Anything
// else goes, in one hop, to the process that leads, or to the one that has a world. Where that one is not
// reached, or does not take it, it is as if nothing was asked: nothing of a body was sent, and an upgrade was
// not answered. Then the door looks again for a while: another process leads soon, or has the world. What
// another process passed on is served here, or not at all.
import { Agent, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { pause } from '../../shared/time/time-limit.ts'
import { writeInsideAddress, type InsideAddress } from '../network/inside-address.ts'
import { insideHeaders, isInside } from '../network/inside-arrival.ts'
import type { ClosingPace } from '../time/closing-pace.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { connectInside } from './inside-link.ts'

/** How long it looks, in ms: longer than it takes to notice that a process was killed. */
const LOOK_MS = 3_000
/** After so long it looks again, in ms. */
const AGAIN_MS = 100

const NOBODY = 'This node is changing machines. Try again in a moment.\n'
const HEADERS = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1', connection: 'close' }
const NOBODY_HEAD = [
  'HTTP/1.1 503 Service Unavailable',
  ...Object.entries(HEADERS).map((pair) => pair.join(': ')),
]

/** They concern one connection, and not what is said over it. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
])

/** The answer of a process that does not serve what it is asked for. */
const ELSEWHERE = 421
const ELSEWHERE_HEADER = 'x-inkland-elsewhere'
/** A pipe whose one end said goodbye has so long for what is on its way, in ms. */
const GOODBYE_MS = 1_000

/** A process that does not serve a request that another one passed on says so. */
export const answerElsewhere = (response: ServerResponse): unknown =>
  response.writeHead(ELSEWHERE, { [ELSEWHERE_HEADER]: '1' }).end()

/** Serves what comes in. */
export interface ClientServer {
  readonly request: (request: IncomingMessage, response: ServerResponse) => void
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** Where something is served; null: nowhere that is known now. */
export type ServingPlace = 'here' | 'leader' | InsideAddress | null

/** `leader`: this process. */
type ReachedPlace = NonNullable<ServingPlace>

export class FrontDoor {
  readonly #key: Uint8Array
  readonly #clock: Pick<ServerClock, 'after' | 'monotonic'>
  /** Requests go over connections that are kept, one after the other. */
  readonly #agent = new Agent({ keepAlive: true })
  /** The connections by which clients are passed on, by where they lead. */
  readonly #lines = new Map<string, Set<TLSSocket>>()
  /** Those of them that are pipes: each upgrade has one. */
  readonly #pipes = new Set<TLSSocket>()
  #leader: InsideAddress | null = null
  #node: ClientServer | null = null

  /** `key`: that the processes of the node share. */
  constructor(key: Uint8Array, clock: Pick<ServerClock, 'after' | 'monotonic'>) {
    this.#key = key
    this.#clock = clock
    this.#agent.createConnection = ({ host = '', port }: { host?: string; port?: number }) =>
      this.#connect({ host, port: Number(port) })
  }

  /** The node, where this process leads; null: another one does, or none. */
  get node(): ClientServer | null {
    return this.#node
  }

  /** This process leads. */
  serve(node: ClientServer): void {
    this.#node = node
  }

  /** The process leads that is reached there; null: none that is known. */
  passTo(leader: InsideAddress | null): void {
    this.#leader = leader
  }

  /** Has the process that leads serve a request. */
  async passRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pass = async (place: ReachedPlace): Promise<boolean> => {
      if (typeof place !== 'string') return this.#passRequestTo(place, request, response)
      this.#node?.request(request, response)
      return true
    }
    const lead = (): Promise<ServingPlace> => Promise.resolve('leader')
    const isServed = await this.#look(request.socket, lead, pass)
    if (isServed || response.destroyed) return
    if (isInside(request.socket)) answerElsewhere(response)
    else response.writeHead(503, HEADERS).end(NOBODY)
  }

  /**
   * Brings an upgrade to where it is served, by `serve` where that is here. `placeOf` is asked again as long
   * as it goes nowhere.
   */
  async passUpgrade(
    [request, socket, head]: readonly [IncomingMessage, Duplex, Buffer],
    placeOf: () => Promise<ServingPlace>,
    serve: ClientServer['upgrade'],
  ): Promise<void> {
    const fail = (): void => void socket.destroy()
    socket.on('error', fail)
    request.socket.setTimeout(0)
    const pass = async (place: ReachedPlace): Promise<boolean> => {
      if (typeof place !== 'string') return this.#passUpgradeTo(place, request, socket, head)
      socket.off('error', fail)
      if (place === 'here') serve(request, socket, head)
      else this.#node?.upgrade(request, socket, head)
      return true
    }
    if ((await this.#look(socket, placeOf, pass)) || socket.destroyed) return
    // Then the process that passed it on looks again.
    if (isInside(socket)) socket.destroy()
    else socket.end([...NOBODY_HEAD, '', NOBODY].join('\r\n'), fail)
  }

  /** That process is none of the node any more: who was passed on to it comes again. */
  lose(address: InsideAddress): void {
    for (const line of this.#lines.get(writeInsideAddress(address)) ?? []) line.destroy()
  }

  /** Closes all pipes at this pace: whose they are come again by another process. */
  leave(pace: Pick<ClosingPace, 'add'>): void {
    for (const line of this.#pipes) pace.add(() => line.destroy())
  }

  close(): void {
    this.#agent.destroy()
    for (const lines of this.#lines.values()) for (const line of lines) line.destroy()
  }

  /** Looks where something goes until it is passed on there; false: it is not, in time. */
  async #look(
    socket: Duplex,
    placeOf: () => Promise<ServingPlace>,
    pass: (place: ReachedPlace) => Promise<boolean>,
  ): Promise<boolean> {
    const until = this.#clock.monotonic() + LOOK_MS
    const isPassed = isInside(socket)
    while (!socket.destroyed) {
      const found = await placeOf().catch(() => null)
      const place = found === 'leader' && this.#node === null ? this.#leader : found
      const isOneHop = typeof place === 'string' || !isPassed
      if (place !== null && isOneHop && !socket.destroyed && (await pass(place))) return true
      if (isPassed || this.#clock.monotonic() > until) return false
      await pause(this.#clock, AGAIN_MS)
    }
    return false
  }

  /** Resolves when it is over; false: that process did not take it, and it can be asked again. */
  async #passRequestTo(
    to: InsideAddress,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const { method = 'GET', url: path, headers, socket } = request
    const hasBody = 'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0
    // HTTP/1.0 needs no name of a host, which is then judged where the others are.
    const sent = [
      ...(headers.host === undefined ? ['Host', ''] : []),
      ...insideHeaders(onward(request.rawHeaders), socket),
    ]
    if ('transfer-encoding' in headers) sent.push('Transfer-Encoding', 'chunked')
    // Then nothing of the body goes to a process that does not take it.
    if (hasBody) sent.push('Expect', '100-continue')
    const out = ask({ ...to, agent: this.#agent, method, path, headers: sent, setHost: false })
    /** Once it is, it may be done, and is asked again only where that does no harm. */
    let isBegun = false
    const { timeout = 0 } = socket
    // How long silence may last is said by the process that serves, which knows what was asked.
    socket.setTimeout(0)
    const leave = (): void => {
      out.destroy()
      resolve(true)
    }
    response.once('close', leave)
    const fail = (): void => {
      const isSafe = !isBegun || ((method === 'GET' || method === 'HEAD') && !response.headersSent)
      if (!isSafe) return void response.destroy()
      response.off('close', leave)
      resolve(false)
    }
    out.once('error', fail)
    out.once('socket', (line) => {
      const begin = (): void => void (isBegun ||= !hasBody)
      if (out.reusedSocket) begin()
      else line.once('secureConnect', begin)
    })
    out.once('continue', () => {
      isBegun = true
      request.pipe(out)
    })
    out.once('response', (answer) => {
      if (answer.statusCode === ELSEWHERE && ELSEWHERE_HEADER in answer.headers) {
        response.off('close', leave)
        resolve(false)
        // One that waits with a body is of no use to the next request.
        if (hasBody) out.destroy()
        else answer.resume()
        return
      }
      isBegun = true
      const isLast = answer.headers.connection?.toLowerCase() === 'close'
      const more = isLast ? ['Connection', 'close'] : []
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, [
        ...onward(answer.rawHeaders),
        ...more,
      ])
      answer.once('error', () => response.destroy())
      this.#watchTaking(answer, response, timeout)
      // Whoever takes nothing of what is left is cut off here.
      answer.once('end', () => socket.setTimeout(timeout))
      answer.pipe(response)
    })
    if (hasBody) out.flushHeaders()
    else out.end()
    return promise
  }

  /** Resolves when the other process has answered; false: it did not. */
  async #passUpgradeTo(
    to: InsideAddress,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<boolean> {
    const line = this.#connect(to)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const leave = (): void => void line.destroy()
    socket.once('close', leave)
    line.write(headOf(request))
    line.write(head)
    line.once('readable', () => resolve(line.readableLength > 0))
    line.once('close', () => resolve(false))
    const isAnswered = (await promise) && !socket.destroyed
    socket.off('close', leave)
    if (!isAnswered) {
      line.destroy()
      return false
    }
    this.#pipes.add(line)
    line.once('close', () => this.#pipes.delete(line))
    this.#join(line, socket)
    this.#join(socket, line)
    return true
  }

  #connect(to: InsideAddress): TLSSocket {
    const line = connectInside(to, this.#key, this.#clock)
    const at = writeInsideAddress(to)
    const lines = this.#lines.get(at) ?? new Set()
    this.#lines.set(at, lines.add(line))
    line.once('close', () => lines.delete(line))
    return line
  }

  /** Cuts off who takes nothing of what waits for them for so long, in ms. */
  #watchTaking(answer: IncomingMessage, response: ServerResponse, withinMs: number): void {
    let endWait = (): void => undefined
    const watch = (before: number): void => {
      endWait = this.#clock.after(withinMs, () => {
        const taken = takenBy(response)
        if (taken === before) response.destroy()
        else watch(taken)
      })
    }
    answer.on('pause', () => watch(takenBy(response)))
    response.on('drain', () => endWait())
    response.once('close', () => endWait())
  }

  /** Who ends has a while for what is on its way; who breaks closes the other side at once. */
  #join(from: Duplex, into: Duplex): void {
    from.pipe(into)
    from.on('error', () => from.destroy())
    from.once('close', () => {
      if (!from.readableEnded) into.destroy()
    })
    from.once('end', () => {
      const cancel = this.#clock.after(GOODBYE_MS, () => {
        from.destroy()
        into.destroy()
      })
      into.once('close', cancel)
    })
  }
}

/** Bytes that the network has taken. */
const takenBy = ({ socket }: ServerResponse): number =>
  socket === null ? 0 : socket.bytesWritten - socket.writableLength

/**
 * The headers that go along, as they were written. Others that `Connection` names go, too: both ends are this
 * program, and nobody takes away by it what a proxy or a process says of where a request comes from.
 */
const onward = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_, index) => !HOP_BY_HOP.has((rawHeaders[index - (index % 2)] ?? '').toLowerCase()))

/** The head of an upgrade, for the process that serves it. */
function headOf(request: IncomingMessage): Buffer {
  const headers = insideHeaders(request.rawHeaders, request.socket)
  const lines = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1]}`] : []))
  return Buffer.from([`GET ${request.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'), 'latin1')
}
