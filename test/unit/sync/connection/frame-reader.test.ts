// What clients send over a WebSocket is read as the ws package reads it, however it is cut into pieces, and
// broken frames are refused for the same reasons.
import type { Writable } from 'node:stream'
import * as ws from 'ws'
import { expect, it } from 'vitest'
import { FrameReader, OPCODE } from '../../../../server/sync/socket/frame-reader.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { IS_HARD } from '../../../hard.ts'

/** It is not among the types of the package. */
const { Receiver } = ws as unknown as { readonly Receiver: new (options: object) => Writable }

const LIMITS = { bytesMax: 70_000, fragmentsMax: 2 }
const ROUNDS = IS_HARD ? 200_000 : 500

type Random = ReturnType<typeof seededRandom>

interface Frame {
  readonly opcode: number
  readonly payload: Uint8Array
  readonly isFinal?: boolean
  readonly isMasked?: boolean
  /** Bits that mean nothing. */
  readonly reserved?: number
}

function written(
  { opcode, payload, isFinal = true, isMasked = true, reserved = 0 }: Frame,
  random: Random,
): Buffer {
  const { length } = payload
  const size =
    length < 126 ? Buffer.of(length) : length < 65_536 ? Buffer.alloc(3, 126) : Buffer.alloc(9, 127)
  if (size.length === 3) size.writeUInt16BE(length, 1)
  if (size.length === 9) size.writeBigUInt64BE(BigInt(length), 1)
  if (isMasked) size[0] = (size[0] ?? 0) | 0x80
  const mask = Buffer.from(Array.from({ length: isMasked ? 4 : 0 }, () => random.below(256)))
  const masked = payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0))
  return Buffer.concat([Buffer.of((isFinal ? 0x80 : 0) | reserved | opcode), size, mask, masked])
}

/** Frames as clients send them, and now and then one that they must not send. */
function someFrames(random: Random): Frame[] {
  const frames: Frame[] = []
  let isWithin = false
  for (let left = 1 + random.below(8); left > 0; left -= 1) {
    if (random.below(12) === 0) {
      frames.push(oddFrame(random))
      continue
    }
    if (random.below(4) === 0) {
      const opcode = random.below(2) === 0 ? OPCODE.ping : OPCODE.pong
      frames.push({ opcode, payload: bytes(random, random.below(126)) })
      continue
    }
    const isFinal = random.below(3) > 0
    const opcode = isWithin ? OPCODE.continuation : OPCODE.binary
    frames.push({ opcode, payload: bytes(random, lengthOf(random)), isFinal })
    isWithin = !isFinal
  }
  if (random.below(3) === 0) frames.push({ opcode: OPCODE.close, payload: goodbye(random) })
  return frames
}

function oddFrame(random: Random): Frame {
  const plain = { opcode: OPCODE.binary, payload: bytes(random, 10) }
  switch (random.below(7)) {
    case 0:
      return { ...plain, isMasked: false }
    case 1:
      return { ...plain, reserved: 0x10 << random.below(3) }
    case 2:
      return { ...plain, opcode: 3 + random.below(5) }
    case 3:
      return { opcode: OPCODE.ping, payload: bytes(random, 126) }
    case 4:
      return { opcode: OPCODE.ping, payload: bytes(random, 1), isFinal: false }
    case 5:
      return { ...plain, opcode: random.below(2) === 0 ? OPCODE.continuation : OPCODE.binary }
    default:
      return { ...plain, payload: bytes(random, LIMITS.bytesMax + 1) }
  }
}

const lengthOf = (random: Random): number =>
  [0, 1, random.below(126), 126, random.below(2_000), random.below(20) === 0 ? 66_000 : 5][random.below(6)] ??
  0

const bytes = (random: Random, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => random.below(256))

function goodbye(random: Random): Uint8Array {
  if (random.below(4) === 0) return bytes(random, random.below(2))
  const status = [1000, 1001, 1004, 1005, 1006, 1011, 1015, 2999, 3000, 4999, 5000][random.below(11)] ?? 0
  const reason = random.below(3) === 0 ? bytes(random, 5) : Buffer.from('so long, ö')
  return Buffer.concat([Buffer.of(status >> 8, status & 0xff), reason])
}

/** What is told of the same bytes, in these pieces. */
type Read = (pieces: readonly Buffer[]) => string[]

const readHere: Read = (pieces) => {
  const told: string[] = []
  const reader = new FrameReader(LIMITS, {
    message: (message, isBinary) => told.push(`${isBinary ? 'binary' : 'text'} ${message.toString('hex')}`),
    pinged: (words) => told.push(`ping ${words.toString('hex')}`),
    ponged: () => told.push('pong'),
    goodbye: (status) => told.push(`goodbye ${status}`),
    broken: (status) => told.push(`broken ${status}`),
  })
  for (const piece of pieces) reader.read(Buffer.from(piece))
  return told
}

const readByWs: Read = (pieces) => {
  const told: string[] = []
  const receiver = new Receiver({
    isServer: true,
    maxPayload: LIMITS.bytesMax,
    maxFragments: LIMITS.fragmentsMax,
  })
  receiver.on('message', (message: Buffer, isBinary: boolean) =>
    told.push(`${isBinary ? 'binary' : 'text'} ${message.toString('hex')}`),
  )
  receiver.on('ping', (words: Buffer) => told.push(`ping ${words.toString('hex')}`))
  receiver.on('pong', () => told.push('pong'))
  receiver.on('conclude', (status: number) => told.push(`goodbye ${status}`))
  receiver.on('error', () => {})
  for (const piece of pieces) receiver.write(Buffer.from(piece))
  const { errored } = receiver
  if (errored !== null) {
    const [status] = Object.getOwnPropertySymbols(errored).map((key) => Reflect.get(errored, key) as unknown)
    told.push(`broken ${String(status)}`)
  }
  return told
}

function cut(whole: Buffer, random: Random): Buffer[] {
  const pieces: Buffer[] = []
  const most = [1, 3, 50, whole.length][random.below(4)] ?? 1
  for (let at = 0; at < whole.length;) {
    const length = whole.length > 2_000 ? 1 + random.below(4_000) : 1 + random.below(most)
    pieces.push(whole.subarray(at, at + length))
    at += length
  }
  return pieces
}

it('what clients send is read as another reader of WebSockets reads it, in whatever pieces it comes', () => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  const kinds = new Set<string>()
  for (let round = 0; round < ROUNDS; round += 1) {
    const whole = Buffer.concat(someFrames(random).map((frame) => written(frame, random)))
    const pieces = cut(whole, random)
    const here = readHere(pieces)
    expect(here, `seed ${seed}, round ${round}`).toEqual(readByWs(pieces))
    for (const told of here) kinds.add(told.startsWith('broken') ? told : (told.split(' ')[0] ?? ''))
  }
  for (const kind of [
    'broken 1002',
    'broken 1007',
    'broken 1008',
    'broken 1009',
    'binary',
    'ping',
    'pong',
    'goodbye',
  ])
    expect(kinds).toContain(kind)
})
