// Requests of programs to addresses outside, which the node's admins allowed. What a program asks is a
// stranger's choice, and so is what is answered: all of it goes by the guard of peers/outward, of which this
// is one more, so that programs never hold up what nodes say to each other.
import {
  ANSWER_HEADER_MAX,
  ANSWER_HEADERS,
  FETCH_BYTES,
  FETCH_MS,
  type WebOutcome,
} from '../../shared/behavior/web-request.ts'
import { TokenBucket, TokenBuckets } from '../../shared/time/token-bucket.ts'
import { isAllowedAddress } from '../../shared/wire/api/web-addresses.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { ProgramFetching } from '../contracts/program-fetching.ts'
import { codeOf, OutwardFault } from '../peers/outward/faults.ts'
import { createOutward, type OutwardOptions, type RequestAnswer } from '../peers/outward/outward-requests.ts'
import type { ServerClock } from '../time/server-clock.ts'

/**
 * Most requests of one person's worlds in a second, and at once after a pause: of so many worlds at work. All
 * guests are as one person, since anybody can be many of them.
 */
export const OWNER_PACE = { perSecond: 3, atOnce: 30 }
/** And of all worlds that one process runs: what a small line carries, and few others notice. */
export const NODE_PACE = { perSecond: 20, atOnce: 60 }
/** Most requests that wait for their answers, each with 1 MB at most: of one person's worlds, and of all. */
export const OWNER_WAITING = 16
export const NODE_WAITING = 48

interface ProgramFetchingOptions extends OutwardOptions {
  readonly clock: Pick<ServerClock, 'after' | 'soon' | 'monotonic'>
  /** The addresses that are allowed now. */
  readonly allowed: () => readonly string[]
  /** Whom the requests of a world count for. */
  readonly payerOf: (world: WorldRecord) => string
}

const NONE_ALLOWED = 'The admins of this node have allowed no addresses, so code can fetch nothing.'
const OWNER_TOO_OFTEN = `All worlds of one person together can fetch ${OWNER_PACE.perSecond} times a second, and ${OWNER_PACE.atOnce} times at once after a pause.`
const NODE_TOO_OFTEN = 'The programs of this node fetch too much at once. Try again in a moment.'
const OWNER_TOO_MANY = `${OWNER_WAITING} requests of one person’s worlds are still waiting for their answers. Try again later.`
const no = (why: string): WebOutcome => ({ why, answer: null })

export function createProgramFetching(options: ProgramFetchingOptions): ProgramFetching {
  const { clock, allowed, payerOf } = options
  const outward = createOutward(options)
  const now = (): number => clock.monotonic()
  const owners = new TokenBuckets<string>(OWNER_PACE, now)
  const node = new TokenBucket(NODE_PACE, now)
  const waiting = new Map<string, number>()
  let waitingInAll = 0

  function whyNotNow(owner: string): string | null {
    if ((waiting.get(owner) ?? 0) >= OWNER_WAITING) return OWNER_TOO_MANY
    if (waitingInAll >= NODE_WAITING) return NODE_TOO_OFTEN
    if (!owners.take(owner)) return OWNER_TOO_OFTEN
    return node.take() ? null : NODE_TOO_OFTEN
  }

  function count(owner: string, more: 1 | -1): void {
    waitingInAll += more
    const now = (waiting.get(owner) ?? 0) + more
    if (now === 0) waiting.delete(owner)
    else waiting.set(owner, now)
  }

  /** Also for where a redirect leads. */
  function check(url: URL): void {
    if (isAllowedAddress(url, allowed())) return
    throw new OutwardFault(
      'refused',
      `The admins of this node have not allowed ${url.origin}${url.pathname}.`,
    )
  }

  return async (world, { address, headers, body }, signal) => {
    if (allowed().length === 0) return no(NONE_ALLOWED)
    const owner = payerOf(world)
    const whyNot = whyNotNow(owner)
    if (whyNot !== null) return no(whyNot)
    count(owner, 1)
    try {
      const answer = await outward.fetch(address, {
        headers,
        ...(body === null ? {} : { method: 'POST', body }),
        signal,
        timeoutMs: FETCH_MS,
        bytesMax: FETCH_BYTES,
        takesGzip: true,
        check,
      })
      return { why: null, answer: told(answer) }
    } catch (error) {
      if (error instanceof OutwardFault) return no(wordsOf(error))
      throw error
    } finally {
      count(owner, -1)
    }
  }
}

function told({ status, headers, body, url }: RequestAnswer) {
  const heads = ANSWER_HEADERS.flatMap((name) => {
    const value = headers[name]
    return value === undefined ? [] : [[name, value.slice(0, ANSWER_HEADER_MAX).toWellFormed()] as const]
  })
  const text = decoderFor(headers['content-type'] ?? '').decode(body)
  return { status, address: url.href, headers: Object.fromEntries(heads), text }
}

/** Of the letters that the answer says it is in; UTF-8 where it does not, or nobody knows them. */
function decoderFor(type: string): TextDecoder {
  const label = /;\s*charset="?([\w.:-]{1,40})/i.exec(type)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder()
  }
}

/** What a peer's fault says of a node, said of any place. */
function wordsOf({ message, cause }: OutwardFault): string {
  return codeOf(cause).startsWith('HPE_') ? message.replace('like a node', 'as the web does') : message
}
