// A WebSocket client that costs a load generator as little as it can: frames leave as bytes made beforehand,
// many in one write; frames that come in are handed on as a view into one shared read buffer, nothing is
// copied or decoded.
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

interface SocketEvents {
  /** A binary frame's payload is `view` from `start` to `end`, valid during the call only. */
  frame(view: DataView<ArrayBuffer>, start: number, end: number): void
  /**
   * The last byte of a payload of so many bytes has come, which was larger than a read, and was not kept.
   * Without this such a frame is put together, and told as all others.
   */
  passed?(bytes: number): void
  /** All frames of one read have been told. */
  read?(): void
  closed?(): void
}

export interface RawSocket {
  write(frames: Uint8Array): void
  close(): void
}

const READ_BYTES = 1 << 20
/** One for all sockets: a read is told before the next one begins. */
const readBuffer = Buffer.alloc(READ_BYTES)
const readView = new DataView(readBuffer.buffer, readBuffer.byteOffset, READ_BYTES)

/** Connects to 127.0.0.1 and shakes hands; rejects when the answer is not 101, or none comes in 20 s. */
export function openSocket(
  port: number,
  path: string,
  events: SocketEvents,
  cookie: string | null = null,
): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const incoming = receive(events)
    let answer: Buffer | null = Buffer.alloc(0)
    const tcp: Socket = connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          if (answer === null) incoming(readBuffer, readView, length, tcp)
          else shakeHands(length)
          return true
        },
      },
    })
    const waiting = setTimeout(() => tcp.destroy(new Error(`no handshake from ${path} in 20 s`)), 20_000)
    tcp.setNoDelay(true)
    tcp.on('connect', () => tcp.write(handshake(port, path, cookie)))
    tcp.on('error', reject)
    tcp.on('close', () => {
      clearTimeout(waiting)
      reject(new Error(`${path} was closed`))
      events.closed?.()
    })

    function shakeHands(length: number): void {
      answer = Buffer.concat([answer ?? Buffer.alloc(0), readBuffer.subarray(0, length)])
      const end = answer.indexOf('\r\n\r\n')
      if (end < 0) return
      if (!answer.toString('latin1').startsWith('HTTP/1.1 101')) {
        tcp.destroy(new Error(`${path} answered ${answer.toString('latin1', 0, end)}`))
        return
      }
      clearTimeout(waiting)
      const frames = answer.subarray(end + 4)
      answer = null
      resolve({ write: (bytes) => void tcp.write(bytes), close: () => void tcp.end(GOODBYE) })
      if (frames.length > 0) incoming(frames, viewOf(frames), frames.length, tcp)
    }
  })
}

