// Brings clients who came in here to another process of the node, in one hop. Their requests go over
// connections that are kept, an upgrade has a connection of its own, which is a pipe from then on. Where the
// other process does not take it, it is as if nothing was asked: nothing of a body was sent, and an upgrade
// was not answered.
import { Agent, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Clock } from '../../shared/time/clock.ts'
import { writeInsideAddress, type InsideAddress } from '../network/inside-address.ts'
import { insideHeaders } from '../network/inside-arrival.ts'
import type { ClosingPace } from '../time/closing-pace.ts'
import { connectInside } from './inside-link.ts'

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

export class ClientPassing {
  readonly #key: Uint8Array
  readonly #clock: Pick<Clock, 'after'>
  readonly #agent: KeptConnections
  /** The connections by which clients are passed on, by where they lead. */
  readonly #lines = new Map<string, Set<TLSSocket>>()
  /** Those of them that are pipes. */
  readonly #pipes = new Set<TLSSocket>()

  constructor(key: Uint8Array, clock: Pick<Clock, 'after'>) {
    this.#key = key
    this.#clock = clock
    this.#agent = new KeptConnections((to) => this.#connect(to))
  }

  /** Resolves when it is over; false: that process did not take it, and it can be asked again. */
  async passRequest(to: InsideAddress, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const { method = 'GET', url: path, headers, socket } = request
    const hasBody = 'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0
    // HTTP/1.0 needs no name of a host, which is then judged where the others are.
    const sent = [...(headers.host === undefined ? ['Host', ''] : []), ...onward(insideHeaders(request))]
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
  async passUpgrade(
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

/** Keeps connections to other processes for one request after the other. */
class KeptConnections extends Agent {
  readonly #connect: (to: InsideAddress) => TLSSocket

  constructor(connect: (to: InsideAddress) => TLSSocket) {
    super({ keepAlive: true })
    this.#connect = connect
  }

  override createConnection({ host, port }: { readonly host?: string; readonly port?: number }): Duplex {
    return this.#connect({ host: host ?? '', port: Number(port) })
  }
}

/** The headers that go along, as they were written. */
function onward(rawHeaders: readonly string[]): string[] {
  const nameAt = (index: number): string => (rawHeaders[index - (index % 2)] ?? '').toLowerCase()
  const named = rawHeaders.flatMap((value, index) =>
    index % 2 === 1 && nameAt(index) === 'connection' ? value.toLowerCase().split(/\s*,\s*/) : [],
  )
  return rawHeaders.filter((_, index) => !HOP_BY_HOP.has(nameAt(index)) && !named.includes(nameAt(index)))
}

/** The head of an upgrade, for the process that serves it. */
function headOf(request: IncomingMessage): Buffer {
  const headers = insideHeaders(request)
  const lines = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1]}`] : []))
  return Buffer.from([`GET ${request.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'), 'latin1')
}
