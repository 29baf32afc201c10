// How bytes come from a client and go to them. Usually by one socket; a client who came in at another process
// of this node is sent to together with the others there.
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

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
}

export class SocketTransport implements ClientTransport {
  readonly stream: Socket

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
  readonly #socket: Socket
  readonly #outlet: Outlet

  constructor(socket: Socket, outlet: Outlet) {
    this.#socket = socket
    this.#outlet = outlet
    this.stream = new SharedStream(socket, outlet)
  }

  write(bytes: Buffer): void {
    this.#outlet.send(bytes)
  }

  onBytes(told: () => void): void {
    this.#socket.on('data', told)
  }

  onDrained(told: () => void): void {
    this.#outlet.onDrained(told)
  }

  get queued(): number {
    return this.#outlet.queued
  }

  get bytesIn(): number {
    return this.#socket.bytesRead
  }

  get bytesOut(): number {
    return this.#outlet.bytesOut
  }
}

/** Reads from a socket of its own, and writes to an outlet. */
class SharedStream extends Duplex {
  readonly #socket: Socket
  readonly #outlet: Outlet

  constructor(socket: Socket, outlet: Outlet) {
    super()
    this.#socket = socket
    this.#outlet = outlet
    socket.setTimeout(0)
    socket.on('data', (bytes) => {
      if (!this.push(bytes)) socket.pause()
    })
    socket.on('end', () => this.push(null))
    socket.on('error', () => this.destroy())
    socket.on('close', () => this.destroy())
    outlet.onLost(() => this.destroy())
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#outlet.send(bytes)
    done()
  }

  override _final(done: () => void): void {
    this.#outlet.end()
    done()
  }

  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    if (!this.writableFinished) this.#outlet.cut()
    this.#socket.destroy()
    done(null)
  }
}
