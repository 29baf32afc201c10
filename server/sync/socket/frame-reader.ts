// What a client says over a WebSocket (RFC 6455, section 5), put together into messages. Most connections say
// nothing most of the time: between two frames it holds nothing. A frame that comes in pieces, and a message
// in fragments, are held as bytes, however small the pieces are.
import { isUtf8 } from 'node:buffer'
import { GrowingBytes } from './growing-bytes.ts'

/** Why a connection ends (section 7.4.1). */
export const STATUS = { protocol: 1002, none: 1005, malformed: 1007, policy: 1008, large: 1009 } as const

export interface FrameLimits {
  /** Of a message, in bytes. */
  readonly bytesMax: number
  /** In one message. */
  readonly fragmentsMax: number
}

export interface FrameListener {
  /** Its bytes may stand in the buffer that was read. */
  message(bytes: Buffer, isBinary: boolean): void
  pinged(words: Buffer): void
  ponged(): void
  /** The client says goodbye with this status; nothing is read any more. */
  goodbye(status: number): void
  /** What came is no frame that is taken, for the reason that the status says; nothing is read any more. */
  broken(status: number): void
}

/** From 8 on a frame is none of a message, and may come in the middle of one. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
const FINAL = 0x80
const RESERVED = 0x70
const OPCODE_BITS = 0x0f
const MASKED = 0x80
const LENGTH_BITS = 0x7f
const MASK_BYTES = 4
const HEAD_BYTES_MAX = 14
const CONTROL_BYTES_MAX = 125

interface FrameHead {
  /** Masked, and with no bit that means nothing. */
  readonly isPlain: boolean
  readonly isFinal: boolean
  readonly opcode: number
  /** Of the head, with its mask, and of the payload behind it. */
  readonly bytes: number
  readonly length: number
}

/** A message, until its last fragment comes. */
interface Unfinished {
  readonly isBinary: boolean
  readonly bytes: GrowingBytes
  fragments: number
}

export class FrameReader {
  readonly #limits: FrameLimits
  readonly #listener: FrameListener
  /** The beginning of a frame. */
  #held: GrowingBytes | null = null
  #unfinished: Unfinished | null = null
  #isOver = false

  constructor(limits: FrameLimits, listener: FrameListener) {
    this.#limits = limits
    this.#listener = listener
  }

  /** Reads on. It changes the bytes, which are its own from now on. */
  read(bytes: Buffer): void {
    if (this.#isOver) return
    this.#held?.add(bytes)
    let left = this.#held?.all ?? bytes
    while (left.length > 0) {
      const head = headOf(left)
      if (head === null) return this.#hold(left, HEAD_BYTES_MAX)
      const broken = this.#whyBroken(head)
      if (broken !== null) return this.#break(broken)
      const end = head.bytes + head.length
      if (left.length < end) return this.#hold(left, end)
      const payload = left.subarray(head.bytes, end)
      unmask(payload, left.subarray(head.bytes - MASK_BYTES, head.bytes))
      left = left.subarray(end)
      this.#held = null
      this.#take(head, payload)
      if (this.#isOver) return
    }
  }

  /** Bytes that wait for the rest of their frame, or of their message. */
  get unfinished(): number {
    return (this.#held?.length ?? 0) + (this.#unfinished?.bytes.length ?? 0)
  }

  /** Nothing is read any more. */
  stop(): void {
    this.#isOver = true
    this.#held = this.#unfinished = null
  }

  #hold(left: Buffer, expected: number): void {
    if (this.#held === null) this.#held = new GrowingBytes(left, expected)
    else this.#held.expect(expected)
  }

  #break(status: number): void {
    this.stop()
    this.#listener.broken(status)
  }

  /** The status for a frame that is not taken; null: it is. */
  #whyBroken({ isFinal, opcode, length, isPlain }: FrameHead): number | null {
    if (!isPlain) return STATUS.protocol
    switch (opcode) {
      case OPCODE.close:
      case OPCODE.ping:
      case OPCODE.pong:
        return isFinal && length <= CONTROL_BYTES_MAX ? null : STATUS.protocol
      case OPCODE.continuation:
        if (this.#unfinished === null) return STATUS.protocol
        break
      case OPCODE.text:
      case OPCODE.binary:
        if (this.#unfinished !== null) return STATUS.protocol
        break
      default:
        return STATUS.protocol
    }
    return (this.#unfinished?.bytes.length ?? 0) + length > this.#limits.bytesMax ? STATUS.large : null
  }

  #take(head: FrameHead, payload: Buffer): void {
    switch (head.opcode) {
      case OPCODE.close:
        return this.#takeGoodbye(payload)
      case OPCODE.ping:
        return this.#listener.pinged(payload)
      case OPCODE.pong:
        return this.#listener.ponged()
      default:
        return this.#takePart(head, payload)
    }
  }

  #takePart({ isFinal, opcode }: FrameHead, payload: Buffer): void {
    const before = this.#unfinished
    if (before === null) {
      const isBinary = opcode === OPCODE.binary
      if (isFinal) return this.#listener.message(payload, isBinary)
      this.#unfinished = { isBinary, bytes: new GrowingBytes(payload), fragments: 1 }
      return
    }
    before.bytes.add(payload)
    before.fragments += 1
    if (before.fragments > this.#limits.fragmentsMax) return this.#break(STATUS.policy)
    if (!isFinal) return
    this.#unfinished = null
    this.#listener.message(before.bytes.exact(), before.isBinary)
  }

  #takeGoodbye(payload: Buffer): void {
    if (payload.length === 0) {
      this.stop()
      return this.#listener.goodbye(STATUS.none)
    }
    const status = payload.length === 1 ? 0 : payload.readUInt16BE()
    if (!isStatus(status)) return this.#break(STATUS.protocol)
    if (!isUtf8(payload.subarray(2))) return this.#break(STATUS.malformed)
    this.stop()
    this.#listener.goodbye(status)
  }
}

/** Null: it is not whole. */
function headOf(bytes: Buffer): FrameHead | null {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return null
  const short = second & LENGTH_BITS
  const more = short === 126 ? 2 : short === 127 ? 8 : 0
  const size = 2 + more + MASK_BYTES
  if (bytes.length < size) return null
  return {
    isPlain: (first & RESERVED) === 0 && (second & MASKED) !== 0,
    isFinal: (first & FINAL) !== 0,
    opcode: first & OPCODE_BITS,
    bytes: size,
    length: more === 0 ? short : more === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)),
  }
}

function unmask(payload: Buffer, mask: Buffer): void {
  const [a = 0, b = 0, c = 0, d = 0] = mask
  if ((a | b | c | d) === 0) return
  for (let at = 0; at < payload.length; at += 1) payload[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0)
}

/** Whether a goodbye may have it (section 7.4). */
const isStatus = (status: number): boolean =>
  (status >= 1000 && status <= 1014 && !UNSENT.has(status)) || (status >= 3000 && status <= 4999)

/** These say something only within a program. */
const UNSENT: ReadonlySet<number> = new Set([1004, 1005, 1006])

/** A frame as a server sends it, for what is no message. */
export function controlFrame(opcode: number, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(FINAL | opcode, payload.length), payload])
}
