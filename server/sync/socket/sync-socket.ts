// A connection's view of its socket, so that a test can put a simulated network in its place; and the real
// one.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../../shared/time/clock.ts'
import { TokenBucket } from '../../../shared/time/token-bucket.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import type { SocketTransport, TransportListener } from './client-transport.ts'
import {
  controlFrame,
  FrameReader,
  OPCODE,
  STATUS,
  type FrameLimits,
  type FrameListener,
} from './frame-reader.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { answerTo } from './upgrade-answer.ts'

export interface SyncSocket {
  send(message: OutgoingMessage): void
  /** Calls back when the network has taken what was sent. */
  afterwards(act: () => void): void
  /** Says goodbye; the other side has a moment to take what was sent. */
  close(code: number, reason: string): void
  /** Cuts the line. */
  cut(): void
  /** Asks whether somebody is still there; an answer is heard as `pong`. */
  ping(): void
  /** Stops and goes on reading what comes in. */
  pause(): void
  resume(): void
  /** Bytes that were sent and not yet taken by the network, and the memory of each message that waits. */
  readonly queued: number
  /** Bytes that came of a message that is not whole yet. */
  readonly unfinished: number
  /** Bytes that ever came in and went out. */
  readonly bytesIn: number
  readonly bytesOut: number
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
}

/**
 * How long a socket that was told goodbye may take to go, in ms; and how many bytes more of it are read as
 * frames, until the one that says goodbye back.
 */
const GOODBYE_MS = 2000
const GOODBYE_BYTES = 256 * 1024

/** Most pings and pongs of one connection: a client needs one in some seconds. */
const CONTROL_FRAMES = { perSecond: 10, atOnce: 100 }
const TOO_MANY_PINGS = `More than ${CONTROL_FRAMES.perSecond} pings a second came over this connection.`

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

const LIMITS: FrameLimits = {
  // Twice the largest frame of ours: one that is a little too large is refused in words, not cut.
  bytesMax: 2 * FRAME_BYTES_MAX,
  // Browsers cut the largest message into 256 at most.
  fragmentsMax: 512,
}

/** Upgrades a request to a WebSocket; `open` gets its wire, and gives what listens to it. */
export function upgrade(
  request: IncomingMessage,
  transport: SocketTransport,
  head: Buffer,
  clock: Pick<Clock, 'after' | 'now'>,
  open: (wire: SyncSocket) => SocketListener,
): void {
  const { stream } = transport
  if (!stream.readable || !stream.writable) return void stream.destroy()
  const answer = answerTo(request)
  if (!answer.isTaken) return turnAway(stream, answer.head, clock)
  stream.write(answer.head)
  if (head.length > 0) stream.unshift(head)
  const wire = new SocketWire(transport, clock)
  wire.listen(open(wire))
}

function turnAway(stream: Duplex, answer: string, clock: Pick<Clock, 'after'>): void {
  stream.on('error', () => stream.destroy())
  stream.once(
    'close',
    clock.after(GOODBYE_MS, () => stream.destroy()),
  )
  stream.end(answer)
}

/** A wire over a WebSocket. Messages are written to the socket as they are: framed once, for all readers. */
class SocketWire implements SyncSocket, TransportListener, FrameListener {
  readonly #transport: SocketTransport
  readonly #clock: Pick<Clock, 'after'>
  readonly #reader: FrameReader
  #listener: SocketListener | null = null
  /** Goodbye was said, by the client or to them, or there is nobody any more. */
  #isClosing = false
  readonly #controlFrames: TokenBucket
  /** The last ping that is still to be answered. */
  #pinged: Buffer | null = null
  /** When so many bytes came, no more are read. */
  #readsTo = Infinity
  #cancelCut: (() => void) | null = null

  constructor(transport: SocketTransport, clock: Pick<Clock, 'after' | 'now'>) {
    this.#transport = transport
    this.#clock = clock
    this.#controlFrames = new TokenBucket(CONTROL_FRAMES, () => clock.now())
    this.#reader = new FrameReader(LIMITS, this)
  }

