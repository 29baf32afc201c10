// One answer of another node, read whole within bounds. What it says of its own length is not believed; what is packed is not unpacked (it was asked
// for plainly), so that a small answer cannot become a large one.
import type { IncomingMessage } from 'node:http'
import { OutwardFault } from './outward-fault.ts'

const FIRST_BYTES = 16 * 1024

/** Reads the body; throws an {@link OutwardFault} where there is more than `bytesMax`, or it ends in the middle. */
export async function readBody(answer: IncomingMessage, host: string, bytesMax: number): Promise<Uint8Array> {
  const packing = answer.headers['content-encoding'] ?? 'identity'
  if (packing.toLowerCase() !== 'identity') {
    throw new OutwardFault('wrong', `${host} answers in a packed form, which nobody asked for.`)
  }
  if (Number(answer.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(host, bytesMax)
  // Copied as it comes: a million chunks of one byte each would hold a million buffers.
  let body = new Uint8Array(Math.min(FIRST_BYTES, bytesMax))
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    if (bytes + chunk.length > bytesMax) throw tooLarge(host, bytesMax)
    if (bytes + chunk.length > body.length) body = grown(body, bytes + chunk.length, bytesMax)
    body.set(chunk, bytes)
    bytes += chunk.length
  }
  if (!answer.complete) throw new OutwardFault('away', `${host} broke off in the middle of its answer.`)
  return body.subarray(0, bytes)
}

function grown(body: Uint8Array, needed: number, bytesMax: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(bytesMax, Math.max(needed, 2 * body.length)))
  larger.set(body)
  return larger
}

function tooLarge(host: string, bytesMax: number): OutwardFault {
  return new OutwardFault('wrong', `${host} answers with more than ${megabytes(bytesMax)} MB.`)
}

const megabytes = (bytes: number): number => Math.ceil((10 * bytes) / (1024 * 1024)) / 10
