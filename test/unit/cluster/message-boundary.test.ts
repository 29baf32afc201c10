// Where a client's messages end: whatever is in them, in how many frames they come, and wherever their bytes
// are cut.
import { expect, test } from 'vitest'
import { MessageBoundary, pingFrame } from '../../../server/cluster/message-boundary.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'

const FINAL = 0x80
const [CONTINUED, BINARY, PONG] = [0x00, 0x02, 0x0a]
const LENGTHS = [0, 1, 125, 126, 127, 300, 65_535, 65_536, 70_000]

function frame(first: number, length: number): Buffer {
  const more = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const head = Buffer.alloc(2 + more + 4)
  head[0] = first
  head[1] = 0x80 | (more === 0 ? length : more === 2 ? 126 : 127)
  if (more === 2) head.writeUInt16BE(length, 2)
  if (more === 8) head.writeBigUInt64BE(BigInt(length), 2)
  // Bytes that look like the begin of a frame.
  return Buffer.concat([head, Buffer.alloc(length, FINAL | BINARY)])
}

/** A message in one frame or several, with others of control between. */
function message(random: Random): Buffer {
  const lengths = Array.from(
    { length: 1 + random.below(3) },
    () => LENGTHS[random.below(LENGTHS.length)] ?? 0,
  )
  return Buffer.concat(
    lengths.flatMap((length, index) => {
      const final = index === lengths.length - 1 ? FINAL : 0
      const own = frame(final | (index === 0 ? BINARY : CONTINUED), length)
      return index > 0 && random.below(2) === 0 ? [frame(FINAL | PONG, random.below(126)), own] : [own]
    }),
  )
}

test('[L40] a client is stopped at the end of a message, wherever its bytes are cut', () => {
  const random = seededRandom(seedFromEnvironment())
  for (let run = 0; run < 50; run += 1) {
    const messages = Array.from({ length: 8 }, () => message(random))
    const bytes = Buffer.concat(messages)
    const ends = new Set(messages.map((_, index) => Buffer.concat(messages.slice(0, index + 1)).length))
    const boundary = new MessageBoundary()
    const stops = new Set<number>()
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + 1 + random.below(random.below(2) === 0 ? 9 : 30_000))
      // At an end it goes on with a byte; within a message up to its end.
      at += boundary.isAt ? boundary.read(piece.subarray(0, 1), false) : boundary.read(piece, true)
      if (boundary.isAt) stops.add(at)
    }
    expect(stops).toEqual(ends)
  }
})

test('[L40] the ping behind the last message is whole, and one of a client', () => {
  const ping = pingFrame(Buffer.from('sixteen bytes it'))
  expect([...ping.subarray(0, 6)]).toEqual([FINAL | 0x09, 0x80 | 16, 0, 0, 0, 0])
  const boundary = new MessageBoundary()
  expect(boundary.read(ping, false)).toBe(ping.length)
  expect(boundary.isAt).toBe(true)
})
