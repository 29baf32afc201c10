// How often a client may ask the API, and open sockets. People who are signed in, and guests, are counted by
// themselves; clients without a session by their address alone; and all of an address together, with room for
// a class behind one router. People never come near these bounds: scripts do.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { memberOf, type BrowserSessions } from '../../accounts/sessions/browser-sessions.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { networkOf } from '../../network/client-network.ts'
import type { Guard } from './origin-guard.ts'
import { API_RATE, SOCKET_RATE, type RateLimits } from './http-limits.ts'
import { isLoopback } from '../../network/loopback.ts'
import { Semaphore } from '../../time/semaphore.ts'
import { TokenBuckets } from '../../../shared/time/token-bucket.ts'
import { isOfNode } from './peer-admission.ts'
import { HttpRefusal } from './http-refusal.ts'
import type { MemberId } from '../../../shared/world/address.ts'

export interface RateLimitParts {
  readonly guard: Guard
  readonly sessions: Pick<BrowserSessions, 'read'>
  readonly clock: Pick<ServerClock, 'now'>
  readonly log?: Pick<Logger, 'warn'>
}

/** Null when a request may go on. */
type JudgeOften = (request: IncomingMessage) => HttpRefusal | null

/** Judges how often requests come, by these bounds. */
function createRateJudge({ guard, sessions, clock, log }: RateLimitParts, often: RateLimits): JudgeOften {
  const now = (): number => clock.now()
  const nobody = new TokenBuckets<string>(often.nobody, now)
  const member = new TokenBuckets<MemberId>(often.member, now)
  const network = new TokenBuckets<string>(often.network, now)
  let isTold = false

  /**
   * A proxy beside the node that nobody named: all the world comes from one address, which says nothing then.
   */
  function tellOfProxy(): void {
    if (isTold) return
    isTold = true
    log?.warn(
      {},
      'a proxy on this machine passes on requests from elsewhere: name it with --proxies 127.0.0.1,::1, so that bounds by address work',
    )
  }

  function takenBy({ headers }: IncomingMessage, network: string, isHere: boolean): number {
    const { id, session } = memberOf(sessions.read(headers))
    if (session !== null) return member.takeOrWaitMs(id)
    return isHere ? 0 : nobody.takeOrWaitMs(network)
  }

  return (request) => {
    const from = guard.addressOf(request)
    const isHere = isLoopback(from)
    if (isHere && !isForwarded(request)) return null
    if (isHere) tellOfProxy()
    const key = networkOf(from)
    const waitMs = Math.max(
      // A sender that signs as a node is counted by that, once it is known which.
      isOfNode(request) ? 0 : takenBy(request, key, isHere),
      isHere ? 0 : network.takeOrWaitMs(key),
    )
    return waitMs === 0 ? null : tooOften(waitMs)
  }
}

/** Refuses who asks the API too often. */
export function limitRequestRate(parts: RateLimitParts): RequestHandler {
  const judge = createRateJudge(parts, API_RATE)
  return (request, _response, next) => next(judge(request) ?? undefined)
}

/** Refuses who opens sockets too often, or holds more of them than others would leave room for. */
export function createSocketBound(
  parts: RateLimitParts,
  perNetworkMax: number,
): (request: IncomingMessage, socket: Duplex) => HttpRefusal | null {
  const judge = createRateJudge(parts, SOCKET_RATE)
  const open = new Semaphore(Infinity, { eachMax: perNetworkMax })

  return (request, socket) => {
    const refusal = judge(request)
    if (refusal !== null) return refusal
    const from = parts.guard.addressOf(request)
    if (isLoopback(from)) return null
    const end = open.tryEnter(networkOf(from))
    if (end === null) return CROWDED
    socket.once('close', end)
    return null
  }
}

const CROWDED = new HttpRefusal(
  429,
  'often',
  'There are too many open connections from where you are. Close some, or try again in a little while.',
  30,
)

function tooOften(waitMs: number): HttpRefusal {
  const seconds = Math.ceil(waitMs / 1000)
  const when = seconds === 1 ? 'a second' : `${seconds} seconds`
  return new HttpRefusal(429, 'often', `That was too much at once. Try again in ${when}.`, seconds)
}

const isForwarded = ({ headers }: IncomingMessage): boolean =>
  'forwarded' in headers || 'x-forwarded-for' in headers || 'via' in headers
