// Where clients come in to a process that is one of several. The process that leads serves them itself. The
// others read their requests, answer some, and pass on the rest one by one (`request-passing.ts`). They pass
// on sockets as bytes, and all that clients say who encrypt, since nothing of that can be read here. While
// nobody leads, clients wait.
//
// What the one that leads sends to many clients of one process goes there once (`shared-sending.ts`), unless
// they encrypt: then it is other bytes for each of them.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer, type Server as SocketServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { InsideAddress } from '../network/inside-address.ts'
import type { Outlet } from '../sync/socket/client-transport.ts'
import { connectInside, type SharedClient } from './inside-link.ts'
import { headOf, RequestPassing } from './request-passing.ts'
import { SharedDelivery } from './shared-delivery.ts'
import { SharedSender } from './shared-sending.ts'

/** How long a client waits for somebody to lead, in ms: longer than it takes to notice that nobody does. */
const WAIT_MS = 25_000
/** After so long a client that could not be passed on is tried again, in ms. */
const AGAIN_MS = 200
/** After so long a shared connection that broke is tried again, in ms. */
const SHARE_AGAIN_MS = 1_000
/** How long a client may take the rest of what was sent once nothing more comes, in ms. */
const REST_MS = 10_000
/** How long a shared connection may still bring something for a client whose own one ended, in ms. */
const LATE_MS = 1_000
/** For a client of plain http that waited for too long. */
const NOBODY_LEADS = 'This node is changing machines. Try again in a moment.\n'
const HEADERS = ['content-type', 'text/plain; charset=utf-8', 'retry-after', '5', 'connection', 'close']
const NOBODY_LEADS_HEAD =
  'HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\n' +
  'connection: close\r\n\r\n'

/** Where clients are passed on to. */
interface Onward {
  readonly address: InsideAddress
  readonly key: Uint8Array
}

interface DoorOptions {
  readonly port: number
  readonly host: string
  /** Most connections at once. */
  readonly most: number
  readonly isEncrypted: boolean
}

/** A client that nobody has taken yet. */
interface WaitingClient {
  readonly giveUp: NodeJS.Timeout
  /** What was read of it already. */
  readonly read: Buffer
  /** This process serves it after all. */
  readonly serve: (http: Server) => void
  isTried: boolean
}

