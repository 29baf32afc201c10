// Every request of this node to another one. Where it leads is a stranger's choice (a portal, an invitation,
// a redirect), so nobody is to be able to send us inside, to keep us waiting, or to fill our memory: the
// address is judged, then exactly that one is connected to; size, time and number are bounded.
import type { Socket } from 'node:net'
import { createSecureContext, getCACertificates } from 'node:tls'
import type { WebSocket } from 'ws'
import type { Clock } from '../../../shared/time/clock.ts'
import { UnfinishedFrames } from '../../sync/connection/unfinished-frames.ts'
import { QueueFull, Semaphore } from '../../time/semaphore.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import {
  ANSWER_BYTES_MAX,
  askOnce,
  dial,
  isRedirect,
  openLine,
  TRANSFER_BYTES_MAX,
  type Calling,
  type CardOf,
  type OutwardRequest,
  type RequestAnswer,
} from './outward-connection.ts'
import {
  createDnsLookup,
  createJudge,
  createSystemLookup,
  ownNetworks,
  readDestination,
  type AllowedAddresses,
  type NameLookup,
  type RequestDestination,
} from './destination.ts'
import { faultOf, OutwardFault } from './faults.ts'

export type { RequestAnswer } from './outward-connection.ts'

/**
 * From asking to the last byte, in ms, names and redirects among it: longer than this nobody waits before a
 * door.
 */
const ANSWER_MS = 10_000
/**
 * An answer larger than {@link ANSWER_BYTES_MAX} has more time, at so many bytes a second: a bad line at
 * home.
 */
const SLOWEST_BYTES_PER_S = 256 * 1024
/**
 * All answers that are being read, in bytes: six of the largest pictures. The largest one is dropped first.
 */
const ALL_BYTES_MAX = 64 * 1024 * 1024
/** Redirects of one request: from one name to another, to its www, to its path. */
const REDIRECTS_MAX = 3
/**
 * Requests at once to one address, under however many names: we shall flood nobody, and a slow one holds up
 * few.
 */
const EACH_AT_ONCE = 6
/** Requests at once, each about 100 kB; and how many more may wait, within their time. */
const ALL_AT_ONCE = 48
const WAITING_MAX = 256
/**
 * Cards, which have turns of their own: so many of nodes that an admin let in, and as many of all others.
 * Each has a short time for its answer, and a long one for its turn, so that strangers who are slow hold up
 * other strangers by a minute at most, and by less than their cards are good for.
 */
const CARDS_AT_ONCE = 24
const CARD_ANSWER_MS = 5_000
const CARD_MS = 60_000

export interface OutwardOptions {
  readonly clock: Pick<ServerClock, 'after' | 'soon'>
  /** Private networks that are gone to; there, plain http is good enough. */
  readonly allowPrivate: AllowedAddresses
  /** Instead of the DNS (or, if private networks are allowed, of the system's lookup). */
  readonly lookup?: NameLookup
  /** The networks that this machine is in. */
  readonly networks?: () => readonly string[]
  /** Authorities in PEM that are trusted beside the public ones: those of homes. */
  readonly authorities?: readonly string[]
  /** In ms; 10 s unless a test waits for less. */
  readonly answerMs?: number
}

export interface Outward {
  /**
   * Asks another node; throws an `OutwardFault`. Up to three redirects are followed, for a GET without a body
   * or a signature.
   */
  fetch(address: string | URL, asking?: OutwardRequest): Promise<RequestAnswer>
  /**
   * Opens a connection to another node (`wss:` or `https:`); throws an `OutwardFault`, a `SocketDeclined` if
   * it answers in words. Messages are held back until the caller had a turn: listeners that are set right
   * after the `await` miss nothing.
   */
  socket(address: string | URL, calling?: Calling): Promise<WebSocket>
}

