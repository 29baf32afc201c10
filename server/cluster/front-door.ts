// Where clients come in to a process that is one of several. In the process that leads they go to its own server.
// The others pass each socket on to that one, as bytes: so they need to know nothing of what is said. While nobody
// leads, clients wait; nothing of theirs is read before somebody takes them, so nothing is lost.
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer, type Server as SocketServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { InsideAddress } from '../network/inside-address.ts'
import { connectInside } from './inside-link.ts'

/** How long a client waits for somebody to lead, in ms: longer than it takes to notice that nobody does. */
const WAIT_MS = 25_000
/** After so long a client that could not be passed on is tried again, in ms. */
const AGAIN_MS = 200
/** For a client of plain http that waited for too long. */
const NOBODY_LEADS =
  'HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\n' +
  'connection: close\r\n\r\nThis node is changing machines. Try again in a moment.\n'

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
  isTried: boolean
}

export class FrontDoor {
  readonly #server: SocketServer
  readonly #isEncrypted: boolean
  readonly #open = new Set<Socket>()
  readonly #waiting = new Map<Socket, WaitingClient>()
  /** The other ends of clients that are passed on. */
  readonly #passed = new Set<TLSSocket>()
  /** Clients that other processes passed on, and their addresses by where they come from. */
  readonly #taken = new WeakSet<Socket>()
  readonly #addresses = new Map<string, string>()
  #onward: Onward | null = null
  #http: Server | null = null
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
    for (const passed of this.#passed) passed.destroy()
    for (const socket of this.#waiting.keys()) void this.#pass(socket)
  }

  /** From now on clients are served by this server, on this door's port. */
  async serve(http: Server): Promise<void> {
    this.passTo(null)
    http.on('connection', (socket: Socket) => {
      if (!this.#taken.has(socket)) this.#note(socket)
    })
    http.prependListener('secureConnection', (socket: Socket) => {
      const address = this.#addresses.get(senderOf(socket))
      if (address !== undefined) setAddress(socket, address)
    })
    // It takes over the socket that listens: from here on no client comes by way of this door.
    http.listen(this.#server)
    await once(http, 'listening')
    this.#http = http
    for (const socket of this.#waiting.keys()) {
      this.#forget(socket)
      http.emit('connection', socket)
      socket.resume()
    }
  }

  /** A client that came in at another process; it is cut off while this one does not serve. */
  take(socket: TLSSocket, address: string): void {
    const http = this.#http
    if (http === null) {
      socket.destroy()
      return
    }
    // With https the server makes a socket of its own of it, which has the same sender.
    const sender = senderOf(socket)
    this.#addresses.set(sender, address)
    socket.once('close', () => this.#addresses.delete(sender))
    this.#taken.add(socket)
    setAddress(socket, address)
    // It is encrypted between the processes; whether the client encrypts is another matter.
    Object.defineProperty(socket, 'encrypted', { value: false })
    http.emit('connection', socket)
  }

  /** Lets nobody in any more, and cuts off who is passed on or waits. */
  close(): void {
    if (this.#http === null) this.#server.close()
    for (const socket of this.#waiting.keys()) socket.destroy()
    this.passTo(null)
  }

  #note(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }

  #came(socket: Socket): void {
    this.#note(socket)
    const giveUp = setTimeout(() => this.#refuse(socket), WAIT_MS)
    this.#waiting.set(socket, { giveUp, isTried: false })
    socket.on('error', () => socket.destroy())
    socket.once('close', () => this.#forget(socket))
    void this.#pass(socket)
  }

  #forget(socket: Socket): void {
    clearTimeout(this.#waiting.get(socket)?.giveUp)
    this.#waiting.delete(socket)
  }

  #refuse(socket: Socket): void {
    if (this.#isEncrypted) socket.destroy()
    else socket.end(NOBODY_LEADS, () => socket.destroy())
  }

  async #pass(socket: Socket): Promise<void> {
    const [onward, waiting, address] = [this.#onward, this.#waiting.get(socket), socket.remoteAddress]
    if (onward === null || waiting === undefined || waiting.isTried || address === undefined) return
    waiting.isTried = true
    const passed = await connectInside(onward.address, onward.key, { for: 'client', address }).catch(
      () => null,
    )
    waiting.isTried = false
    if (passed === null || this.#onward !== onward || !this.#waiting.has(socket)) {
      passed?.destroy()
      setTimeout(() => void this.#pass(socket), AGAIN_MS)
      return
    }
    this.#forget(socket)
    this.#passed.add(passed)
    passed.once('close', () => {
      this.#passed.delete(passed)
      socket.destroySoon()
    })
    pipeline(socket, passed, () => undefined)
    pipeline(passed, socket, () => undefined)
  }
}

/** Where a socket comes from: no two that are open come from the same. */
const senderOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

/** From now on a socket says that it comes from the address of the client whose bytes it carries. */
const setAddress = (socket: Socket, address: string): void =>
  void Object.defineProperty(socket, 'remoteAddress', { value: address })
