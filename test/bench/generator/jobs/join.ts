// Many people who open one large document at the same moment.
import { openClient, type Client, type Endpoint } from '../client.ts'
import { until } from '../until.ts'
import { measureWork } from '../work.ts'

interface JoinPlan {
  readonly document: string
  readonly people: number
}

interface JoinResult {
  /**
   * From when all begin to connect until a person's last byte is here, in ms: by half of them, by 99 of 100,
   * by all.
   */
  readonly p50: number
  readonly p99: number
  readonly last: number
  /** Bytes of the document, as it was sent to one who came alone before. */
  readonly bytes: number
  /** Work of the server for each of them, in ms. */
  readonly workEach: number
  /** Cores that other programs used meanwhile. */
  readonly othersBusy: number
}

const WAIT_MS = 120_000

/** A server may join what it has in another way for the next one, which makes it some bytes shorter. */
const ALL = 0.95

/** What comes is counted, and not looked into: decoding 500 documents is the work of 500 machines. */
export async function join(endpoint: Endpoint, { document, people }: JoinPlan): Promise<JoinResult> {
  const bytes = await sizeOf(endpoint, document)
  const took: number[] = []
  const spent = measureWork(endpoint.pid)
  const began = performance.now()
  const clients = await Promise.all(
    Array.from({ length: people }, () =>
      enter(endpoint, document, bytes * ALL, () => void took.push(performance.now() - began)),
    ),
  )
  await until(`${people} people have all`, WAIT_MS, () => took.length === people)
  const { serverMs, othersBusy } = spent()
  for (const client of clients) client.close()
  return {
    p50: took[Math.floor(people / 2)] ?? NaN,
    p99: took[Math.floor(people * 0.99)] ?? NaN,
    last: took.at(-1) ?? NaN,
    bytes,
    workEach: serverMs / people,
    othersBusy,
  }
}

async function enter(endpoint: Endpoint, document: string, bytes: number, here: () => void): Promise<Client> {
  let come = 0
  const count = (more: number): void => {
    if (come < bytes && (come += more) >= bytes) here()
  }
  const client = await openClient(endpoint, {
    document,
    update: (_view, start, end) => count(end - start),
    passed: count,
  })
  client.synced.catch(() => undefined)
  return client
}

/** The bytes of the first sync of a document, which is there as one writer made it. */
async function sizeOf(endpoint: Endpoint, document: string): Promise<number> {
  let bytes = 0
  const client = await openClient(endpoint, {
    document,
    update: (_view, start, end) => (bytes += end - start),
  })
  await client.synced
  client.close()
  return bytes
}
