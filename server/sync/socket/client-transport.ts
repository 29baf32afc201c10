// How bytes come from a client and go to them. Usually by one socket; a client who came in at another process
// of this node is sent to together with the others there.
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** How the answer to an upgrade begins. */
const SWITCHED = Buffer.from('HTTP/1.1 101 ')

/** What a wire needs of it. */
export interface ClientTransport {
  /** For the WebSocket, which reads by it, and writes what is for this client alone. */
  readonly stream: Duplex
  write(bytes: Buffer): void
  onBytes(told: () => void): void
  /** Nothing that was sent waits any more. */
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

export class SocketTransport implements ClientTransport {
  readonly stream: Socket
  readonly mover = null

  constructor(socket: Socket) {
    this.stream = socket
    socket.setNoDelay(true)
  }

  write(bytes: Buffer): void {
    this.stream.write(bytes)
  }

  onBytes(told: () => void): void {
    this.stream.on('data', told)
  }

  onDrained(told: () => void): void {
    this.stream.on('drain', told)
  }

  get queued(): number {
    return this.stream.writableLength
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

  write(bytes: Buffer): void {
    this.#outlet.send(bytes)
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
