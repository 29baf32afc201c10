// How bytes come from a client and go to them.
import type { Socket } from 'node:net'
import type { LargeSends } from './large-sends.ts'
import { weightOf, type OutgoingMessage } from './outgoing-message.ts'

/** A wire's reaction to what happens to its stream. */
export interface TransportListener {
  read(bytes: Buffer): void
  /** Nothing more comes. */
  ended(): void
  /** Hardly anything that was sent waits any more. */
  drained(): void
  closed(): void
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

export class SocketTransport {
  readonly stream: Socket
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

  /**
   * Calls back when the network has taken what was sent: for frames that cannot stand within a message, and
   * need not stand behind many.
   */
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

  /** Bytes that were sent and not yet taken by the network, and the memory of each message that waits. */
  get queued(): number {
    const { unsent = 0, messages = [] } = this.#backlog ?? {}
    return this.stream.writableLength + weightOf(unsent, messages.length)
  }

  /** Bytes that ever came in and went out. */
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
