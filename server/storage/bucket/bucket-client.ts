// Requests to an S3-compatible store: signed, so many at once, each with its time, tried again where that can
// help. While the store is away, who asks is told so at once, and not after the time that a try takes.
import { AwsV4Signer } from 'aws4fetch'
import type { Logger } from 'pino'
import { randomWaitMsAfter } from '../../../shared/time/doubling-wait.ts'
import { pause, withinTime } from '../../../shared/time/time-limit.ts'
import { QueueFull, Semaphore } from '../../time/semaphore.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { StoreFault } from '../store.ts'
import type { BucketAddress } from './bucket-address.ts'
import { BucketFault, faultOf, isAwayFault } from './bucket-faults.ts'

/** Requests at once, each with up to one picture in memory; and most that wait for their turn. */
const AT_ONCE = 32
const WAITING_MAX = 2_000
/** From asking until an answer begins, and until it has been read, in ms; with a picture to send, longer. */
const ANSWER_MS = 10_000
const SENDING_MS = 30_000
/** A body that is being read has a turn for so long, in ms: who reads slowly holds up nobody. */
const READING_MS = 5_000
/** Without a byte for so long, in ms, an answer has broken off. */
const SILENT_MS = 20_000
const TRIES_MAX = 3
const WAIT = { firstMs: 200, longestMs: 2_000 }
/** After it could not be reached, nobody asks for so long, in ms. */
const REST_MS = 2_000
/** Most of an answer that is read to its end: a list of 1,000 names has some 400 kB. */
const TEXT_MAX = 4 * 1024 * 1024

interface BucketRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  /** The object, without the prefix of the address; empty: the bucket. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** The SHA-256 of the body, in hexadecimal digits. */
  readonly hash?: string
}

interface BucketAnswer {
  readonly status: number
  readonly headers: Headers
  /** Up to 4 MB of it. */
  readonly text: string
}

/** The bytes of an object, as they come. */
interface ObjectBody {
  readonly bytes: number
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>
  /** Whoever reads no more says so. */
  end(): void
}

export interface BucketClient {
  readonly address: BucketAddress
  /** The answer, where it is a good one, one of `also`, or 404 for an object. Rejects with a StoreFault. */
  ask(request: BucketRequest, also?: readonly number[]): Promise<BucketAnswer>
  /** An object; null when there is none. Rejects with a StoreFault. */
  read(key: string): Promise<ObjectBody | null>
}

interface BucketClientOptions {
  readonly clock: ServerClock
  readonly random: (bytes: number) => Uint8Array
  readonly logger?: Pick<Logger, 'warn' | 'info'>
}

/** SHA-256 of nothing. */
const NO_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