export class FrontDoor {
  readonly #server: SocketServer
  readonly #isEncrypted: boolean
  readonly #open = new Set<Socket>()
  readonly #waiting = new Map<Socket, WaitingClient>()
  /** The other ends of clients that are passed on. */
  readonly #passed = new Set<TLSSocket>()
  /** Likewise of those that are passed on to processes which do not lead. */
  readonly #passedAside = new Set<TLSSocket>()
  /** Clients that other processes passed on, and their addresses by where they come from. */
  readonly #taken = new WeakSet<Duplex>()
  readonly #addresses = new Map<string, string>()
  /** Processes that take answers for many clients, by the names of those connections. */
  readonly #senders = new Map<string, SharedSender>()
  /** Those clients that can be answered so, as long as they were not answered otherwise. */
  readonly #outlets = new WeakMap<Duplex, () => Outlet>()
  /** Clients that are passed on are answered by it. */
  #sharing: Promise<SharedAnswers | null> = Promise.resolve(null)
  /** Likewise those that are passed on to processes which do not lead, by where these are reached. */
  readonly #sharings = new Map<string, Promise<SharedAnswers | null>>()
  #onward: Onward | null = null
  #http: Server | null = null
  /** Reads what clients say who do not encrypt. */
  #edge: Server | null = null
  readonly #passing = new RequestPassing({
    reach: (address, isWanted) => this.#reach(address, isWanted),
    refuse: (response) => void response.writeHead(503, HEADERS).end(NOBODY_LEADS),
  })
  readonly port: number

  private constructor(
    server: SocketServer,
    { port, isEncrypted }: Pick<DoorOptions, 'port' | 'isEncrypted'>,
  ) {
    this.#server = server
    this.#isEncrypted = isEncrypted
    this.port = port
    server.on('connection', (socket) => this.#came(socket))
  }

  /** Rejects with Node's error when it cannot listen. */
  static async listen({ port, host, most, isEncrypted }: DoorOptions): Promise<FrontDoor> {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true })
    server.maxConnections = most
    server.listen(port, host)
    await once(server, 'listening')
    const at = server.address()
    return new FrontDoor(server, { port: typeof at === 'object' && at ? at.port : port, isEncrypted })
  }

  /** Sockets that came in here. */
  get count(): number {
    return this.#open.size
  }

  /** From now on clients are passed on; null: they wait. Those that were passed on elsewhere are cut off. */
  passTo(onward: Onward | null): void {
    this.#onward = onward
    void this.#sharing.then((sharing) => sharing?.delivery.close())
    this.#sharing = onward === null || this.#isEncrypted ? Promise.resolve(null) : this.#share(onward)
    for (const passed of this.#passed) passed.destroy()
    for (const socket of this.#waiting.keys()) void this.#pass(socket)
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
    for (const [socket, waiting] of this.#waiting) {
      this.#forget(socket)
      waiting.serve(http)
    }
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

  /** Likewise an upgrade, with all that comes after it. */
  passUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (this.#http !== null) return void this.#http.emit('upgrade', request, socket, head)
    socket.setTimeout(0)
    this.#wait(socket, Buffer.concat([headOf(request), head]), (http) =>
      http.emit('upgrade', request, socket, head),
    )
  }

  /** Likewise to a process that does not lead; if that fails, the client comes again. */
  async passUpgradeTo(to: Onward, request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const address = socket.remoteAddress
    if (address === undefined) return void socket.destroy()
    socket.setTimeout(0)
    socket.on('error', () => socket.destroy())
    const sharing = this.#isEncrypted ? null : await this.#sharingWith(to)
    const shared = sharing && { name: sharing.name, client: sharing.delivery.nextNumber() }
    const asked = { for: 'client', address, ...(shared && { shared }) } as const
    const passed = await connectInside(to.address, to.key, asked).catch(() => null)
    if (passed === null || socket.destroyed) {
      passed?.destroy()
      return void socket.destroy()
    }
    this.#passedAside.add(passed)
    passed.once('close', () => this.#passedAside.delete(passed))
    passed.write(Buffer.concat([headOf(request), head]))
    if (shared) sharing?.delivery.add(shared.client, socket)
    join(socket, passed, () => shared !== null && sharing?.delivery.isUsed(shared.client) === true)
  }

  /** Whether another process passed on this client. */
  isTaken(socket: Duplex): boolean {
    return this.#taken.has(socket)
  }

  /** A process that takes answers for many clients of its. */
  takeAnswers(socket: TLSSocket, name: string): void {
    this.#senders.set(name, new SharedSender(socket, () => this.#senders.delete(name)))
  }

  /** How a client is answered together with others; null: by their socket. */
  outletOf(socket: Duplex): Outlet | null {
    return this.#outlets.get(socket)?.() ?? null
  }

  /** A client that came in at another process; if this one does not lead, the edge looks at what is asked. */
  take(socket: TLSSocket, address: string, shared?: SharedClient): void {
    const http = this.#http ?? this.#edge
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
    if (answers) this.#outlets.set(socket, () => answers.outlet(shared.client))
    setAddress(socket, address)
    // It is encrypted between the processes; whether the client encrypts is another matter.
    Object.defineProperty(socket, 'encrypted', { value: false })
    http.emit('connection', socket)
  }

  /** Lets nobody in any more, and cuts off who is passed on or waits. */
  close(): void {
    if (this.#http === null) this.#server.close()
    for (const socket of this.#waiting.keys()) socket.destroy()
    for (const passed of this.#passedAside) passed.destroy()
    for (const sharing of this.#sharings.values()) void sharing.then((shared) => shared?.delivery.close())
    this.#edge?.closeAllConnections()
    this.#edge?.close()
    this.passTo(null)
  }

  /** Who asks for pages is answered by their socket. */
  #forgetOutlets(http: Server): void {
    http.on('request', ({ socket }) => this.#outlets.delete(socket))
  }

  #note(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }

  #came(socket: Socket): void {
    this.#note(socket)
    const edge = this.#edge
    if (edge === null) {
      this.#wait(socket, Buffer.alloc(0), (http) => {
        http.emit('connection', socket)
        socket.resume()
      })
    } else {
      socket.on('error', () => socket.destroy())
      edge.emit('connection', socket)
      socket.resume()
    }
  }

  #wait(socket: Socket, read: Buffer, serve: WaitingClient['serve']): void {
    const giveUp = setTimeout(() => this.#refuse(socket), WAIT_MS)
    this.#waiting.set(socket, { giveUp, read, serve, isTried: false })
    socket.on('error', () => socket.destroy())
    socket.once('close', () => this.#forget(socket))
    void this.#pass(socket)
  }

  /** A connection for a client's requests to the process that leads; the server here, if this one leads. */
  async #reach(address: string, isWanted: () => boolean): Promise<TLSSocket | Server | null> {
    const until = performance.now() + WAIT_MS
    while (isWanted() && performance.now() < until) {
      if (this.#http !== null) return this.#http
      const onward = this.#onward
      const passed =
        onward &&
        (await connectInside(onward.address, onward.key, { for: 'client', address }).catch(() => null))
      if (passed !== null && this.#onward === onward) {
        this.#passed.add(passed)
        passed.once('close', () => this.#passed.delete(passed))
        return passed
      }
      passed?.destroy()
      await pause(AGAIN_MS)
    }
    return this.#http
  }

  #forget(socket: Socket): void {
    clearTimeout(this.#waiting.get(socket)?.giveUp)
    this.#waiting.delete(socket)
  }

  #refuse(socket: Socket): void {
    if (this.#isEncrypted) socket.destroy()
    else socket.end(NOBODY_LEADS_HEAD + NOBODY_LEADS, () => socket.destroy())
  }

  /** The shared connection to a process that does not lead; null when there can be none now. */
  #sharingWith({ address, key }: Onward): Promise<SharedAnswers | null> {
    const at = `${address.host} ${address.port}`
    const known = this.#sharings.get(at)
    if (known !== undefined) return known
    const name = randomUUID()
    const forget = (): void => {
      if (this.#sharings.get(at) === sharing) this.#sharings.delete(at)
    }
    const share = async (): Promise<SharedAnswers | null> => {
      const link = await connectInside(address, key, { for: 'answers', name }).catch(() => null)
      if (link === null) forget()
      return link && { name, delivery: new SharedDelivery(link, forget) }
    }
    const sharing = share()
    this.#sharings.set(at, sharing)
    return sharing
  }

  /** Null when there can be none now. */
  async #share(onward: Onward): Promise<SharedAnswers | null> {
    const name = randomUUID()
    const again = (): void => {
      if (this.#onward === onward) this.#sharing = this.#share(onward)
    }
    const link = await connectInside(onward.address, onward.key, { for: 'answers', name }).catch(() => null)
    if (link === null || this.#onward !== onward) {
      link?.destroy()
      setTimeout(again, SHARE_AGAIN_MS)
      return null
    }
    return { name, delivery: new SharedDelivery(link, () => setTimeout(again, SHARE_AGAIN_MS)) }
  }

  async #pass(socket: Socket): Promise<void> {
    const [onward, waiting, address] = [this.#onward, this.#waiting.get(socket), socket.remoteAddress]
    if (onward === null || waiting === undefined || waiting.isTried || address === undefined) return
    waiting.isTried = true
    const sharing = await this.#sharing
    const shared = sharing && { name: sharing.name, client: sharing.delivery.nextNumber() }
    const passed = await connectInside(onward.address, onward.key, {
      for: 'client',
      address,
      ...(shared && { shared }),
    }).catch(() => null)
    waiting.isTried = false
    if (passed === null || this.#onward !== onward || !this.#waiting.has(socket)) {
      passed?.destroy()
      setTimeout(() => void this.#pass(socket), AGAIN_MS)
      return
    }
    this.#forget(socket)
    this.#passed.add(passed)
    if (waiting.read.length > 0) passed.write(waiting.read)
    if (shared) sharing?.delivery.add(shared.client, socket)
    passed.once('close', () => this.#passed.delete(passed))
    join(socket, passed, () => shared !== null && sharing?.delivery.isUsed(shared.client) === true)
  }
}

/** The shared connection to the process that leads. */
interface SharedAnswers {
  readonly name: string
  readonly delivery: SharedDelivery
}

/** Joins a client and their connection to the process that leads; `isShared`: another one answers them. */
function join(client: Socket, passed: TLSSocket, isShared: () => boolean): void {
  client.pipe(passed)
  passed.pipe(client, { end: false })
  client.once('close', () => passed.destroy())
  passed.once('end', () => endSoon(client, isShared() ? LATE_MS : 0))
  passed.once('close', () => endSoon(client, isShared() ? LATE_MS : 0))
}

/** Ends a client after so long, in ms, and cuts off one who does not take what was sent. */
function endSoon(client: Socket, afterMs: number): void {
  const end = setTimeout(() => client.end(), afterMs)
  const cut = setTimeout(() => client.destroy(), afterMs + REST_MS)
  client.once('close', () => {
    clearTimeout(end)
    clearTimeout(cut)
  })
}

/** Where a socket comes from: no two that are open come from the same. */
const senderOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

/** From now on a socket says that it comes from the address of the client whose bytes it carries. */
const setAddress = (socket: Socket, address: string): void =>
  void Object.defineProperty(socket, 'remoteAddress', { value: address })
