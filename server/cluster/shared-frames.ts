// What goes over the connection by which the process that leads answers all clients of another process. A
// message for many of them goes over it once, and a large one once for as long as it is asked for.
//
// A frame is the length of what follows (4 bytes), its kind (1 byte), and a body. Clients and kept messages
// are numbers of 4 bytes.

/** A message is for many clients: their count, their numbers, the message. */
const FOR_MANY = 1
/** A large message, to keep: its number, the message. */
const KEEP = 2
/** What is kept is for many clients: its number, their count, their numbers. */
const KEPT_FOR_MANY = 3
/** What is kept is not needed any more: its number. */
const FORGET = 4
/** Nothing more comes for this client. */
const END = 5
/** Whatever came for this client is in vain. */
const CUT = 6
/** How much clients have taken: for each its number, and bytes (8 bytes). */
const TAKEN = 7

/**
 * Nothing more of this client is to come after the end of a message and a ping: its number, what the ping
 * says.
 */
const HOLD = 8
/**
 * This client goes on elsewhere: its number, the length of an address, the address, what is known of the
 * client.
 */
const MOVE = 9

const LENGTH_BYTES = 4
const HEAD_BYTES = LENGTH_BYTES + 1
const NUMBER_BYTES = 4
const TAKEN_BYTES = NUMBER_BYTES + 8

export type SharedFrame =
  | { readonly kind: 'send'; readonly to: readonly number[]; readonly bytes: Buffer }
  | { readonly kind: 'keep'; readonly message: number; readonly bytes: Buffer }
  | { readonly kind: 'sendKept'; readonly message: number; readonly to: readonly number[] }
  | { readonly kind: 'forget'; readonly message: number }
  | { readonly kind: 'end' | 'cut'; readonly client: number }
  | { readonly kind: 'hold'; readonly client: number; readonly fence: Buffer }
  | { readonly kind: 'move'; readonly client: number; readonly to: string | null; readonly state: string }
  | { readonly kind: 'taken'; readonly taken: readonly (readonly [client: number, bytes: number])[] }

/** A frame as buffers, of which the last may be the message itself. */
export function writeFrame(frame: SharedFrame): Buffer[] {
  switch (frame.kind) {
    case 'send': {
      const { to, bytes } = frame
      return [head(FOR_MANY, [to.length, ...to], bytes.length), bytes]
    }
    case 'keep':
      return [head(KEEP, [frame.message], frame.bytes.length), frame.bytes]
    case 'sendKept':
      return [head(KEPT_FOR_MANY, [frame.message, frame.to.length, ...frame.to])]
    case 'forget':
      return [head(FORGET, [frame.message])]
    case 'end':
      return [head(END, [frame.client])]
    case 'cut':
      return [head(CUT, [frame.client])]
    case 'hold':
      return [head(HOLD, [frame.client], frame.fence.length), frame.fence]
    case 'move': {
      const [to, state] = [Buffer.from(frame.to ?? ''), Buffer.from(frame.state)]
      return [head(MOVE, [frame.client, to.length], to.length + state.length), to, state]
    }
    case 'taken':
  }
  return [writeTaken(frame.taken)]
}

function head(kind: number, numbers: readonly number[], more = 0): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + numbers.length * NUMBER_BYTES)
  bytes.writeUInt32LE(bytes.length - LENGTH_BYTES + more, 0)
  bytes[LENGTH_BYTES] = kind
  let at = HEAD_BYTES
  for (const number of numbers) at = bytes.writeUInt32LE(number, at)
  return bytes
}

function writeTaken(taken: readonly (readonly [number, number])[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + taken.length * TAKEN_BYTES)
  bytes.writeUInt32LE(bytes.length - LENGTH_BYTES, 0)
  bytes[LENGTH_BYTES] = TAKEN
  let at = HEAD_BYTES
  for (const [client, sum] of taken) at = bytes.writeDoubleLE(sum, bytes.writeUInt32LE(client, at))
  return bytes
}

/** Reads frames from bytes that come in pieces. */
export class SharedFrameReader {
  #pieces: Buffer[] = []
  #bytes = 0
  /** Bytes that the next frame takes, its length included; until then nothing can be read. */
  #needed = LENGTH_BYTES

  /** The frames that are whole with this piece. Throws where it is none of ours. */
  read(piece: Buffer): SharedFrame[] {
    this.#pieces.push(piece)
    this.#bytes += piece.length
    if (this.#bytes < this.#needed) return []
    const frames: SharedFrame[] = []
    let bytes = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces, this.#bytes)
    this.#needed = LENGTH_BYTES
    while (bytes.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + bytes.readUInt32LE(0)
      if (bytes.length < end) {
        this.#needed = end
        break
      }
      frames.push(readFrame(bytes.subarray(LENGTH_BYTES, end)))
      bytes = bytes.subarray(end)
    }
    this.#pieces = bytes.length === 0 ? [] : [bytes]
    this.#bytes = bytes.length
    return frames
  }
}

function readFrame(frame: Buffer): SharedFrame {
  const body = frame.subarray(1)
  switch (frame.readUInt8(0)) {
    case FOR_MANY: {
      const to = readNumbers(body, NUMBER_BYTES, body.readUInt32LE(0))
      return { kind: 'send', to, bytes: body.subarray(NUMBER_BYTES * (1 + to.length)) }
    }
    case KEEP:
      return { kind: 'keep', message: body.readUInt32LE(0), bytes: body.subarray(NUMBER_BYTES) }
    case KEPT_FOR_MANY: {
      const to = readNumbers(body, 2 * NUMBER_BYTES, body.readUInt32LE(NUMBER_BYTES))
      return { kind: 'sendKept', message: body.readUInt32LE(0), to }
    }
    case FORGET:
      return { kind: 'forget', message: body.readUInt32LE(0) }
    case END:
      return { kind: 'end', client: body.readUInt32LE(0) }
    case CUT:
      return { kind: 'cut', client: body.readUInt32LE(0) }
    case HOLD:
      return { kind: 'hold', client: body.readUInt32LE(0), fence: body.subarray(NUMBER_BYTES) }
    case MOVE: {
      const [from, length] = [2 * NUMBER_BYTES, body.readUInt32LE(NUMBER_BYTES)]
      const to = length === 0 ? null : body.toString('utf8', from, from + length)
      return { kind: 'move', client: body.readUInt32LE(0), to, state: body.toString('utf8', from + length) }
    }
    case TAKEN:
      return { kind: 'taken', taken: readTaken(body) }
    default:
      throw new Error('A frame between processes is of an unknown kind.')
  }
}

const readNumbers = (body: Buffer, at: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => body.readUInt32LE(at + index * NUMBER_BYTES))

const readTaken = (body: Buffer): (readonly [number, number])[] =>
  Array.from({ length: body.length / TAKEN_BYTES }, (_, index) => {
    const at = index * TAKEN_BYTES
    return [body.readUInt32LE(at), body.readDoubleLE(at + NUMBER_BYTES)] as const
  })
