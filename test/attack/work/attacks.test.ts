// Nobody holds up the node: of documents, frames and requests the attack that cost most. Others are answered
// all the while; a node without the bound would be busy for longer than is waited for here. The hard files
// beside it send all others, and look at the clock and the memory.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { CLOSE, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { PASSWORD, serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { MARKS, manyThings } from './attacks.ts'
import { Line } from './line.ts'
import { twoWhoPutBefore } from './updates.ts'

const BOUND_MS = 30_000
/** How often others are answered after an attack began. */
const ANSWERS = 10
const NOTHING = new Uint8Array()

let node: AccountsNode
let mallory: Somebody

beforeAll(async () => {
  node = await serveAccounts({ args: ['--proxies', '127.0.0.1'] })
  mallory = await node.signUp('mallory')
})
afterAll(() => node[Symbol.asyncDispose]())

async function makeWorld(): Promise<string> {
  return WorldSummary.parse(await told(await mallory.ask('POST', '/api/worlds', { title: 'A world' })))
    .address
}

async function openLine(world?: string): Promise<Line> {
  const address = world ?? (await makeWorld())
  return Line.open(node.server.wsUrl, address, { cookie: mallory.cookie, from: '198.18.0.1' })
}

/** Others ask, one after the other, until the attack is over and some more of them were answered. */
async function withOthers<T>(attack: Promise<T>): Promise<T> {
  let isOver = false
  const over = attack.finally(() => (isOver = true))
  let answers = 0
  const areServed = async (): Promise<boolean> => {
    expect((await node.ask('GET', '/healthz')).status).toBe(200)
    if (isOver) answers += 1
    return answers >= ANSWERS
  }
  const [done] = await Promise.all([over, until('others are answered', areServed, BOUND_MS)])
  return done
}

it('[nobody holds up the node] who writes before another, letter by letter, waits for their own work', async () => {
  const line = await openLine()
  const [first = NOTHING, second = NOTHING] = twoWhoPutBefore(4_000, [5, 9])
  await withOthers(line.update(first).then(() => line.send(syncFrame('update', second))))
  const other = await openLine(line.path)
  expect([line.closedWith, other.isSynced]).toEqual([null, true])
  line.leave()
  other.leave()
})

it('[nobody holds up the node] whose tab says a thousand things of itself in a frame is sent away', async () => {
  const line = await openLine()
  const frame = manyThings()
  for (let time = 0; time < 8; time++) line.send(frame)
  await withOthers(line.asks(BOUND_MS))
  expect(line.closedWith).toBe(CLOSE.malformed)
})

it('[nobody holds up the node] who signs up with names of marks is refused', async () => {
  const asked = Array.from({ length: 40 }, () =>
    node.ask('POST', '/api/accounts', { account: MARKS, name: 'M', password: PASSWORD }),
  )
  const answers = await withOthers(Promise.all(asked))
  expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 400))
})