export function createOutward(options: OutwardOptions): Outward {
  const { clock, allowPrivate, networks = ownNetworks, authorities = [], answerMs = ANSWER_MS } = options
  const isHome = allowPrivate === true || (allowPrivate !== false && allowPrivate.length > 0)
  const addressesOf = createAddressFinder({
    isHome,
    lookup: options.lookup ?? (isHome ? createSystemLookup() : createDnsLookup()),
    judge: createJudge(allowPrivate, networks),
  })
  const intake = new UnfinishedFrames(ALL_BYTES_MAX)
  const turns = new Semaphore(ALL_AT_ONCE, { eachMax: EACH_AT_ONCE, waitingMax: WAITING_MAX })
  const cards = { eachMax: EACH_AT_ONCE, waitingMax: WAITING_MAX }
  const cardTurns: Readonly<Record<CardOf, Semaphore>> = {
    allowed: new Semaphore(CARDS_AT_ONCE, cards),
    unknown: new Semaphore(CARDS_AT_ONCE, cards),
  }
  const secureContext =
    authorities.length === 0
      ? null
      : createSecureContext({ ca: [...getCACertificates('default'), ...authorities] })

  /** Uses one connection, when it is its turn. Any error on the way becomes a fault. */
  async function connected<Result>(
    destination: RequestDestination,
    signal: AbortSignal,
    use: (connection: Socket, signal: AbortSignal) => Promise<Result>,
    card: CardOf | null = null,
  ): Promise<Result> {
    /** Of a card, only the wait for its turn may be long. */
    const limited = <Done>(run: (signal: AbortSignal) => Promise<Done>): Promise<Done> =>
      card === null
        ? run(signal)
        : inTime(destination.host, Math.min(answerMs, CARD_ANSWER_MS), signal, clock, run)
    let done: (() => void) | null = null
    try {
      const addresses = await limited((until) => addressesOf(destination, until))
      done = await (card === null ? turns : cardTurns[card]).enter(addresses[0] ?? destination.host, signal)
      return await limited(async (until) => {
        const connection = await dial(destination, addresses, until, secureContext)
        try {
          return await use(connection, until)
        } catch (error) {
          connection.destroy()
          throw error
        }
      })
    } catch (error) {
      throw faultOf(error, destination.host)
    } finally {
      done?.()
    }
  }

  const ask = (
    destination: RequestDestination,
    asking: OutwardRequest,
    signal: AbortSignal,
  ): Promise<RequestAnswer> =>
    connected(
      destination,
      signal,
      (connection, limited) => askOnce(connection, destination, asking, limited, intake),
      asking.card,
    )

  async function follow(
    first: RequestDestination,
    asking: OutwardRequest,
    signal: AbortSignal,
  ): Promise<RequestAnswer> {
    let at = first
    asking.check?.(first.url)
    let answer = await ask(first, asking, signal)
    for (let hops = 0; isRedirect(answer.status, answer.headers); hops += 1) {
      if (!mayBePassedOn(asking)) throw passedOn(at.host)
      if (hops === REDIRECTS_MAX) throw passedAround(first.host)
      const next = readDestination(answer.headers['location'] ?? '', at.url)
      if (at.isSecure && !next.isSecure) throw insecure(next.host)
      asking.check?.(next.url)
      at = next
      answer = await ask(next, forOthers(asking), signal)
    }
    return answer
  }

  return {
    async fetch(address, asking = {}) {
      checkBytes(asking)
      const first = readDestination(address)
      return inTime(first.host, timeFor(asking, answerMs), asking.signal, clock, (signal) =>
        follow(first, asking, signal),
      )
    },
    async socket(address, calling = {}) {
      checkBytes(calling)
      const destination = readDestination(address)
      return inTime(destination.host, answerMs, calling.signal, clock, (signal) =>
        connected(destination, signal, (connection) =>
          openLine(connection, destination, calling, signal, clock),
        ),
      )
    },
  }
}

/**
 * Finds where a destination lies, if this node goes there. A name is looked up once, and one bad address
 * among its many is enough to refuse it.
 */
function createAddressFinder({
  isHome,
  lookup,
  judge,
}: {
  /** Private networks are gone to. */
  readonly isHome: boolean
  readonly lookup: NameLookup
  readonly judge: ReturnType<typeof createJudge>
}) {
  async function found(name: string, signal: AbortSignal): Promise<readonly string[]> {
    try {
      return await unlessStopped(lookup(name, signal), signal)
    } catch (error) {
      if (error instanceof QueueFull) throw error
      throw new OutwardFault('away', `The address of ${name} cannot be looked up right now.`, error)
    }
  }

  return async (
    { host, isAddress, isSecure }: RequestDestination,
    signal: AbortSignal,
  ): Promise<string[]> => {
    if (!isSecure && !isHome) throw insecure(host)
    const addresses = isAddress ? [host] : [...(await found(host, signal))]
    const refused = addresses.filter((address) => judge(address) === 'refused')
    if (addresses.length === 0 || refused.length > 0) throw isAddress ? inside(host) : unknown(host, refused)
    if (!isSecure && addresses.some((address) => judge(address) === 'outside')) throw insecure(host)
    return addresses
  }
}

