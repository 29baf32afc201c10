// How bytes come from a client and go to them. Usually by one socket; a client who came in at another process
// of this node is sent to together with the others there.
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { LargeSends } from './large-sends.ts'
import { weightOf, type OutgoingMessage } from './outgoing-message.ts'

/** How the answer to an upgrade begins. */
const SWITCHED = Buffer.from('HTTP/1.1 101 ')

/** What a wire needs of it. */
export interface ClientTransport {
  /** What is for this client alone is written to it. */
  readonly stream: Duplex
  /** Tells what happens from now on. */
  listen(listener: TransportListener): void
  send(message: OutgoingMessage): void
  /**
   * Calls back when the network has taken what was sent: for frames that cannot stand within a message, and
   * need not stand behind many.
   */
  afterwards(act: () => void): void
  /** Bytes that were sent and not yet taken by the network, and the memory of each message that waits. */
  readonly queued: number
  /** Bytes that ever came in and went out. */
  readonly bytesIn: number
  readonly bytesOut: number
  /** How the client goes on at another process; null: they come again. */
  readonly mover: ClientMover | null
}

/** A wire's reaction to what happens to its stream. */
export interface TransportListener {
  read(bytes: Buffer): void
  /** Nothing more comes. */
  ended(): void
  /** Hardly anything that was sent waits any more. */
  drained(): void
  closed(): void
}

/** How a client goes on at another process without noticing. */
export interface ClientMover {
  /** Their socket came in at another process. */
  readonly isElsewhere: boolean
  /**
   * Nothing more of the client comes here after the next end of a message. A ping with this follows it.
   */
  hold(fence: Buffer): void
  /**
   * Nothing more will be sent: the client goes on at the process that is reached there, with this state.
   * Null: at the one that leads, once there is one.
   */
  move(to: string | null, state: string): void
}

/** A client, as they are led to the process that has what they want. */
export interface ArrivedClient {
  /** What they say comes by it. */
  readonly source: Duplex
  readonly outlet: Outlet
  /** They come from another process that had their world, which says this of them. */
  readonly moved: string | null
}

/**
 * The way to a client who came in at another process, which that one has in common with other clients there.
 */
export interface Outlet {
  /** The same buffer, sent to several clients in a row, goes to that process once. */
  send(bytes: Buffer): void
  /** Nothing more will be sent. */
  end(): void
  /** Whatever was sent is in vain. */
  cut(): void
  onDrained(told: () => void): void
  /** The process cannot be reached any more. */
  onLost(told: () => void): void
  readonly queued: number
  readonly bytesOut: number
  readonly mover: ClientMover | null
}

/** As much is sent in a turn. */
const TURN_BYTES = 256 * 1024
/** Longer messages are gathered until all that is sent at the moment is there. */
const GATHERED_BYTES = 1024

/** Messages that are sent in turns: more than the socket takes at once, and whatever follows it. */
interface Backlog {
  readonly messages: OutgoingMessage[]
  /** As much of the first was sent, and as much of all is left. */
  sent: number
  unsent: number
  /** To be done once all are sent. */
  readonly acts: (() => void)[]
}

const TRANSPORT = Symbol('transport')

/** A socket knows its transport, so that all sockets share their listeners. */
interface ClientSocket extends Socket {
  [TRANSPORT]?: SocketTransport
}

export class SocketTransport implements ClientTransport {
  readonly stream: Socket
  readonly mover = null
  readonly #largeSends: LargeSends
  #listener: TransportListener | null = null
  #backlog: Backlog | null = null

  constructor(socket: ClientSocket, largeSends: LargeSends) {
    this.stream = socket
    this.#largeSends = largeSends
    socket[TRANSPORT] = this
    // Its silence is looked after elsewhere.
    socket.setTimeout(0)
    socket.setNoDelay(true)
    socket.on('drain', onDrain)
    socket.on('close', onClose)
  }

  get listener(): TransportListener | null {
    return this.#listener
  }

  listen(listener: TransportListener): void {
    this.#listener = listener
    // The end of a socket follows its error, and is what counts.
    this.stream.on('error', ignore).on('end', onEnd).on('data', onData)
  }

  send(message: OutgoingMessage): void {
    const { framed } = message
    const { stream } = this
    if (this.#backlog === null && !stream.writableNeedDrain && framed.length <= TURN_BYTES) {
      if (framed.length > GATHERED_BYTES) this.#gather()
      stream.write(framed)
      return
    }
    const backlog = this.#waiting()
    backlog.messages.push(message)
    backlog.unsent += framed.length
    if (backlog.messages.length === 1 && !stream.writableNeedDrain) this.#largeSends.ask(this)
  }

