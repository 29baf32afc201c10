// Requests of clients, passed on one by one to the process that leads: each client's over a connection of
// their own, one after the other, so that they are bounded there as if they had come in there.
import { Agent, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { repeat } from '../../shared/time/repeat.ts'
import type { ServerClock } from '../time/server-clock.ts'

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
/** Of these the request's own is needed, since its body is passed on as it comes. */
const OF_REQUESTS = new Set(['transfer-encoding'])

/** How long a client may take nothing of an answer, in ms; and so often it is looked. */
const SILENCE_MS = 6_000
const LOOK_MS = 1_000

/**
 * Where a client's requests go: a connection to the process that leads, or the server here; null: nowhere
 * now.
 */
type Reached = TLSSocket | Server | null

interface RequestPassingOptions {
  /** Waits for somebody to lead as long as `isWanted`. */
  readonly reach: (address: string, isWanted: () => boolean) => Promise<Reached>
  /** Answers a client that waited for too long. */
  readonly refuse: (response: ServerResponse) => void
  readonly clock: ServerClock
}

export class RequestPassing {
  readonly #options: RequestPassingOptions
  readonly #clients = new WeakMap<Socket, PassedClient>()

  constructor(options: RequestPassingOptions) {
    this.#options = options
  }

  pass(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    let client = this.#clients.get(socket)
    if (client === undefined) {
      client = new PassedClient(socket, this.#options)
      this.#clients.set(socket, client)
    }
    client.pass(request, response)
  }
}

class PassedClient {
  readonly #socket: Socket
  readonly #options: RequestPassingOptions
  readonly #agent: OneConnection
  readonly #address: string
  #last: Promise<void> = Promise.resolve()

  constructor(socket: Socket, options: RequestPassingOptions) {
    this.#socket = socket
    this.#options = options
    this.#address = socket.remoteAddress ?? ''
    this.#agent = new OneConnection()
    socket.once('close', () => this.#agent.destroy())
  }

  pass(request: IncomingMessage, response: ServerResponse): void {
    // How long silence may last is said by the process that leads, which knows what was asked; but what it
    // sent may wait here for a client who takes nothing.
    this.#socket.setTimeout(0)
    this.#last = this.#last.then(() => this.#pass(request, response)).catch(() => void this.#socket.destroy())
  }

  /** Resolves when the answer has been written; rejects where it broke off. */
  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (response.destroyed) return
    if (!this.#agent.isOpen) {
      const reached = await this.#options.reach(this.#address, () => !response.destroyed)
      if (response.destroyed) return this.#drop(reached)
      if (reached === null) return this.#options.refuse(response)
      if (!('encrypted' in reached)) return void reached.emit('request', request, response)
      this.#agent.next = reached
    }
    await this.#exchange(request, response)
  }

  #drop(reached: Reached): void {
    if (reached !== null && 'encrypted' in reached) reached.destroy()
  }

  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const { method, url: path, rawHeaders } = request
    // HTTP/1.0 needs no name of a host, which is then judged where the others are.
    const host = request.headers.host === undefined ? ['Host', ''] : []
    const headers = [...host, ...endToEnd(rawHeaders, OF_REQUESTS)]
    const out = ask({ agent: this.#agent, method, path, headers, setHost: false })
    const endWatch = watchTaking(this.#socket, this.#options.clock)
    out.once('error', reject)
    out.flushHeaders()
    out.once('response', (answer) => {
      const isLast = answer.headers.connection?.toLowerCase() === 'close'
      const more = isLast ? ['Connection', 'close'] : []
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, [
        ...endToEnd(answer.rawHeaders),
        ...more,
      ])
      answer.once('error', reject)
      answer.once('aborted', () => reject(new Error('The answer broke off.')))
      answer.pipe(response)
    })
    response.once('close', () => {
      endWatch()
      if (!response.writableFinished) out.destroy()
      resolve()
    })
    request.pipe(out)
    await promise
  }
}

/** Cuts off a client who takes nothing of what waits for them, until the answer is called. */
function watchTaking(socket: Socket, clock: ServerClock): () => void {
  let [taken, since] = [-1, clock.monotonic()]
  const look = (): void => {
    const now = socket.bytesWritten - socket.writableLength
    if (now !== taken || socket.writableLength === 0) [taken, since] = [now, clock.monotonic()]
    else if (clock.monotonic() - since > SILENCE_MS) socket.destroy()
  }
  return repeat(look, { everyMs: LOOK_MS, clock })
}

/** Keeps one connection for one request after the other. */
class OneConnection extends Agent {
  /** The connection for the next request, where none is open. */
  next: TLSSocket | null = null

  constructor() {
    super({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 })
  }

  get isOpen(): boolean {
    return Object.values(this.freeSockets).some((sockets) => sockets?.some(({ destroyed }) => !destroyed))
  }

  override getName(): string {
    return 'leader'
  }

  override createConnection(): Duplex {
    const { next } = this
    if (next === null) throw new Error('No connection was made for this request.')
    this.next = null
    return next
  }
}

/** The headers that go along, as they were written. */
function endToEnd(rawHeaders: readonly string[], also: ReadonlySet<string> = new Set()): string[] {
  const named = rawHeaders.flatMap((header, index) =>
    index % 2 === 0 && header.toLowerCase() === 'connection' ? listed(rawHeaders[index + 1] ?? '') : [],
  )
  const isKept = (name: string): boolean => also.has(name) || (!HOP_BY_HOP.has(name) && !named.includes(name))
  return rawHeaders.filter((_, index) => isKept((rawHeaders[index - (index % 2)] ?? '').toLowerCase()))
}

const listed = (value: string): string[] => value.split(',').map((name) => name.trim().toLowerCase())

/** A request's head as it was sent, for one who reads it anew. */
export function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  )
  return Buffer.from([`${method} ${url} HTTP/${httpVersion}`, ...lines, '', ''].join('\r\n'), 'latin1')
}
