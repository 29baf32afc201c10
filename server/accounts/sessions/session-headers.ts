// Which headers of a request say whose it is. A world at work within a page of another site is used by nobody
// but a guest: what comes from there brings a secret of its own, and no cookie counts beside that. So a page
// that is laid over it cannot have somebody press what they would be asked for by name elsewhere.
import type { IncomingHttpHeaders } from 'node:http'
import { FRAME_PATH, FRAME_TOKEN } from '../../../shared/world/framing.ts'

export type SessionHeaders = Pick<
  IncomingHttpHeaders,
  'cookie' | 'authorization' | 'sec-websocket-protocol' | 'referer'
>

/**
 * The secret of a guest in a frame; empty: somebody in a frame who is no guest yet; null: it comes from no
 * frame, and its cookies count. Sockets cannot have headers of ours: they bring it as a subprotocol. Pictures
 * have neither: their page is in `Referer`.
 */
export function frameSecretIn(headers: SessionHeaders): string | null {
  const { authorization = '', 'sec-websocket-protocol': protocols = '', referer = '' } = headers
  const offered = [authorization.replace(/^bearer +/i, ''), ...protocols.split(',')]
  const token = offered.map((each) => each.trim()).find((each) => each.startsWith(FRAME_TOKEN))
  if (token !== undefined) return token.slice(FRAME_TOKEN.length)
  return URL.parse(referer)?.pathname.startsWith(FRAME_PATH) === true ? '' : null
}
