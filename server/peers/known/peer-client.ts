// This node's requests to others: signed, vouching for the person for whom it asks, with every wait bounded,
// and counted in the book.
import type { WebSocket } from 'ws'
import type { MemberId, NodeName } from '../../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX } from '../../../shared/world/limits.ts'
import { LINKING_PATH } from '../../../shared/wire/peers/peer-headers.ts'
import { parsePeerPath, peersPath, type PeerPath } from '../../../shared/wire/peers/peer-path.ts'
import { UnfinishedFrames } from '../../sync/connection/unfinished-frames.ts'
import { createEventLoopTurns } from '../../time/event-loop-turns.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { NodeIdentity } from '../identity/node-identity.ts'
import { isKeyName } from '../identity/node-keys.ts'
import type { Signing } from '../identity/request-signing.ts'
import { NO_UPGRADE, noAddress, PeerFault, SocketDeclined } from '../outward/faults.ts'
import type { RequestAnswer, Outward } from '../outward/outward-requests.ts'
import { countUnfinished, type Received } from './line-bytes.ts'
import { jsonOf } from './card-reading.ts'
import { createLineKeepalive } from './line-keepalive.ts'
import type { NodeDiscovery } from './node-discovery.ts'
import type { PeerDirectory } from './peer-directory.ts'
import type { AllFigures, Metered } from './peer-statistics.ts'
import { createSignedCalls, refusalIn } from './signed-calls.ts'
import { createVouchers, type Who } from './vouched-people.ts'

/** Longest that a node says why it opens no line, in characters. */
const SAID_MAX = 300
/** All that is on its way in messages that are not whole, in bytes: the largest document, and some more. */
const UNFINISHED_BYTES_MAX = DOCUMENT_BYTES_MAX + 8 * 1024 * 1024
/** How soon a node is asked again that takes nothing since the clocks differ, in ms. */
const CLOCK_MS = 5_000
/** An answer of so many bytes is read at once. */
const SMALL_BYTES = 8 * 1024

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: PeerPath
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, instead of a body. */
  readonly raw?: { readonly type: string; readonly bytes: Uint8Array }
  /** The member of this node for whom it asks; none: the node asks for itself. */
  readonly as?: MemberId
  /** For all of it; 10 s, and more for a large answer, unless the caller says otherwise. */
  readonly timeoutMs?: number
  /** Of the answer; 1 MB unless more is expected. */
  readonly bytesMax?: number
  readonly signal?: AbortSignal
}

export interface Called {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  /** The JSON value of the bytes; null where there is none. */
  readonly body: unknown
}

export interface PeerClient {
  /**
   * Asks another node. Any answer to somebody who may ask counts as one. Rejects with a PeerFault, and at
   * once while the node is asleep and was tried a moment ago.
   */
  call(node: NodeName, call: Call): Promise<Called>
  /**
   * Opens a connection to another node for somebody, at a path such as
   * `/sync/bob/square/live?inkland=1&bare=1`. Rejects with a PeerFault; of kind `refused` with the node's
   * words. Listeners that are set right after the `await` miss nothing. A connection that carries nothing any
   * more is closed.
   */
  socket(node: NodeName, path: PeerPath, as: MemberId, bytesMax?: number): Promise<WebSocket>
}

