// A connection's view of its socket, so that a test can put a simulated network in its place; and the real
// one, by `ws`.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket, WebSocketServer, type ServerOptions } from 'ws'
import { TokenBucket } from '../../../shared/time/token-bucket.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { ServerClock } from '../../time/server-clock.ts'

export interface SyncSocket {
  /** Sends frames as one piece. */
  send(...frames: readonly Uint8Array[]): void
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
 * How long a socket that was told goodbye may take to go, in ms; and how many bytes more of it are read,
 * until the goodbye that it says back.
 */
const GOODBYE_MS = 2000
const GOODBYE_BYTES = 256 * 1024

/** Most pings and pongs of one connection: a client needs one in some seconds. */
const CONTROL_FRAMES = { perSecond: 10, atOnce: 100 }
const TOO_MANY_PINGS = `More than ${CONTROL_FRAMES.perSecond} pings a second came over this connection.`
/** The head and the mask of one that a client sends. */
const CONTROL_HEAD_BYTES = 6

/**
 * Messages of more bytes are sent to so few readers at once: a class that opens a large page would fill the
 * network's memory, which everybody on the machine needs. Who takes nothing for so long, in ms, gives their
 * place away.
 */
const LARGE_BYTES = 256 * 1024
const LARGE_AT_ONCE = 16
const STALL_MS = 250

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

/** The package's types do not know of the last three. */
const OPTIONS: ServerOptions & {
  readonly closeTimeout: number
  readonly maxFragments: number
  readonly maxPendingAutoPongs: number
} = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  skipUTF8Validation: true,
  // Twice the largest frame of ours: one that is a little too large is refused in words, not cut.
  maxPayload: 2 * FRAME_BYTES_MAX,
  closeTimeout: GOODBYE_MS,
  // Browsers cut the largest message into 256 at most.
  maxFragments: 512,
  // Who asks for more signs of life, and takes none of them, is dropped.
  maxPendingAutoPongs: 16,
}

/** A message that waits takes so much memory beside its bytes. */
const EACH_BYTES = 256

/** What so many messages take, of so many bytes in all, while they wait. */
export const weightOf = (bytes: number, messages: number): number => bytes + messages * EACH_BYTES

/** What is sent at once is one piece up to so many bytes: a larger one would be copied for each reader. */
const PIECE_BYTES_MAX = 16 * 1024

/** The head of a whole message of up to 65,535 bytes, as a server sends it (RFC 6455, 5.2). */
const headOf = (bytes: number): Buffer =>
  Buffer.from(bytes < 126 ? [0x82, bytes] : [0x82, 126, bytes >> 8, bytes & 255])

let lastFrames: readonly Uint8Array[] = []
let lastPiece: Buffer = Buffer.alloc(0)

/** These frames as one piece. What is sent to many comes many times in a row, and is encoded once. */
function encode(frames: readonly Uint8Array[]): Buffer {
  const isSame = frames.length === lastFrames.length && frames.every((frame, at) => frame === lastFrames[at])
  if (!isSame) {
    lastFrames = frames
    lastPiece = Buffer.concat(frames.flatMap((frame) => [headOf(frame.length), frame]))
  }
  return lastPiece
}

type Open = (wire: SyncSocket) => SocketListener

/** Upgrades requests to WebSockets; `open` gets the wire of one, and gives what listens to it. */
export function createUpgrades(clock: Pick<ServerClock, 'after' | 'now'>) {
  const sockets = new WebSocketServer(OPTIONS)
  const largeSends = new Semaphore(LARGE_AT_ONCE, { patience: { clock, ms: STALL_MS } })

  return (request: IncomingMessage, head: Buffer, open: Open): void => {
    const { socket } = request
    if (!socket.readable || !socket.writable) return void socket.destroy()
    sockets.handleUpgrade(request, socket, head, (line) => {
      const wire = new SocketWire({
        line,
        socket,
        clock,
        largeSends,
        wholeTo: socket.bytesRead - head.length,
      })
      wire.listen(open(wire))
    })
  }
}

interface WireParts {
  readonly line: WebSocket
  /** What the line goes over. */
  readonly socket: Socket
  readonly clock: Pick<ServerClock, 'after' | 'now'>
  readonly largeSends: Pick<Semaphore, 'take'>
  /** So many bytes came before the first frame. */
  readonly wholeTo: number
}

/** What is sent when all before it is, and its bytes. */
interface LaterSend {
  readonly send: () => void | Promise<void>
  readonly bytes: number
}

class SocketWire implements SyncSocket {
  readonly #parts: WireParts
  readonly #controlFrames: TokenBucket
  #listener: SocketListener | null = null
  /** Goodbye was said, or there is nobody any more. */
  #isClosing = false
  /** Messages that wait behind others for the network, and what is done when it has taken all. */
  #waiting = 0
  #acts: (() => void)[] = []
  /** A large message that waits for its turn, and whatever follows it. */
  #later: LaterSend[] = []
  #laterBytes = 0
  /** So many of the bytes that came are of whole frames. */
  #wholeTo: number
  /** When so many bytes came, no more are read. */
  #readsTo = Infinity
  #cancelCut = (): void => undefined

