// Requests of other nodes, on their way to the routes: let in or refused by their heads, in which the body's
// hash is signed; then read whole, in the places that their node has; and only then looked at by anything
// else.
import type { Request, RequestHandler } from 'express'
import { parseJson } from '../../../shared/json/plain-json.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { createEventLoopTurns } from '../../time/event-loop-turns.ts'
import { NODE_PLACES, TRANSFER_SILENCE_MS } from './http-limits.ts'
import { bodyBytesMax, isOfNode, PeerRefusalError, type PeerEdge } from './peer-admission.ts'
import { HttpRefusal, NOT_UNDERSTOOD } from './http-refusal.ts'
import { createUploads } from './upload-slots.ts'

export const OTHER_BODY = new PeerRefusalError({ code: 'other', text: 'That was signed for another body.' })
const BUSY = new HttpRefusal(
  503,
  'busy',
  'Other nodes are sending a lot right now. Try again in a little while.',
  3,
)

const bodies = new WeakMap<Request, Uint8Array>()

/** The bytes of a request that was read already; null: they are still to be read. */
export const bodyRead = (request: Request): Uint8Array | null => bodies.get(request) ?? null

export function admitNodes(
  edge: PeerEdge,
  clock: Pick<ServerClock, 'now' | 'after' | 'soon' | 'monotonic'>,
): RequestHandler {
  const uploads = createUploads(NODE_PLACES, { clock, busy: BUSY })
  const piece = createEventLoopTurns(clock)

  return async (request, response, next) => {
    if (!isOfNode(request)) {
      next()
      return
    }
    // Until it is known whose keys those are, nothing comes.
    request.setTimeout(TRANSFER_SILENCE_MS)
    const { node, isAllowed, isBody } = await edge.admit(request)
    const bytesMax = bodyBytesMax(request.method ?? 'GET', request.originalUrl)
    const bytes = await uploads.read({ request, response, by: node, isKnown: isAllowed, bytesMax })
    // Large ones that are all here at once are read one in a turn.
    if (bytes.length > NODE_PLACES.freeBytes) await piece(node)
    if (!isBody(bytes)) throw OTHER_BODY
    edge.took(node, bytes.length)
    response.once('finish', () => edge.answered(node, Number(response.getHeader('content-length') ?? 0)))
    bodies.set(request, bytes)
    request.body = bodyIn(request, bytes)
    next()
  }
}

/** The value of a body of JSON; the reader of Express leaves alone a body that was read already. */
function bodyIn({ headers }: Request, bytes: Uint8Array): unknown {
  if (bytes.length === 0 || headers['content-type']?.split(';', 1)[0]?.trim() !== 'application/json')
    return undefined
  try {
    return parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString())
  } catch {
    throw NOT_UNDERSTOOD
  }
}
