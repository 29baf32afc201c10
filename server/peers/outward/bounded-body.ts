// One answer of somebody outside, read whole within bounds. Its own word on its length is not believed. A
// packed answer is unpacked only where one was asked for, and counted while it grows, so that a small one
// cannot become a large one.
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { PIECE_BYTES, PIECES_MAX } from './outward-bounds.ts'
import { OutwardFault } from './outward-fault.ts'
import type { UnfinishedFrames } from '../../sync/connection/unfinished-frames.ts'

const BUSY = 'This node is reading too much from others at once. Try again in a moment.'
const FIRST_BYTES = 16 * 1024
/** How much of an answer, in bytes, is no matter. */
const SMALL_BYTES = 128 * 1024
/** How much is unpacked in one step, in bytes. */
const UNPACKED_BYTES = 64 * 1024

/** All that is being read, of whomever. */
interface BodyReading {
  readonly intake: UnfinishedFrames
  /** The sender: all its answers count together. */
  readonly by: string
  /** A packed answer was asked for. */
  readonly takesGzip: boolean
}

/**
 * Reads the body; rejects with an {@link OutwardFault} where there is more than `bytesMax`, or it ends in the
 * middle, or too much is being read.
 */
export async function readBody(
  answer: IncomingMessage,
  host: string,
  bytesMax: number,
  reading: BodyReading | null = null,
): Promise<Uint8Array> {
  const packing = (answer.headers['content-encoding'] ?? 'identity').toLowerCase()
  const isPacked = packing === 'gzip' && reading?.takesGzip === true
  if (packing !== 'identity' && !isPacked) {
    throw new OutwardFault('wrong', `${host} answered in a compressed form that nobody asked for.`)
  }
  if (Number(answer.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(host, bytesMax)
  // Copied as it comes: a million chunks of one byte each would hold a million buffers.
  let body = new Uint8Array(Math.min(FIRST_BYTES, bytesMax))
  let bytes = 0
  let piecesLeft = PIECES_MAX + bytesMax / PIECE_BYTES

  const sending = {
    by: reading?.by ?? host,
    noRoom: () => void answer.destroy(new OutwardFault('busy', BUSY)),
  }

  function countPiece(): OutwardFault | null {
    piecesLeft -= 1
    return piecesLeft < 0
      ? new OutwardFault('wrong', `${host} sent its answer in too many tiny pieces.`)
      : null
  }

  function take(piece: Uint8Array): OutwardFault | null {
    if (bytes + piece.length > bytesMax) return tooLarge(host, bytesMax)
    if (bytes + piece.length > body.length) body = grown(body, bytes + piece.length, bytesMax)
    body.set(piece, bytes)
    bytes += piece.length
    if (body.length > SMALL_BYTES) reading?.intake.note(sending, body.length)
    return null
  }

  const source = isPacked ? unpacked(answer, host, bytesMax) : answer
  await new Promise<void>((resolve, reject) => {
    // Listened to piece by piece: read as a stream, they would be gathered before they could be counted.
    answer.on('data', () => {
      const fault = countPiece()
      if (fault !== null) answer.destroy(fault)
    })
    source.on('data', (piece: Uint8Array) => {
      const fault = take(piece)
      if (fault !== null) source.destroy(fault)
    })
    source.once('error', reject)
    source.once('close', resolve)
  }).finally(() => reading?.intake.note(sending, 0))
  if (!answer.complete) throw new OutwardFault('away', `${host} stopped in the middle of its answer.`)
  return body.subarray(0, bytes)
}

/** What is packed in an answer. There is no more of the answer itself than there may be of that. */
function unpacked(answer: IncomingMessage, host: string, bytesMax: number): Readable {
  const unpacking = createGunzip({ chunkSize: UNPACKED_BYTES })
  let packedBytes = 0
  answer.on('data', ({ length }: Uint8Array) => {
    packedBytes += length
    if (packedBytes > bytesMax) unpacking.destroy(tooLarge(host, bytesMax))
  })
  answer.once('error', (error) => unpacking.destroy(error))
  answer.once('close', () => {
    if (!answer.complete) unpacking.destroy()
  })
  unpacking.once('close', () => answer.destroy())
  return answer.pipe(unpacking)
}

function grown(body: Uint8Array, needed: number, bytesMax: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(bytesMax, Math.max(needed, 2 * body.length)))
  larger.set(body)
  return larger
}

function tooLarge(host: string, bytesMax: number): OutwardFault {
  return new OutwardFault('wrong', `${host} sent more than ${megabytes(bytesMax)} MB.`)
}

const megabytes = (bytes: number): number => Math.ceil((10 * bytes) / (1024 * 1024)) / 10