export function createPeerClient(options: {
  readonly identity: NodeIdentity
  readonly signing: Signing
  readonly outward: Outward
  readonly book: PeerDirectory
  readonly acquaintance: NodeDiscovery
  readonly who: Who
  readonly clock: Pick<ServerClock, 'now' | 'after' | 'soon' | 'monotonic'>
}): PeerClient {
  const { outward, book, acquaintance, clock } = options
  const { figures } = book
  const lines = createLineKeepalive(clock)
  const intake = new UnfinishedFrames(UNFINISHED_BYTES_MAX)
  const piece = createEventLoopTurns(clock)
  const voucherFor = createVouchers(options)
  const onClock = createClockRetry(figures, clock, (node) =>
    client.call(node, { method: 'POST', path: peersPath('key') }),
  )
  const signed = createSignedCalls({ ...options, onClock, confirm: (node) => acquaintance.confirm(node) })
  // A node that does not answer, or answers again, may have lost what was open.
  figures.onState((node) => lines.doubt(node))

  /** Meets a node, unless it was tried a moment ago in vain. */
  async function ready(node: NodeName, path: PeerPath): Promise<void> {
    const isLinking = path.startsWith(LINKING_PATH)
    book.judge(node, isLinking)
    if (isKeyName(node)) throw noAddress(node)
    const whyNotNow = figures.whyNotNow(node)
    if (whyNotNow !== null) throw whyNotNow
    if (!isLinking || book.recordOf(node) === null) await acquaintance.meet(node, isLinking)
  }

  /**
   * The address of a path. All signed requests go through here: a path that a URL parser would change, or
   * that would lead to another node, is never asked for.
   */
  function addressOf(node: NodeName, path: PeerPath): URL {
    const origin = new URL(acquaintance.originOf(node))
    const url = URL.parse(path, origin)
    const isSame = url?.origin === origin.origin && `${url.pathname}${url.search}${url.hash}` === path
    if (!isSame || parsePeerPath(path) === null)
      throw new PeerFault('refused', node, `That is not an address on ${node}.`)
    return url
  }

  const client: PeerClient = {
    async call(node, { method, path, body, raw, as, timeoutMs, bytesMax, signal }) {
      await ready(node, path)
      const url = addressOf(node, path)
      const voucher = as && (await voucherFor(as, node))
      const bytes = raw?.bytes ?? (body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body)))
      const facts = { method, path, bytes, voucher }
      const {
        status,
        headers,
        body: came,
      } = await signed<RequestAnswer>(node, facts, async (signature) => {
        const answer = await outward.fetch(url, {
          method,
          headers: {
            ...signature,
            ...(method !== 'GET' && { 'content-type': raw?.type ?? 'application/json' }),
            accept: 'application/json',
          },
          ...(method !== 'GET' && { body: bytes }),
          ...(timeoutMs !== undefined && { timeoutMs }),
          ...(bytesMax !== undefined && { bytesMax }),
          ...(signal && { signal }),
        })
        const counted = figures.of(node)
        counted.bytesOut += bytes.length
        counted.bytesIn += answer.body.length
        return refusalIn(answer.status, answer.body) ?? answer
      })
      // Answers that are all there at once are read one in a turn, together with the caller's work on each.
      if (came.length > SMALL_BYTES) await piece(node)
      return { status, headers, bytes: came, body: jsonOf(came) }
    },
    async socket(node, path, as, bytesMax) {
      await ready(node, path)
      const url = addressOf(node, path)
      const voucher = await voucherFor(as, node)
      const facts = { method: 'GET', path, bytes: new Uint8Array(), voucher }
      return signed<WebSocket>(node, facts, async (headers) => {
        try {
          const address = url.href.replace(/^http/, 'ws')
          let received: Received | null = null
          const meter = (connection: Metered & Received): (() => void) => {
            received = connection
            return figures.meter(node, connection)
          }
          const line = await outward.socket(address, {
            headers,
            meter,
            ...(bytesMax !== undefined && { bytesMax }),
          })
          lines.watch(node, line)
          if (received !== null) countUnfinished(line, received, node, intake)
          return line
        } catch (error) {
          if (!(error instanceof SocketDeclined)) throw error
          const refusal = refusalIn(error.status, error.body)
          if (refusal !== null) return refusal
          const said = Buffer.from(error.body).toString().trim()
          const isShown = error.status !== NO_UPGRADE && said.length > 0 && said.length < SAID_MAX
          throw new PeerFault('refused', node, isShown ? said : error.message)
        }
      })
    },
  }

  return client
}

/**
 * Asks a node that takes nothing, since the clocks differ, until they agree: whatever waits for it goes on
 * with the first answer that counts.
 */
function createClockRetry(
  figures: Pick<AllFigures, 'clockTrouble'>,
  clock: Pick<ServerClock, 'after'>,
  ask: (node: NodeName) => Promise<unknown>,
): (node: NodeName) => void {
  const waiting = new Set<NodeName>()

  function askSoon(node: NodeName): void {
    if (waiting.has(node)) return
    waiting.add(node)
    clock.after(CLOCK_MS, () => void askNow(node))
  }

  async function askNow(node: NodeName): Promise<void> {
    // The figures have the errors.
    await ask(node).catch(() => {})
    waiting.delete(node)
    if (figures.clockTrouble(node) !== null) askSoon(node)
  }

  return askSoon
}
