// How bytes come from a client and go to them. Usually by one socket; a client who came in at another process
// of this node is sent to together with the others there.
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { LargeSends } from './large-sends.ts'
import type { OutgoingMessage } from './outgoing-message.ts'

/** How the answer to an upgrade begins. */
const SWITCHED = Buffer.from('HTTP/1.1 101 ')

/** What a wire needs of it. */
export interface ClientTransport {
  /** For the WebSocket, which reads by it, and writes what is for this client alone. */
  readonly stream: Duplex
  send(message: OutgoingMessage): void
  /** Calls back when nothing of a message is still to be sent: for frames that cannot stand within one. */
  afterwards(act: () => void): void
  onBytes(told: () => void): void
  /** Hardly anything that was sent waits any more. */
  onDrained(told: () => void): void
  /** Bytes that were sent and not yet taken by the network. */
  readonly queued: number
  /** Bytes that ever came in and went out. */
  readonly bytesIn: number
  readonly bytesOut: number
  /** How the client goes on at another process; null: they come again. */
  readonly mover: ClientMover | null
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

export class SocketTransport implements ClientTransport {
  readonly stream: Socket
  readonly mover = null
  readonly #largeSends: LargeSends
  /** What is sent in turns: more than the socket takes at once, and whatever follows it. */
  readonly #waiting: OutgoingMessage[] = []
  /** As much of the first was sent. */
  #sent = 0
  #unsent = 0
  readonly #then: (() => void)[] = []
  readonly #toldDrained: (() => void)[] = []

  constructor(socket: Socket, largeSends: LargeSends) {
    this.stream = socket
    this.#largeSends = largeSends
    socket.setNoDelay(true)
    socket.on('drain', () => this.#goOn())
    socket.on('close', () => {
      this.#waiting.length = this.#then.length = this.#unsent = 0
      this.#largeSends.done(this)
    })
  }

  send(message: OutgoingMessage): void {
    const { framed } = message
    if (this.#waiting.length === 0 && !this.stream.writableNeedDrain && framed.length <= TURN_BYTES) {
      if (framed.length > GATHERED_BYTES) this.#gather()
      this.stream.write(framed)
      return
    }
    this.#waiting.push(message)
    this.#unsent += framed.length
    if (this.#waiting.length === 1 && !this.stream.writableNeedDrain) this.#largeSends.ask(this)
  }

  #gather(): void {
    if (this.stream.writableCorked > 0) return
    this.stream.cork()
    process.nextTick(() => this.stream.uncork())
  }

  afterwards(act: () => void): void {
    if (this.#waiting.length === 0) act()
    else this.#then.push(act)
  }

  sendTurn(): void {
    this.stream.cork()
    for (let left = TURN_BYTES; left > 0 && this.#waiting.length > 0;) left -= this.#sendPart(left)
    this.stream.uncork()
    if (this.#waiting.length === 0) for (const act of this.#then.splice(0)) act()
    // Otherwise it goes on when the network took that.
    if (!this.stream.writableNeedDrain) this.#goOn()
  }

  /** Sends at most so much of the first message; answers how much that was. */
  #sendPart(bytesMax: number): number {
    const framed = this.#waiting[0]?.framed ?? Buffer.of()
    const part = framed.subarray(this.#sent, this.#sent + bytesMax)
    this.stream.write(part)
    this.#sent += part.length
    this.#unsent -= part.length
    if (this.#sent === framed.length) {
      this.#waiting.shift()
      this.#sent = 0
    }
    return part.length
  }

  #goOn(): void {
    if (this.#waiting.length > 0) return this.#largeSends.ask(this)
    this.#largeSends.done(this)
    for (const told of this.#toldDrained) told()
  }

  onBytes(told: () => void): void {
    this.stream.on('data', told)
  }

  onDrained(told: () => void): void {
    this.#toldDrained.push(told)
  }

  get queued(): number {
    return this.stream.writableLength + this.#unsent
  }

  get bytesIn(): number {
    return this.stream.bytesRead
  }

  get bytesOut(): number {
    return this.stream.bytesWritten - this.stream.writableLength
  }
}

export class SharedTransport implements ClientTransport {
  readonly stream: SharedStream
  readonly #source: Duplex
  readonly #outlet: Outlet
  #bytesIn = 0

  constructor({ source, outlet, moved }: ArrivedClient) {
    this.#source = source
    this.#outlet = outlet
    source.on('data', (bytes: Buffer) => (this.#bytesIn += bytes.length))
    this.stream = new SharedStream(source, outlet, moved !== null)
  }

  send(message: OutgoingMessage): void {
    this.#outlet.send(message.framed)
  }

  afterwards(act: () => void): void {
    act()
  }

  onBytes(told: () => void): void {
    this.#source.on('data', told)
  }

  onDrained(told: () => void): void {
    this.#outlet.onDrained(told)
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
