// A stranger who connects and says nothing that makes sense, or nothing after a first frame that does: first
// bytes, and then more bytes again and again, down to single bytes of WebSocket frames.
import { connect, type Socket } from 'node:net'
import { askPresenceFrame, syncFrame } from '../../shared/wire/frames/sync-frames.ts'

/** The acts of a stranger; `flood` is sent as fast as it is taken, `drip` now and then. */
export interface Way {
  readonly name: string
  readonly begin: Uint8Array
  readonly drip?: Uint8Array
  readonly flood?: Uint8Array
  /** Reads nothing that the node sends. */
  readonly isDeaf?: true
}

const OPCODE = { continuation: 0, text: 1, binary: 2, ping: 9 } as const
const FINAL = 0x80
const MASKED = 0x80

interface FrameOptions {
  readonly isFinal?: false
  /** The length that the head announces; that of the payload unless given. */
  readonly length?: number
}

/** A client's frame (RFC 6455, section 5.2), masked with zeros: the payload stands there as it is. */
function frame(opcode: keyof typeof OPCODE, payload: Uint8Array, options: FrameOptions = {}): Uint8Array {
  const { isFinal = true, length = payload.length } = options
  const head = length < 126 ? Buffer.of(0, length) : Buffer.of(0, 127, 0, 0, 0, 0, 0, 0, 0, 0)
  head[0] = OPCODE[opcode] + (isFinal ? FINAL : 0)
  head[1] = (head[1] ?? 0) + MASKED
  if (length >= 126) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, Buffer.alloc(4), payload])
}

const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes)
const many = (bytes: Uint8Array, times: number): Uint8Array =>
  Buffer.concat(Array<Uint8Array>(times).fill(bytes))

const HALF_HEAD = Buffer.from('GET /sync/inkland/welcome HTTP/1.1\r\nHost: localhost\r\nX: ')
const HANDSHAKE = Buffer.from(
  'GET /sync/inkland/welcome HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
)
const get = (path: string): Uint8Array => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
const HEAD_OF_BODY =
  'POST /api/me HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n'
const after = (...frames: Uint8Array[]): Uint8Array => Buffer.concat([HANDSHAKE, ...frames])

const FRAGMENT = frame('continuation', zeros(1), { isFinal: false })
const EMPTY_FRAGMENT = frame('continuation', zeros(0), { isFinal: false })
const LARGE_FRAGMENT = frame('continuation', zeros(32 * 1024), { isFinal: false })
const BEGINNING = frame('binary', zeros(1), { isFinal: false })
const MB = 1024 * 1024

/** `file`: the path of one that is too large for the buffers of the network. */
export const waysOf = (file: string): readonly Way[] => [
  { name: 'nothing at all', begin: zeros(0) },
  { name: 'half an HTTP head', begin: HALF_HEAD },
  { name: 'an HTTP head byte by byte', begin: HALF_HEAD, drip: Buffer.from('x') },
  {
    name: 'headers as large as may be, and no end',
    begin: Buffer.concat([HALF_HEAD, zeros(15_000).fill(120)]),
  },
  { name: 'a body byte by byte', begin: Buffer.from(HEAD_OF_BODY), drip: Buffer.from(' ') },
  { name: 'a request and no more', begin: get('/healthz') },
  { name: 'requests for a large file, deaf', begin: many(get(file), 4), isDeaf: true },
  { name: 'a handshake and no more', begin: HANDSHAKE },
  { name: 'a handshake and no more, deaf', begin: HANDSHAKE, isDeaf: true },
  { name: 'half a frame', begin: after(frame('binary', zeros(100_000), { length: 200_000 })) },
  {
    name: 'a frame byte by byte',
    begin: after(frame('binary', zeros(1), { length: 1_000 })),
    drip: zeros(1),
  },
  { name: 'fragments of one byte', begin: after(BEGINNING), flood: many(FRAGMENT, 1_000) },
  { name: 'a fragment now and then', begin: after(BEGINNING), drip: FRAGMENT },
  { name: 'empty fragments', begin: after(BEGINNING), flood: many(EMPTY_FRAGMENT, 1_000) },
  { name: 'large fragments', begin: after(BEGINNING), flood: LARGE_FRAGMENT },
  { name: 'frames of 10 MB', begin: HANDSHAKE, flood: frame('binary', zeros(10 * MB)) },
  { name: 'a frame of 1 TB', begin: after(frame('binary', zeros(0), { length: MB * MB })), flood: zeros(MB) },
  { name: 'text', begin: HANDSHAKE, flood: frame('text', Buffer.from('hello')) },
  { name: 'a flood of pings', begin: HANDSHAKE, flood: many(frame('ping', zeros(125)), 100), isDeaf: true },
  {
    name: 'a step 1, and a flood of pings',
    begin: after(frame('binary', syncFrame('step1', Uint8Array.of(0)))),
    flood: many(frame('ping', zeros(0)), 1_000),
    isDeaf: true,
  },
  { name: 'a ping now and then', begin: HANDSHAKE, drip: frame('ping', zeros(1)) },
  { name: 'questions, but no step 1', begin: HANDSHAKE, drip: frame('binary', askPresenceFrame()) },
]

/** Connects and does it, until the node ends it or `signal` is given. */
export function behave(way: Way, port: number, signal: AbortSignal): Socket {
  const socket = connect({ port, host: '127.0.0.1', signal })
  socket.on('error', () => socket.destroy())
  if (way.isDeaf !== true) socket.resume()
  socket.write(way.begin)
  const { drip, flood } = way
  if (flood !== undefined) {
    const pour = () => void (socket.writable && socket.write(flood) && setImmediate(pour))
    socket.on('drain', pour)
    pour()
  }
  if (drip !== undefined) {
    const dripping = setInterval(() => void (socket.writable && socket.write(drip)), DRIP_MS)
    socket.once('close', () => clearInterval(dripping))
  }
  return socket
}

/** How often a drop falls, in ms. */
const DRIP_MS = 200
