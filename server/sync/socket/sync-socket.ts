// A connection's view of its socket, so that a test can put a simulated network in its place; and the real
// one.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Clock } from '../../../shared/time/clock.ts'
import { FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import type { ClientTransport } from './client-transport.ts'
import type { OutgoingMessage } from './outgoing-message.ts'

export interface SyncSocket {
  send(message: OutgoingMessage): void
  /** Says goodbye; the other side has a moment to take what was sent. */
  close(code: number, reason: string): void
  /** Cuts the line. */
  cut(): void
  /** Asks whether somebody is still there; an answer is heard as `pong`. */
  ping(): void
  /** Stops and goes on reading what comes in. */
  pause(): void
  resume(): void
  /** Bytes that were sent and not yet taken by the network. */
  readonly queued: number
  /** Bytes that ever came in and went out. */
  readonly bytesIn: number
  readonly bytesOut: number
  /** How the client goes on at another process; without it, they come again. */
  readonly mover?: SocketMover | null
}

/** Brings a client to another process of the node, who does not notice. */
interface SocketMover {
  /** The client's socket came in at another process. */
  readonly isElsewhere: boolean
  /** Nothing more comes in, which is told by `stopped`. */
  stop(): void
  /**
   * The client goes on at the process that is reached there, which gets this state; null: at the one that
   * leads.
   */
  move(to: string | null, state: string): void
}

/** A connection's reaction to its socket's events. */
export interface SocketListener {
  message(frame: Uint8Array): void
  /** A frame of text, which this protocol has not. */
  text(): void
  /** Bytes came in that are not yet a whole frame. */
  bytes(): void
  pong(): void
  /** The queue is empty again. */
  drained(): void
  closed(): void
  /** All that came before the client was stopped was told. */
  stopped?(): void
}

/**
 * How long a socket that was told goodbye may take to go, in ms; and how many bytes more of it are read as
 * frames, until the one that says goodbye back.
 */
const GOODBYE_MS = 2000
const GOODBYE_BYTES = 256 * 1024

/** Nobody guesses so many bytes. */
const FENCE_BYTES = 16

/** Longest reason of a goodbye, in bytes (RFC 6455, 5.5: a control frame has 125, two of them the code). */
const REASON_BYTES_MAX = 123
const CUT = '…'

/** As much of a reason as a goodbye has room for: its first sentences, or else its beginning. */
function shortened(reason: string): string {
  if (Buffer.byteLength(reason) <= REASON_BYTES_MAX) return reason
  const room = REASON_BYTES_MAX - Buffer.byteLength(CUT)
  let head = ''
  for (const letter of reason) {
    if (Buffer.byteLength(head + letter) > room) break
    head += letter
  }
  const end = head.lastIndexOf('. ')
  return end > 0 ? head.slice(0, end + 1) : head + CUT
}

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  // A ping may be the mark behind the last message.
  autoPong: false,
  // Twice the largest frame: one that is a little too large is refused in words, not cut.
  maxPayload: 2 * FRAME_BYTES_MAX,
  // A fragment of one byte holds 200: browsers cut the largest frame into 256 at most, a slow network into so
  // many reads.
  maxFragments: 512,
  maxBufferedChunks: 32 * 1024,
})

/** Upgrades a request to a WebSocket; `open` gets its wire, and gives what listens to it. */
export function upgrade(
  request: IncomingMessage,
  transport: ClientTransport,
  head: Buffer,
  clock: Pick<Clock, 'after'>,
  open: (wire: SyncSocket) => SocketListener,
): void {
  server.handleUpgrade(request, transport.stream, head, (ws) => {
    const wire = new SocketWire(ws, transport, clock)
    wire.listen(open(wire))
  })
}

/** A wire over a WebSocket. Frames are written to the socket as they are: framed once, for all readers. */
class SocketWire implements SyncSocket {
  readonly #ws: WebSocket
  readonly #transport: ClientTransport
  readonly #clock: Pick<Clock, 'after'>
  readonly mover: SocketMover | null
  #isClosing = false
  /** A ping with it comes after all that the client sent. */
  #fence: Buffer | null = null
  /** The last ping that is still to be answered. */
  #pinged: Buffer | null = null

  constructor(ws: WebSocket, transport: ClientTransport, clock: Pick<Clock, 'after'>) {
    this.#ws = ws
    this.#clock = clock
    this.#transport = transport
    this.mover = transport.mover && {
      isElsewhere: transport.mover.isElsewhere,
      stop: () => transport.mover?.hold((this.#fence = randomBytes(FENCE_BYTES))),
      move: (to, state) => {
        transport.mover?.move(to, state)
        ws.terminate()
      },
    }
  }

  listen(listener: SocketListener): void {
    this.#ws.on('message', (data, isBinary) => {
      if (!isBinary || !Buffer.isBuffer(data)) listener.text()
      else listener.message(data)
    })
    this.#ws.on('pong', () => listener.pong())
    this.#ws.on('ping', (words) => {
      if (this.#fence?.equals(words) === true) listener.stopped?.()
      else this.#answerPing(words)
    })
    this.#ws.on('close', () => listener.closed())
    // `close` always follows an error, and is the one that counts; but ws would wait 30 s for the other
    // side's answer.
    this.#ws.on('error', () => this.#cutSoon())
    this.#transport.onBytes(() => listener.bytes())
    this.#transport.onDrained(() => listener.drained())
  }

  /** Of pings that come while it has to wait, the last is answered (RFC 6455, section 5.5.3). */
  #answerPing(words: Buffer): void {
    const isWaiting = this.#pinged !== null
    this.#pinged = words
    if (isWaiting) return
    this.#transport.afterwards(() => {
      this.#ws.pong(this.#pinged ?? words, false, () => undefined)
      this.#pinged = null
    })
  }

  send(message: OutgoingMessage): void {
    if (this.#ws.readyState === this.#ws.OPEN && !this.#isClosing) this.#transport.send(message)
  }

  close(code: number, reason: string): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#ws.resume()
    this.#transport.afterwards(() => this.#ws.close(code, shortened(reason)))
    this.#readLittle()
    this.#cutSoon()
  }

  /** Much may be under way to a socket that was closed, and would be kept up to the end of its frame. */
  #readLittle(): void {
    const until = this.bytesIn + GOODBYE_BYTES
    this.#transport.onBytes(() => {
      if (this.bytesIn > until) this.#ws.pause()
    })
  }

  #cutSoon(): void {
    const cancel = this.#clock.after(GOODBYE_MS, () => this.#ws.terminate())
    // Or the timer would hold what the socket held.
    this.#ws.once('close', cancel)
  }

  cut(): void {
    this.#ws.terminate()
  }

  ping(): void {
    this.#transport.afterwards(() => {
      if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping()
    })
  }

  pause(): void {
    this.#ws.pause()
  }

  resume(): void {
    this.#ws.resume()
  }

  get queued(): number {
    return this.#transport.queued
  }

  get bytesIn(): number {
    return this.#transport.bytesIn
  }

  get bytesOut(): number {
    return this.#transport.bytesOut
  }
}