  #gather(): void {
    if (this.stream.writableCorked > 0) return
    this.stream.cork()
    process.nextTick(() => this.stream.uncork())
  }

  afterwards(act: () => void): void {
    if (this.#backlog === null && !this.stream.writableNeedDrain) act()
    else this.#waiting().acts.push(act)
  }

  #waiting(): Backlog {
    return (this.#backlog ??= { messages: [], sent: 0, unsent: 0, acts: [] })
  }

  sendTurn(): void {
    const backlog = this.#backlog
    if (backlog === null) return
    this.stream.cork()
    for (let left = TURN_BYTES; left > 0 && backlog.messages.length > 0;)
      left -= this.#sendPart(backlog, left)
    this.stream.uncork()
    if (backlog.messages.length === 0) {
      this.#backlog = null
      for (const act of backlog.acts) act()
    }
    // Otherwise it goes on when the network took that.
    if (!this.stream.writableNeedDrain) this.drained()
  }

  /** Sends at most so much of the first message; answers how much that was. */
  #sendPart(backlog: Backlog, bytesMax: number): number {
    const framed = backlog.messages[0]?.framed ?? Buffer.of()
    const part = framed.subarray(backlog.sent, backlog.sent + bytesMax)
    this.stream.write(part)
    backlog.sent += part.length
    backlog.unsent -= part.length
    if (backlog.sent === framed.length) {
      backlog.messages.shift()
      backlog.sent = 0
    }
    return part.length
  }

  /** The network took what was sent. */
  drained(): void {
    if (this.#backlog !== null) return this.#largeSends.ask(this)
    this.#largeSends.done(this)
    this.#listener?.drained()
  }

  closed(): void {
    this.#backlog = null
    this.#largeSends.done(this)
    this.#listener?.closed()
  }

  get queued(): number {
    const { unsent = 0, messages = [] } = this.#backlog ?? {}
    return this.stream.writableLength + weightOf(unsent, messages.length)
  }

  get bytesIn(): number {
    return this.stream.bytesRead
  }

  get bytesOut(): number {
    return this.stream.bytesWritten - this.stream.writableLength
  }
}

function ignore(): void {}

function onData(this: ClientSocket, bytes: Buffer): void {
  this[TRANSPORT]?.listener?.read(bytes)
}

function onEnd(this: ClientSocket): void {
  this[TRANSPORT]?.listener?.ended()
}

function onDrain(this: ClientSocket): void {
  this[TRANSPORT]?.drained()
}

function onClose(this: ClientSocket): void {
  this[TRANSPORT]?.closed()
}

export class SharedTransport implements ClientTransport {
  readonly stream: SharedStream
  readonly #outlet: Outlet
  /** To be done once the client has taken what was sent. */
  #acts: (() => void)[] = []
  #bytesIn = 0

  constructor({ source, outlet, moved }: ArrivedClient) {
    this.#outlet = outlet
    source.on('data', (bytes: Buffer) => (this.#bytesIn += bytes.length))
    this.stream = new SharedStream(source, outlet, moved !== null)
  }

  send(message: OutgoingMessage): void {
    this.#outlet.send(message.framed)
  }

  afterwards(act: () => void): void {
    if (this.#outlet.queued === 0) act()
    else this.#acts.push(act)
  }

  listen(listener: TransportListener): void {
    this.#outlet.onDrained(() => {
      for (const act of this.#acts.splice(0)) act()
      listener.drained()
    })
    this.stream.on('error', ignore)
    this.stream.on('end', () => listener.ended())
    this.stream.on('close', () => listener.closed())
    this.stream.on('data', (bytes: Buffer) => listener.read(bytes))
  }

  get queued(): number {
    return this.#outlet.queued
  }

  get bytesIn(): number {
    return this.#bytesIn
  }

  get bytesOut(): number {
    return this.#outlet.bytesOut
  }

  get mover(): ClientMover | null {
    return this.#outlet.mover
  }
}

/** Reads from a source of its own, and writes to an outlet. */
class SharedStream extends Duplex {
  readonly #source: Duplex
  readonly #outlet: Outlet
  /** The answer to the upgrade is still to come; who was moved has had it. */
  #isUnanswered: boolean

  constructor(source: Duplex, outlet: Outlet, isMoved: boolean) {
    super()
    this.#source = source
    this.#outlet = outlet
    this.#isUnanswered = isMoved
    source.on('data', (bytes: Buffer) => {
      if (!this.push(bytes)) source.pause()
    })
    source.on('end', () => this.push(null))
    source.on('error', () => this.destroy())
    source.on('close', () => this.destroy())
    outlet.onLost(() => this.destroy())
  }

  override _read(): void {
    this.#source.resume()
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (!this.#isUnanswered) this.#outlet.send(bytes)
    else if (!bytes.subarray(0, SWITCHED.length).equals(SWITCHED)) return done(new Error('It was refused.'))
    this.#isUnanswered = false
    done()
  }

  override _final(done: () => void): void {
    this.#outlet.end()
    done()
  }

  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    if (!this.writableFinished) this.#outlet.cut()
    this.#source.destroy()
    done(null)
  }
}