  listen(listener: SocketListener): void {
    this.#listener = listener
    this.#transport.listen(this)
  }

  read(bytes: Buffer): void {
    this.#reader.read(bytes)
    this.#listener?.bytes()
    if (this.bytesIn > this.#readsTo) this.pause()
  }

  message(bytes: Buffer, isBinary: boolean): void {
    if (isBinary) this.#listener?.message(bytes)
    else this.#listener?.text()
  }

  ponged(): void {
    if (this.#takeControlFrame()) this.#listener?.pong()
  }

  pinged(words: Buffer): void {
    if (this.#takeControlFrame() && !this.#isClosing) this.#answerPing(words)
  }

  /** A flood of pings or pongs would take the time of everybody: nothing more is read of it. */
  #takeControlFrame(): boolean {
    if (this.#controlFrames.take()) return true
    this.#reader.stop()
    if (!this.#isClosing) this.#sayGoodbye(CLOSE.bound, TOO_MANY_PINGS)
    return false
  }

  /** Of pings that come while it has to wait, the last is answered (RFC 6455, section 5.5.3). */
  #answerPing(words: Buffer): void {
    const isWaiting = this.#pinged !== null
    this.#pinged = words
    if (isWaiting) return
    this.#transport.afterwards(() => {
      this.#write(OPCODE.pong, this.#pinged ?? words)
      this.#pinged = null
    })
  }

  /** The answer to the client's goodbye is the same; their answer to ours is the end. */
  goodbye(status: number): void {
    if (!this.#isClosing) this.#sayGoodbye(status, '')
    this.#transport.afterwards(() => this.#transport.stream.end())
  }

  broken(status: number): void {
    if (!this.#isClosing) this.#sayGoodbye(status, '')
  }

  ended(): void {
    this.#isClosing = true
    this.#transport.stream.end()
  }

  drained(): void {
    this.#listener?.drained()
  }

  closed(): void {
    this.#isClosing = true
    this.#reader.stop()
    this.#cancelCut?.()
    this.#listener?.closed()
  }

  send(message: OutgoingMessage): void {
    if (!this.#isClosing) this.#transport.send(message)
  }

  afterwards(act: () => void): void {
    this.#transport.afterwards(act)
  }

  close(code: number, reason: string): void {
    if (!this.#isClosing) this.#sayGoodbye(code, shortened(reason))
  }

  #sayGoodbye(status: number, reason: string): void {
    this.#isClosing = true
    this.resume()
    this.#transport.afterwards(() => this.#write(OPCODE.close, goodbyeOf(status, reason)))
    // Much may be under way to a socket that was closed, and would be kept up to the end of its frame.
    this.#readsTo = this.bytesIn + GOODBYE_BYTES
    this.#cancelCut = this.#clock.after(GOODBYE_MS, () => this.cut())
  }

  cut(): void {
    this.#isClosing = true
    this.#reader.stop()
    this.#transport.stream.destroy()
  }

  ping(): void {
    if (!this.#isClosing) this.#transport.afterwards(() => this.#write(OPCODE.ping, Buffer.of()))
  }

  #write(opcode: number, payload: Uint8Array): void {
    const { stream } = this.#transport
    if (stream.writable) stream.write(controlFrame(opcode, payload))
  }

  pause(): void {
    this.#transport.stream.pause()
  }

  resume(): void {
    this.#transport.stream.resume()
  }

  get queued(): number {
    return this.#transport.queued
  }

  get unfinished(): number {
    return this.#reader.unfinished
  }

  get bytesIn(): number {
    return this.#transport.bytesIn
  }

  get bytesOut(): number {
    return this.#transport.bytesOut
  }
}

/** The payload of a goodbye. */
function goodbyeOf(status: number, reason: string): Buffer {
  if (status === STATUS.none) return Buffer.of()
  return Buffer.concat([Buffer.of(status >> 8, status & 0xff), Buffer.from(reason)])
}