function handshake(port: number, path: string, cookie: string | null): string {
  const key = randomBytes(16).toString('base64')
  return (
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n` +
    (cookie === null ? '\r\n' : `Cookie: ${cookie}\r\n\r\n`)
  )
}

const viewOf = (bytes: Buffer): DataView<ArrayBuffer> =>
  new DataView(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length)

type Receiver = (bytes: Buffer, view: DataView<ArrayBuffer>, length: number, tcp: Socket) => void

/** Cuts what comes in into frames; a frame that comes in pieces is put together in a buffer of its own. */
function receive(events: SocketEvents): Receiver {
  let held = Buffer.alloc(0)
  let heldView = viewOf(held)
  let heldLength = 0
  /** What is left of a frame that is not kept, and the size of its payload. */
  let left = 0
  let size = 0

  /** Passes over what belongs to a frame that is not kept; answers how much that was. */
  function pass(at: number, length: number): number {
    const passed = Math.min(left, length - at)
    left -= passed
    if (passed > 0 && left === 0) events.passed?.(size)
    return passed
  }

  /** Whether a frame begins here that is not kept. */
  function begins(view: DataView<ArrayBuffer>, at: number, length: number): boolean {
    if (events.passed === undefined || heldLength > 0) return false
    const whole = frameSize(view, at, length)
    if (whole <= READ_BYTES) return false
    left = whole
    size = whole - headerSize(view.getUint8(at + 1))
    return true
  }

  function hold(bytes: Buffer): void {
    const needed = Math.max(heldLength + bytes.length, frameSize(heldView, 0, heldLength))
    if (needed > held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 256))
      held.copy(larger, 0, 0, heldLength)
      held = larger
      heldView = viewOf(held)
    }
    bytes.copy(held, heldLength)
    heldLength += bytes.length
  }

  return (bytes, view, length, tcp) => {
    if (heldLength === 0) {
      let used = pass(0, length)
      used += cut(view, used, length, events, tcp)
      if (used < length && begins(view, used, length)) used += pass(used, length)
      if (used < length) hold(bytes.subarray(used, length))
    } else {
      hold(bytes.subarray(0, length))
      const used = cut(heldView, 0, heldLength, events, tcp)
      if (used > 0) {
        held.copyWithin(0, used, heldLength)
        heldLength -= used
      }
    }
    events.read?.()
  }
}

/** Tells the whole frames of `view` from `from` on; returns the bytes used. */
function cut(
  view: DataView<ArrayBuffer>,
  from: number,
  length: number,
  events: SocketEvents,
  tcp: Socket,
): number {
  let at = from
  for (;;) {
    const size = frameSize(view, at, length)
    if (size === 0 || at + size > length) return at - from
    const first = view.getUint8(at)
    const start = at + headerSize(view.getUint8(at + 1))
    if (first === BINARY) events.frame(view, start, at + size)
    else if (first === PING) tcp.write(PONG)
    else if (first === CLOSE) tcp.destroy()
    else throw new Error(`a frame that this client does not expect: ${first}`)
    at += size
  }
}

const BINARY = 0x82
const CLOSE = 0x88
const PING = 0x89
/** An empty pong, masked. Servers here do not compare its payload. */
const PONG = Buffer.from([0x8a, 0x80, 1, 2, 3, 4])

/** An empty close, masked. */
const GOODBYE = Buffer.from([0x88, 0x80, 1, 2, 3, 4])

const headerSize = (second: number): number => (second < 126 ? 2 : second === 126 ? 4 : 10)

/** Size of the frame at `at`, header included; 0 when its header is not all here. */
function frameSize(view: DataView<ArrayBuffer>, at: number, length: number): number {
  if (length - at < 2) return 0
  const second = view.getUint8(at + 1)
  const header = headerSize(second)
  if (length - at < header) return 0
  if (second < 126) return header + second
  if (second === 126) return header + view.getUint16(at + 2)
  return header + Number(view.getBigUint64(at + 2))
}

/** Random, but one for all: masking is work for the server, unless the mask is zero. */
const MASK = [0x37, 0xfa, 0x21, 0x3d] as const

/** Client frames made beforehand, one after another in `bytes`; frame i ends at `ends[i]`. */
export interface Frames {
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
}

/** Packs payloads, each given in parts, into masked binary frames. */
export function packFrames(payloads: readonly (readonly Uint8Array[])[]): Frames {
  const sizes = payloads.map((parts) => parts.reduce((sum, part) => sum + part.length, 0))
  const room = sizes.reduce((sum, size) => sum + size + (size < 126 ? 6 : size < 65_536 ? 8 : 14), 0)
  const bytes = Buffer.allocUnsafeSlow(room)
  const ends = new Uint32Array(payloads.length)
  let at = 0
  payloads.forEach((parts, i) => {
    at = writeHeader(bytes, at, sizes[i] ?? 0)
    let turn = 0
    for (const part of parts) for (const byte of part) bytes[at++] = byte ^ (MASK[turn++ & 3] ?? 0)
    ends[i] = at
  })
  return { bytes, ends }
}

function writeHeader(bytes: Buffer, at: number, size: number): number {
  bytes[at] = BINARY
  if (size < 126) {
    bytes[at + 1] = 0x80 | size
    at += 2
  } else if (size < 65_536) {
    bytes[at + 1] = 0x80 | 126
    at = bytes.writeUInt16BE(size, at + 2)
  } else {
    bytes[at + 1] = 0x80 | 127
    at = bytes.writeBigUInt64BE(BigInt(size), at + 2)
  }
  bytes.set(MASK, at)
  return at + 4
}

/** Frames `from` up to and without `to`, to be written at once. */
export function framesBetween(frames: Frames, from: number, to: number): Uint8Array {
  return frames.bytes.subarray(from === 0 ? 0 : frames.ends[from - 1], to === 0 ? 0 : frames.ends[to - 1])
}

/** Bytes of a frame from a server, its header included. */
export const framed = (length: number): number => length + (length < 126 ? 2 : length < 65_536 ? 4 : 10)
