// Requests of other nodes, on their way to the routes: read as a whole, since all of it is signed, then let in or refused, before anything
// else looks at them.
import type { Request, RequestHandler } from 'express'
import { parseJson } from '../../shared/world/plain-json.ts'
import type { Clock } from '../sync/clock.ts'
import { TRANSFER_SILENCE_MS } from './limits.ts'
import { bodyBytesMax, isOfNode, type PeerEdge } from './peer-edge.ts'
import { HttpRefusal, NOT_UNDERSTOOD } from './refusal.ts'

/** A whole body, in ms: the largest one at 3 Mbit/s. */
const BODY_MS = 60_000
/** Bodies that are larger than usual and that nobody has judged yet, at once: each is in memory as a whole. */
const LARGE_AT_ONCE = 4
const LARGE_BYTES = 128 * 1024

const TOO_LARGE = new HttpRefusal(413, 'bound', 'The request is too large.')
const BUSY = new HttpRefusal(503, 'busy', 'Other nodes send much just now. Try again in a little while.', 3)

const bodies = new WeakMap<Request, Uint8Array>()

/** The bytes of a request that was read already; null: they are still to be read. */
export const bodyRead = (request: Request): Uint8Array | null => bodies.get(request) ?? null

export function admitNodes(edge: PeerEdge, clock: Pick<Clock, 'after'>): RequestHandler {
  let large = 0

  async function bytesOf(request: Request): Promise<Uint8Array> {
    const max = bodyBytesMax(request.originalUrl)
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
    const isLarge = encoding !== undefined || Number(length) > LARGE_BYTES
    if (isLarge && large >= LARGE_AT_ONCE) throw BUSY
    if (isLarge) large += 1
    const cancel = clock.after(BODY_MS, () => request.destroy())
    try {
      request.setTimeout(TRANSFER_SILENCE_MS)
      return await wholeOf(request, max)
    } finally {
      cancel()
      if (isLarge) large -= 1
    }
  }

  return async (request, response, next) => {
    if (!isOfNode(request)) {
      next()
      return
    }
    const bytes = await bytesOf(request)
    const { node } = await edge.admit(request, bytes)
    response.once('finish', () => edge.answered(node, Number(response.getHeader('content-length') ?? 0)))
    bodies.set(request, bytes)
    request.body = bodyIn(request, bytes)
    next()
  }
}

async function wholeOf(request: Request, max: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body is read as bytes')
    bytes += chunk.length
    if (bytes > max) throw TOO_LARGE
    parts.push(chunk)
  }
  return Buffer.concat(parts, bytes)
}

/** What a body of JSON says; the reader of Express leaves alone what was read already. */
function bodyIn({ headers }: Request, bytes: Uint8Array): unknown {
  if (bytes.length === 0 || headers['content-type']?.split(';', 1)[0]?.trim() !== 'application/json')
    return undefined
  try {
    return parseJson(Buffer.from(bytes).toString())
  } catch {
    throw NOT_UNDERSTOOD
  }
}