/** How long an answer may take, in ms. */
function timeFor(
  { body, bytesMax = 0, card, timeoutMs = Number.POSITIVE_INFINITY }: OutwardRequest,
  answerMs: number,
): number {
  if (card !== undefined) return CARD_MS
  const bytes = Math.max(bytesMax, body === undefined ? 0 : Buffer.byteLength(body))
  const more = bytes > ANSWER_BYTES_MAX ? (1_000 * bytes) / SLOWEST_BYTES_PER_S : 0
  return Math.min(timeoutMs, answerMs + more)
}

/** A signature names its receiver: the sent one was for that one. */
const mayBePassedOn = ({ method = 'GET', headers = {}, body }: OutwardRequest): boolean =>
  method === 'GET' &&
  body === undefined &&
  !Object.keys(headers).some((name) => /^authorization$/i.test(name))

/** The headers for the target of a redirect: only those that it would understand. */
function forOthers({ headers = {}, bytesMax, card, check, takesGzip }: OutwardRequest): OutwardRequest {
  const { accept } = headers
  return {
    ...(accept === undefined ? {} : { headers: { accept } }),
    ...(bytesMax === undefined ? {} : { bytesMax }),
    ...(card === undefined ? {} : { card }),
    ...(check === undefined ? {} : { check }),
    ...(takesGzip === undefined ? {} : { takesGzip }),
  }
}

function checkBytes({ bytesMax = 0 }: { readonly bytesMax?: number }): void {
  if (bytesMax > TRANSFER_BYTES_MAX) throw new RangeError(`an answer has at most ${TRANSFER_BYTES_MAX} bytes`)
}

const insecure = (host: string) => new OutwardFault('refused', `${host} can be reached over https only.`)
const inside = (address: string) =>
  new OutwardFault('refused', `${address} lies in a private network; this node does not go there.`)
/**
 * The same for a name that nobody has and one that leads inside: or else names inside could be guessed. The
 * log may know, by the cause.
 */
const unknown = (name: string, refused: readonly string[]) =>
  new OutwardFault(
    'refused',
    `No public address is known for ${name}, and this node goes to no other.`,
    new Error(refused.length === 0 ? `${name} has no address` : `${name} leads inside, to ${refused[0]}`),
  )
const passedOn = (host: string) =>
  new OutwardFault('wrong', `${host} redirected a request that was meant only for it.`)
const passedAround = (host: string) =>
  new OutwardFault('wrong', `${host} redirected this node more than ${REDIRECTS_MAX} times.`)

/** The result of a promise, unless the signal is first: for work that cannot be given up itself. */
function unlessStopped<Result>(going: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error)
    signal.addEventListener('abort', giveUp, { once: true })
    going.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
    if (signal.aborted) giveUp()
  })
}

/** Runs; rejects with the error, which is that time was up if it was. `wanted` ends it earlier. */
async function inTime<Result>(
  host: string,
  timeMs: number,
  wanted: AbortSignal | undefined,
  clock: Pick<Clock, 'after'>,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const end = new AbortController()
  const stop = () => end.abort(new OutwardFault('stopped', `Nobody is waiting for ${host} any longer.`))
  if (wanted?.aborted === true) stop()
  wanted?.addEventListener('abort', stop, { once: true })
  const late = () =>
    end.abort(new OutwardFault('slow', `${host} takes longer than ${Math.ceil(timeMs / 1_000)} s.`))
  const endWait = clock.after(timeMs, late)
  try {
    return await run(end.signal)
  } catch (error) {
    throw end.signal.aborted ? end.signal.reason : error
  } finally {
    endWait()
    wanted?.removeEventListener('abort', stop)
  }
}