export function createBucketClient(address: BucketAddress, options: BucketClientOptions): BucketClient {
  const { clock, random, logger } = options
  const turns = new Semaphore(AT_ONCE, { waitingMax: WAITING_MAX })
  const signingKeys = new Map<string, ArrayBuffer>()
  let away: { readonly fault: StoreFault; readonly until: number } | null = null

  function note(fault: StoreFault | null): void {
    if (fault !== null && away === null) logger?.warn({ why: fault.message }, 'the store of pictures fails')
    if (fault === null && away !== null) logger?.info('the store of pictures answers again')
    const restMs = fault instanceof BucketFault && !fault.isForGood ? REST_MS : 0
    away = fault && { fault, until: clock.monotonic() + restMs }
  }

  /** One try; whoever has the answer ends it. */
  async function send(request: BucketRequest, isRead: (answer: Response) => boolean): Promise<SentRequest> {
    const limit = new AbortController()
    const over = clock.after(request.body === undefined ? ANSWER_MS : SENDING_MS, () =>
      limit.abort(new SlowAnswer('it does not answer in time')),
    )
    let pass = (): void => undefined
    const end = (): void => {
      over()
      pass()
      limit.abort()
    }
    try {
      pass = await turns.enter('', limit.signal)
      const { url, headers } = await signed(address, request, signingKeys)
      const init = { method: request.method, headers, redirect: 'manual', signal: limit.signal } as const
      const body = request.body === undefined ? null : new Uint8Array(request.body)
      const answer = await fetch(url, body === null ? init : { ...init, body })
      if (isRead(answer)) {
        over()
        const cancel = clock.after(READING_MS, pass)
        return { answer, text: '', end: () => (cancel(), end()) }
      }
      const text = await textOf(answer)
      end()
      return { answer, text, end }
    } catch (error) {
      end()
      throw error
    }
  }

  async function sendOften(
    request: BucketRequest,
    isGood: (status: number) => boolean,
    isRead: (answer: Response) => boolean = () => false,
  ): Promise<SentRequest> {
    if (away !== null && clock.monotonic() < away.until) throw away.fault
    const tries = away === null ? TRIES_MAX : 1
    for (let failures = 0; ; failures += 1) {
      const fault = await send(request, isRead).then(
        (sent) => {
          if (!isGood(sent.answer.status)) return refused(sent)
          note(null)
          return sent
        },
        (error: unknown) => whyNot(error, address),
      )
      if (!(fault instanceof Error)) return fault
      const mayHelp = fault instanceof BucketFault && !fault.isForGood
      if (!mayHelp || failures + 1 >= tries) {
        if (fault instanceof BucketFault) note(fault)
        throw fault
      }
      await pause(clock, randomWaitMsAfter(failures, WAIT, random))
    }
  }

  function refused({ answer, text, end }: SentRequest): StoreFault {
    end()
    return faultOf({ status: answer.status, code: codeIn(text) }, address)
  }

  return {
    address,
    async ask(request, also = []) {
      const isGood = (status: number): boolean =>
        (status >= 200 && status < 300) || also.includes(status) || (status === 404 && request.key !== '')
      const { answer, text } = await sendOften(request, isGood)
      if (answer.status === 404 && codeIn(text) === 'NoSuchBucket') {
        throw faultOf({ status: 404, code: 'NoSuchBucket' }, address)
      }
      return { status: answer.status, headers: answer.headers, text }
    },
    async read(key) {
      const isThere = ({ status }: Response): boolean => status === 200
      const isGood = (status: number): boolean => status === 200 || status === 404
      const { answer, text, end } = await sendOften({ method: 'GET', key }, isGood, isThere)
      if (answer.status === 404) {
        if (codeIn(text) === 'NoSuchBucket') throw faultOf({ status: 404, code: 'NoSuchBucket' }, address)
        return null
      }
      const bytes = Number(answer.headers.get('content-length'))
      return { bytes, chunks: chunksOf(answer, { address, clock, end }), end }
    },
  }
}

interface SentRequest {
  readonly answer: Response
  readonly text: string
  readonly end: () => void
}

class SlowAnswer extends Error {
  override readonly name = 'SlowAnswer'
}

async function signed(
  { origin, bucket, prefix, region, key }: BucketAddress,
  { method, key: object, query = {}, headers = {}, hash = NO_BODY }: BucketRequest,
  cache: Map<string, ArrayBuffer>,
): Promise<{ readonly url: string; readonly headers: Headers }> {
  const url = new URL(object === '' ? `${origin}/${bucket}` : `${origin}/${bucket}/${prefix}${object}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    // A store that finds other bytes than these refuses them.
    headers: { ...headers, 'x-amz-content-sha256': hash },
    accessKeyId: key.id,
    secretAccessKey: key.secret,
    service: 's3',
    cache,
    ...(region !== null && { region }),
  })
  const { headers: ready } = await signer.sign()
  return { url: url.href, headers: ready }
}

async function textOf(answer: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > TEXT_MAX) throw new Error('its answer is too long')
  }
  return text
}

/** What a store calls its refusal. */
const codeIn = (text: string): string => /<Code>\s*([A-Za-z0-9]{1,60})\s*<\/Code>/.exec(text)?.[1] ?? ''

interface BodyParts {
  readonly address: BucketAddress
  readonly clock: ServerClock
  readonly end: () => void
}

async function* chunksOf(
  answer: Response,
  { address, clock, end }: BodyParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = answer.body?.getReader()
  try {
    for (;;) {
      if (reader === undefined) return
      const part = await withinTime(clock, SILENT_MS, reader.read(), null)
      if (part === null) throw new SlowAnswer('its answer breaks off')
      if (part.done) return
      yield part.value
    }
  } catch (error) {
    throw whyNot(error, address)
  } finally {
    end()
  }
}

/** The fault of a request that got no answer. */
function whyNot(error: unknown, address: BucketAddress): StoreFault {
  if (error instanceof QueueFull) return isAwayFault(address, 'too many pictures wait for it', error)
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(inner instanceof Error)) return isAwayFault(address, 'for an unknown reason', error)
  return isAwayFault(address, 'code' in inner ? String(inner.code) : inner.message, error)
}
