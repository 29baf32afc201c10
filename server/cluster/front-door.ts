// Where clients come in to a process that is one of several. The process that leads serves them itself. The
// others read their requests, answer some, and pass on the rest one by one (`request-passing.ts`). They pass
// on sockets as bytes, and all that clients say who encrypt, since nothing of that can be read here. While
// nobody leads, clients wait.
//
// What the one that leads sends to many clients of one process goes there once (`shared-sending.ts`), unless
// they encrypt: then it is other bytes for each of them.
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer, type Server as SocketServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { pause } from '../../shared/time/time-limit.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { isSameAddress, parseInsideAddress, type InsideAddress } from '../network/inside-address.ts'
import type { ArrivedClient } from '../sync/socket/client-transport.ts'
import { joined, wayTo, type ClientWay } from './client-way.ts'
import { connectInside, type AnswersTaker, type ClientPurpose } from './inside-link.ts'
import { PassedLines } from './passed-lines.ts'
import { RequestPassing } from './request-passing.ts'
import { LocalLine, RoutedClient, type ClientLine } from './routed-client.ts'
import { SharedLinks, type Onward } from './shared-links.ts'
import { SharedSender } from './shared-sending.ts'
import { WAIT_MS, WaitingClients } from './waiting-clients.ts'

/** After so long a client that could not be passed on is tried again, in ms. */
const AGAIN_MS = 200
/** For a client of plain http that waited for too long. */
const NOBODY_LEADS = 'This node is changing machines. Try again in a moment.\n'
const HEADERS = ['content-type', 'text/plain; charset=utf-8', 'retry-after', '5', 'connection', 'close']
const NOBODY_LEADS_HEAD =
  'HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\n' +
  'connection: close\r\n\r\n'

/** Serves an upgrade of a client. */
type UpgradeServer = (request: IncomingMessage, socket: Socket, head: Buffer) => void

interface DoorOptions {
  readonly port: number
  readonly host: string
  /** Most connections at once. */
  readonly most: number
  readonly isEncrypted: boolean
  /** Where the others reach this process, and the key that they share. */
  readonly inside: { readonly at: string; readonly key: Uint8Array }
  readonly clock: ServerClock
}

export class FrontDoor {
  readonly #server: SocketServer
  readonly #isEncrypted: boolean
  readonly #open = new Set<Socket>()
  readonly #waiting: WaitingClients
  /** Those of them that are just being passed on. */
  readonly #tried = new WeakSet<Socket>()
  /** The other ends of clients that are passed on. */
  readonly #passed = new PassedLines()
  /** Likewise of those that are passed on to processes which do not lead. */
  readonly #passedAside = new PassedLines()
  /** Clients that other processes passed on, and their addresses by where they come from. */
  readonly #taken = new WeakSet<Duplex>()
  readonly #addresses = new Map<string, string>()
  /** Processes that take answers for many clients, by the names of those connections. */
  readonly #senders = new Map<string, SharedSender>()
  /** Clients that can be led elsewhere, as long as they were not answered otherwise. */
  readonly #arrivals = new WeakMap<Duplex, () => ArrivedClient>()
  /** Those of them that had their world at another process before. */
  readonly #moved = new WeakSet<Duplex>()
  readonly #forLeader = new WeakSet<Duplex>()
  readonly #inside: DoorOptions['inside']
  /** By these, other processes answer clients who came in here. */
  readonly #links: SharedLinks
  readonly #clock: ServerClock
  #onward: Onward | null = null
  #http: Server | null = null
  /** Reads what clients say who do not encrypt. */
  #edge: Server | null = null
  readonly #passing: RequestPassing
  readonly port: number