  constructor(parts: WireParts) {
    this.#parts = parts
    this.#wholeTo = parts.wholeTo
    this.#controlFrames = new TokenBucket(CONTROL_FRAMES, () => parts.clock.now())
  }

  listen(listener: SocketListener): void {
    const { line, socket } = this.#parts
    this.#listener = listener
    line.on('message', (bytes: Buffer, isBinary) => this.#take(bytes, isBinary))
    line.on('ping', (words) => void this.#takeControlFrame(words))
    line.on('pong', (words) => this.#takeControlFrame(words) && listener.pong())
    // The end of a line follows its error, and is what counts.
    line.on('error', () => (this.#isClosing = true))
    line.on('close', () => this.#closed())
    // Behind the package, which has made of these bytes what it could.
    socket.on('data', () => this.#read())
    socket.on('drain', () => this.#drained())
  }

  #take(bytes: Buffer, isBinary: boolean): void {
    this.#wholeTo = this.bytesIn
    if (this.#isClosing) return
    if (isBinary) this.#listener?.message(bytes)
    else this.#listener?.text()
  }

  /** A flood of pings or pongs would take the time of everybody: nothing more is read of it. */
  #takeControlFrame({ length }: Buffer): boolean {
    this.#wholeTo = Math.min(this.bytesIn, this.#wholeTo + CONTROL_HEAD_BYTES + length)
    if (this.#isClosing) return false
    if (this.#controlFrames.take()) return true
    this.close(CLOSE.bound, TOO_MANY_PINGS)
    this.pause()
    return false
  }

  #read(): void {
    if (!this.#isClosing) this.#listener?.bytes()
    else if (this.bytesIn > this.#readsTo) this.pause()
  }

  #closed(): void {
    this.#isClosing = true
    this.#later = []
    this.#cancelCut()
    this.#listener?.closed()
  }

  send(...frames: readonly Uint8Array[]): void {
    if (this.#isClosing || this.#parts.line.readyState !== WebSocket.OPEN) return
    let bytes = 0
    for (const { length } of frames) bytes += length
    if (bytes <= PIECE_BYTES_MAX && this.#later.length === 0) return this.#write(encode(frames))
    const { socket } = this.#parts
    socket.cork()
    for (const frame of frames) this.#send(frame)
    socket.uncork()
  }

  #send(frame: Uint8Array): void {
    const { length: bytes } = frame
    if (bytes > LARGE_BYTES) {
      const send = () => this.#parts.largeSends.take(() => this.#written(frame))
      this.#sendLater({ send, bytes })
    } else if (this.#later.length > 0) {
      this.#sendLater({ send: () => this.#writeWhole(frame), bytes })
    } else this.#writeWhole(frame)
  }

  /** What the network takes at once is not counted. */
  #write(piece: Buffer): void {
    const { socket } = this.#parts
    if (socket.writableLength === 0) return void socket.write(piece)
    this.#waiting += 1
    socket.write(piece, () => (this.#waiting -= 1))
  }

  #writeWhole(frame: Uint8Array): void {
    this.#waiting += 1
    this.#parts.line.send(frame, () => (this.#waiting -= 1))
  }

  /** Resolves when the network has taken it. */
  #written(frame: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#parts.line.send(frame, () => resolve()))
  }

  #drained(): void {
    for (const act of this.#acts.splice(0)) act()
    this.#listener?.drained()
  }

  #sendLater(later: LaterSend): void {
    this.#later.push(later)
    this.#laterBytes += later.bytes
    if (this.#later.length === 1) void this.#sendAllLater()
  }

  async #sendAllLater(): Promise<void> {
    for (let [next] = this.#later; next !== undefined; [next] = this.#later) {
      await next.send()
      this.#later.shift()
      this.#laterBytes -= next.bytes
    }
  }

  #sendInOrder(send: () => void): void {
    if (this.#later.length > 0) this.#sendLater({ send, bytes: 0 })
    else send()
  }

  afterwards(act: () => void): void {
    if (this.#later.length === 0 && !this.#parts.socket.writableNeedDrain) act()
    else this.#acts.push(act)
  }

  ping(): void {
    if (!this.#isClosing) this.#sendInOrder(() => this.#parts.line.ping())
  }

  close(code: number, reason: string): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.resume()
    // Much may be under way to a socket that was closed, and would be kept up to the end of its frame.
    this.#readsTo = this.bytesIn + GOODBYE_BYTES
    this.#cancelCut = this.#parts.clock.after(GOODBYE_MS, () => this.cut())
    this.#sendInOrder(() => this.#parts.line.close(code, shortened(reason)))
  }

  cut(): void {
    this.#isClosing = true
    this.#parts.line.terminate()
  }

  pause(): void {
    this.#parts.line.pause()
  }

  resume(): void {
    this.#parts.line.resume()
  }

  get queued(): number {
    const bytes = this.#parts.line.bufferedAmount + this.#laterBytes
    return bytes === 0 ? 0 : weightOf(bytes, this.#waiting + this.#later.length)
  }

  get unfinished(): number {
    return this.bytesIn - this.#wholeTo
  }

  get bytesIn(): number {
    return this.#parts.socket.bytesRead
  }

  get bytesOut(): number {
    const { socket } = this.#parts
    return socket.bytesWritten - socket.writableLength
  }
}
