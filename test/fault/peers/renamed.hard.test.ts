// A person takes another display name while they are on another node: people there see it soon.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver } from '../../../shared/driver/connect.ts'
import { startPair, type Pair } from '../../peers.ts'
import { until, untilWithin } from '../../process.ts'
import type { Tab } from '../../unit/owner/visitors.ts'
import { furnishBoth, makeBoth, SQUARE, squareOf } from './room-and-square.ts'
import { drive, isSeen, seen, tabIn } from './travellers.ts'

const LIMIT_MS = 120_000
/** What N33 says. */
const TOLD_MS = 20_000

let pair: Pair
let bob: Driver
let tab: Tab

beforeAll(async () => {
  pair = await startPair()
  await makeBoth(pair)
  await furnishBoth(pair, { inRoom: [], onSquare: [] })
  bob = await drive(pair.b, pair.b.admin, SQUARE)
}, LIMIT_MS)
afterAll(async () => {
  tab?.close()
  bob?.close()
  await pair?.[Symbol.asyncDispose]()
})

test(
  'a new display name of a visitor is shown on another node within 20 s',
  async () => {
    const { a, b } = pair
    const account = `ada@${a.name}`
    tab = await tabIn(a, a.admin, squareOf(b), 'renamed')
    expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
    await until('bob sees her', () => isSeen(bob, account))
    const since = performance.now()
    for (const name of ['Grace', 'Ada the Second'])
      expect((await a.admin.ask('POST', '/api/me', { name })).ok).toBe(true)
    await untilWithin(TOLD_MS)(
      'bob sees the last of her names',
      () => seen(bob, account)?.avatar?.name === 'Ada the Second',
    )
    console.info(`a new name was shown on another node after ${performance.now() - since} ms`)
  },
  LIMIT_MS,
)