  private constructor(server: SocketServer, { port, isEncrypted, inside, clock }: Omit<DoorOptions, 'host'>) {
    this.#server = server
    this.#isEncrypted = isEncrypted
    this.#inside = inside
    this.#clock = clock
    this.#links = new SharedLinks(clock)
    this.#waiting = new WaitingClients({
      clock,
      refuse: (socket) => this.#refuse(socket),
      pass: (socket) => void this.#pass(socket),
    })
    this.#passing = new RequestPassing({
      reach: (address, isWanted) => this.#reach(address, isWanted),
      refuse: (response) => void response.writeHead(503, HEADERS).end(NOBODY_LEADS),
      clock,
    })
    this.port = port
    server.on('connection', (socket) => this.#came(socket))
  }

  /** Rejects with Node's error when it cannot listen. */
  static async listen(options: DoorOptions): Promise<FrontDoor> {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true })
    server.maxConnections = options.most
    server.listen(options.port, options.host)
    await once(server, 'listening')
    const at = server.address()
    return new FrontDoor(server, { ...options, port: typeof at === 'object' && at ? at.port : options.port })
  }

  /** Sockets that came in here. */
  get count(): number {
    return this.#open.size
  }

  /** From now on clients are passed on; null: they wait. Those that were passed on elsewhere are cut off. */
  passTo(onward: Onward | null): void {
    if (this.#onward !== null) this.#links.end(this.#onward)
    this.#onward = onward
    this.#passed.cutOff(null)
    if (onward !== null) this.#waiting.passAll()
  }

  /** That process is none of the node any more: who was passed on to it comes again. */
  lose(address: InsideAddress): void {
    this.#links.end({ address })
    for (const passed of [this.#passed, this.#passedAside]) passed.cutOff(address)
  }

  /** From now on clients are served by this server, on this door's port. */
  async serve(http: Server): Promise<void> {
    this.passTo(null)
    http.on('connection', (socket: Socket) => {
      if (!this.#taken.has(socket) && !this.#open.has(socket)) this.#note(socket)
    })
    this.#forgetOutlets(http)
    http.prependListener('secureConnection', (socket: Socket) => {
      const address = this.#addresses.get(senderOf(socket))
      if (address !== undefined) setAddress(socket, address)
    })
    // It takes over the socket that listens: from here on no client comes by way of this door.
    http.listen(this.#server)
    await once(http, 'listening')
    this.#http = http
    this.#waiting.serveAll(http)
  }

  /** From now on this server reads what clients say here, and gives back what is to be passed on. */
  readBy(edge: Server): void {
    if (this.#isEncrypted) return
    this.#edge = edge
    this.#forgetOutlets(edge)
  }

  /** Passes on a request that the edge has read, or has it served here, where this process leads by now. */
  passRequest(request: IncomingMessage, response: ServerResponse): void {
    if (this.#http === null) this.#passing.pass(request, response)
    else this.#http.emit('request', request, response)
  }

  /**
   * Likewise an upgrade, with all that comes after it. Until that is done, `place` is called where another
   * process comes to lead: it looks anew where this goes.
   */
  passUpgrade(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    place: (() => void) | null = null,
  ): void {
    if (this.#http !== null) return void this.#http.emit('upgrade', request, socket, head)
    socket.setTimeout(0)
    this.#waiting.wait(socket, {
      request,
      read: head,
      place,
      serve: (http) => http.emit('upgrade', request, socket, head),
    })
  }

  /** Likewise to a process that does not lead. False: it cannot be reached. */
  async passUpgradeTo(to: Onward, request: IncomingMessage, socket: Socket, head: Buffer): Promise<boolean> {
    const way = await this.#wayAside(to, socket, null).catch(() => null)
    if (way === null) return false
    if (socket.destroyed) way.line.destroy()
    const client = this.#route(request, socket)
    client.goTo(joined(way, request, client), head)
    return true
  }

  /** Has a client served here, who can be led elsewhere later. */
  serveUpgrade(serve: UpgradeServer, request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (this.#isEncrypted || this.#taken.has(socket)) return serve(request, socket, head)
    const client = this.#route(request, socket)
    client.goTo(this.#lineHere(client, null), head)
    serve(request, socket, Buffer.alloc(0))
  }

  /** Whether another process passed on this client. */
  isTaken(socket: Duplex): boolean {
    return this.#taken.has(socket)
  }

  /** Whether another process had the world of this client, who is served here from now on. */
  isMoved(socket: Duplex): boolean {
    return this.#moved.has(socket)
  }

  /** Whether they wait for this process to lead. */
  isForLeader(socket: Duplex): boolean {
    return this.#forLeader.has(socket)
  }

  /** A process that takes answers for many clients of its. */
  takeAnswers(socket: TLSSocket, { name, moves }: AnswersTaker): void {
    this.#senders.set(
      name,
      new SharedSender(socket, moves === true, this.#clock, () => this.#senders.delete(name)),
    )
  }

  /** How a client came who was led here; null: by their socket alone. */
  arrivalOf(socket: Duplex): ArrivedClient | null {
    return this.#arrivals.get(socket)?.() ?? null
  }

  /** A client that came in at another process; if this one does not lead, the edge looks at what is asked. */
  take(socket: TLSSocket, { address, shared, ...passed }: ClientPurpose): void {
    const [moved, http] = [passed.moved ?? null, this.#http ?? this.#edge]
    if (http === null) {
      socket.destroy()
      return
    }
    // With https the server makes a socket of its own of it, which has the same sender.
    const sender = senderOf(socket)
    this.#addresses.set(sender, address)
    socket.once('close', () => this.#addresses.delete(sender))
    this.#taken.add(socket)
    const answers = shared && this.#senders.get(shared.name)
    // Made when it is asked for: most clients ask for pages, and are answered by their socket.
    if (answers)
      this.#arrivals.set(socket, () => {
        socket.setTimeout(0)
        return { source: socket, outlet: answers.outlet(shared.client), moved }
      })
    // Nobody answers who could go on.
    else if (moved !== null) return void socket.destroy()
    if (moved !== null) this.#moved.add(socket)
    if (passed.forLeader === true) this.#forLeader.add(socket)
    setAddress(socket, address)
    // It is encrypted between the processes; whether the client encrypts is another matter.
    Object.defineProperty(socket, 'encrypted', { value: false })
    http.emit('connection', socket)
  }

  /** Lets nobody in any more, and cuts off who is passed on or waits. */
  close(): void {
    if (this.#http === null) this.#server.close()
    this.#waiting.close()
    this.#passedAside.cutOff(null)
    this.#links.close()
    this.#edge?.closeAllConnections()
    this.#edge?.close()
    this.passTo(null)
  }

  /** Who asks for pages is answered by their socket. */
  #forgetOutlets(http: Server): void {
    http.on('request', ({ socket }) => this.#arrivals.delete(socket))
  }

  #note(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }

  #came(socket: Socket): void {
    this.#note(socket)
    const edge = this.#edge
    if (edge === null) {
      this.#waiting.wait(socket, {
        request: null,
        read: Buffer.alloc(0),
        place: null,
        serve(http) {
          http.emit('connection', socket)
          socket.resume()
        },
      })
    } else {
      socket.on('error', () => socket.destroy())
      edge.emit('connection', socket)
      socket.resume()
    }
  }

  /** A connection for a client's requests to the process that leads; the server here, if this one leads. */
  async #reach(address: string, isWanted: () => boolean): Promise<TLSSocket | Server | null> {
    const until = this.#clock.monotonic() + WAIT_MS
    while (isWanted() && this.#clock.monotonic() < until) {
      if (this.#http !== null) return this.#http
      const [onward, purpose] = [this.#onward, { for: 'client', address } as const]
      const going = onward && connectInside(onward.address, onward.key, purpose, this.#clock)
      const passed = (await going?.catch(() => null)) ?? null
      if (passed !== null && onward !== null && this.#onward === onward) {
        this.#passed.add({ line: passed, at: onward.address })
        return passed
      }
      passed?.destroy()
      await pause(this.#clock, AGAIN_MS)
    }
    return this.#http
  }

  #refuse(socket: Socket): void {
    if (this.#isEncrypted || this.#moved.has(socket)) socket.destroy()
    else socket.end(NOBODY_LEADS_HEAD + NOBODY_LEADS, () => socket.destroy())
  }

  #route(request: IncomingMessage | null, socket: Socket): RoutedClient {
    return new RoutedClient(socket, this.#clock, async (to, state, client) => {
      if (request === null) throw new Error('Nothing is known of what the client asked for.')
      if (to === null) return this.#leadOn(client, state, request)
      const [address, here] = [parseInsideAddress(to), parseInsideAddress(this.#inside.at)]
      if (address === null) throw new Error('A client was led to no address.')
      if (isSameAddress(address, here)) return this.#serveMoved(client, state, request)
      const way = await this.#wayAside({ address, key: this.#inside.key }, socket, state)
      return joined(way, request, client)
    })
  }

  #lineHere(client: RoutedClient, moved: string | null): ClientLine {
    const local = new LocalLine(client)
    this.#arrivals.set(client.socket, () => ({ source: local.source, outlet: local, moved }))
    return { line: local.source, at: null, isShared: () => false }
  }

  /** Waits for somebody to lead, who serves a client from there on. */
  async #leadOn(client: RoutedClient, state: string, request: IncomingMessage): Promise<ClientLine> {
    const { socket } = client
    const until = this.#clock.monotonic() + WAIT_MS
    // Who led the client on may be the one that leads still, and ends.
    const ending = isSameAddress(this.#onward?.address, client.at) ? this.#onward : null
    while (!socket.destroyed && this.#clock.monotonic() < until) {
      if (this.#http !== null) return this.#serveMoved(client, state, request)
      const onward = this.#onward === ending ? null : this.#onward
      const way = onward && (await this.#wayAside(onward, socket, state, true).catch(() => null))
      if (way !== null && this.#onward === onward) return joined(way, request, client)
      way?.line.destroy()
      await pause(this.#clock, AGAIN_MS)
    }
    throw new Error('Nobody leads.')
  }

  #serveMoved(client: RoutedClient, moved: string, request: IncomingMessage): ClientLine {
    const http = this.#http ?? this.#edge
    if (http === null) throw new Error('Nobody serves here.')
    const line = this.#lineHere(client, moved)
    this.#moved.add(client.socket)
    http.emit('upgrade', request, client.socket, Buffer.alloc(0))
    return line
  }

  #wayTo(to: Onward, socket: Socket, moved: string | null, isForLeader = false): Promise<ClientWay> {
    const links = this.#isEncrypted ? null : this.#links
    return wayTo(to, { socket, moved, isForLeader, links, clock: this.#clock })
  }

  /** A way that is cut off when this process ends. */
  async #wayAside(to: Onward, ...of: [Socket, string | null, isForLeader?: boolean]): Promise<ClientWay> {
    const way = await this.#wayTo(to, ...of)
    this.#passedAside.add(way)
    return way
  }

  async #pass(socket: Socket): Promise<void> {
    const [onward, waiting] = [this.#onward, this.#waiting.get(socket)]
    // Who was led here goes no further.
    if (onward === null || waiting === null || this.#tried.has(socket) || this.#moved.has(socket)) return
    this.#tried.add(socket)
    const way = await this.#wayTo(onward, socket, null).catch(() => null)
    this.#tried.delete(socket)
    if (way === null || this.#onward !== onward || this.#waiting.get(socket) !== waiting) {
      way?.line.destroy()
      return void this.#clock.after(AGAIN_MS, () => void this.#pass(socket))
    }
    this.#waiting.forget(socket)
    this.#passed.add(way)
    const { request, read } = waiting
    const client = this.#route(request, socket)
    client.goTo(joined(way, request, client), read)
  }
}

/** Where a socket comes from: no two that are open come from the same. */
const senderOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

/** From now on a socket says that it comes from the address of the client whose bytes it carries. */
const setAddress = (socket: Socket, address: string): void =>
  void Object.defineProperty(socket, 'remoteAddress', { value: address })
