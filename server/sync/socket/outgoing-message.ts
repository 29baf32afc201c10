// One frame to send, framed for the WebSocket once, however many readers it has.
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'

/** A message that waits takes so much memory beside its bytes. */
const EACH_BYTES = 256

/** What so many messages take, of so many bytes in all, while they wait. */
export const weightOf = (bytes: number, messages: number): number => bytes + messages * EACH_BYTES

/** A frame's payload and, made when first asked for, the bytes that go over a socket. */
export class OutgoingMessage {
  readonly payload: Uint8Array
  #bytes: Buffer | null = null

  constructor(payload: Uint8Array) {
    this.payload = payload
  }

  /** A whole binary WebSocket message, unmasked, as a server sends it (RFC 6455, section 5.2). */
  get framed(): Buffer {
    this.#bytes ??= frame(this.payload)
    return this.#bytes
  }
}

const FINAL_BINARY = 0x82

function frame(payload: Uint8Array): Buffer {
  const length = payload.length
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const bytes = Buffer.allocUnsafe(head + length)
  bytes[0] = FINAL_BINARY
  if (head === 2) {
    bytes[1] = length
  } else if (head === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  bytes.set(payload, head)
  return bytes
}

type Made = WeakMap<Uint8Array, WeakRef<OutgoingMessage>>

/** Updates to send one after the other; those that go to many readers are the same bytes for all. */
interface SharedAnswer {
  readonly updates: readonly Uint8Array[]
  readonly last: Uint8Array
}

/**
 * Messages for many readers, made once as long as one of them may still be on its way: a class that opens a
 * world at once shares one.
 */
export class SharedMessages {
  readonly #made: Record<'step2' | 'update', Made> = { step2: new WeakMap(), update: new WeakMap() }

  /** The messages of an answer, one after the other. */
  of({ updates, last }: SharedAnswer): OutgoingMessage[] {
    return [...updates.map((update) => this.#message('update', update)), this.#message('step2', last)]
  }

  #message(step: 'step2' | 'update', update: Uint8Array): OutgoingMessage {
    const shared = this.#made[step].get(update)?.deref()
    if (shared !== undefined) return shared
    const message = new OutgoingMessage(syncFrame(step, update))
    this.#made[step].set(update, new WeakRef(message))
    return message
  }
}
