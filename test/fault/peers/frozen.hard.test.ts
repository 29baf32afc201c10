// A node that stands still, as a laptop that sleeps does, and goes on. Of a host people hear in time, nothing
// of what they asked for meanwhile is done later, and leave leads back from where they read that. The people
// of the other one are gone in time, and come back once, told of nobody who sleeps. The short proofs are
// test/unit/peers/{asleep,dead-lines}.test.ts, test/unit/sync/connection/heartbeat.test.ts.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver } from '../../../shared/driver/connect.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { startPair, type Pair } from '../../peers.ts'
import { until, untilWithin } from '../../process.ts'
import type { Tab } from '../../unit/owner/visitors.ts'
import { furnishBoth, makeBoth, SQUARE, squareOf } from './room-and-square.ts'
import { drive, isSeen, tabIn } from './travellers.ts'

const LIMIT_MS = 120_000
/** What N44 says, and how late a tab may be told. */
const ASLEEP_MS = 10_000
const TOLD_MS = 500
/** What N45 says, with the time in which it is noticed. */
const GONE_MS = 12_000
/** Longer than any wait for a sign of life. */
const STILL_MS = 16_000
const AT_LENGTH_MS = 40_000

let pair: Pair
let bob: Driver
let tab: Tab

beforeAll(async () => {
  pair = await startPair()
  await makeBoth(pair)
  await furnishBoth(pair, { inRoom: [], onSquare: [] })
  bob = await drive(pair.b, pair.b.admin, SQUARE)
  expect((await bob.visit()).ok).toBe(true)
  bob.on('hear', ({ words }) => heard.push(words))
}, LIMIT_MS)
afterAll(async () => {
  tab?.close()
  bob?.close()
  await pair?.[Symbol.asyncDispose]()
})

const heard: string[] = []

test(
  '[N44] [N52] one is told in time, what was pressed is not done later, and leave leads back',
  async () => {
    const { a, b } = pair
    const account = `ada@${a.name}`
    tab = await tabIn(a, a.admin, squareOf(b), 'sleeps')
    // A client that reads may stay.
    tab.client.send(syncFrame('step1', Uint8Array.of(0)))
    expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
    await until('bob sees her', () => isSeen(bob, account))
    expect(await tab.ask({ verb: 'shout', words: 'before' })).toMatchObject({ ok: true })

    process.kill(b.server.pid, 'SIGSTOP')
    const since = performance.now()
    tab.send({ verb: 'shout', words: 'meanwhile' })
    try {
      await until('she hears that it sleeps', () => tab.events('host').at(-1)?.state === 'asleep', 30_000)
      const hostMs = performance.now() - since
      await until('she is at home', () => tab.you.at === 'ada/home', 30_000)
      const homeMs = performance.now() - since
      console.info(`a host stood still: shown after ${hostMs} ms, at home after ${homeMs} ms`)
      expect(Math.max(hostMs, homeMs)).toBeLessThan(ASLEEP_MS + TOLD_MS)
      await until('what she asked for is answered', () => tab.client.of('outcome').length === 3)
      expect(tab.client.of('outcome').at(-1)?.json).toContain('"ok":false')
      expect(await tab.ask({ verb: 'leave' })).toMatchObject({
        ok: false,
        why: expect.stringContaining('Try again'),
      })
    } finally {
      process.kill(b.server.pid, 'SIGCONT')
    }

    const notices = (): readonly string[] => tab.events('notice').map(({ words }) => words)
    const isAwake = `${b.name} is awake again. At home or on its page, leave takes you back there.`
    await until('she is told that it is awake', () => notices().includes(isAwake), AT_LENGTH_MS)
    await untilWithin(AT_LENGTH_MS)('leave leads back', async () => (await tab.ask({ verb: 'leave' })).ok)
    await until('she is there', () => tab.you.at === squareOf(b) && isSeen(bob, account))
    expect(await tab.ask({ verb: 'shout', words: 'after' })).toMatchObject({ ok: true })
    await until('bob hears her', () => heard.includes('after'))
    expect(heard).toEqual(['before', 'after'])
  },
  LIMIT_MS,
)

test(
  '[N45] people of a node that stands still are gone within 12 s, come back once, and hear of nobody who sleeps',
  async () => {
    const { a, b } = pair
    const account = `ada@${a.name}`
    const bodies = (): number =>
      [...bob.view.artifacts()].filter(({ avatar }) => avatar?.account === account).length
    await until('she is there', () => tab.you.at === squareOf(b) && isSeen(bob, account), AT_LENGTH_MS)
    const told = tab.events('notice').length
    const hosts = tab.events('host').length

    process.kill(a.server.pid, 'SIGSTOP')
    try {
      const since = performance.now()
      await until('bob sees her no more', () => !isSeen(bob, account), 30_000)
      const goneMs = performance.now() - since
      console.info(`a node stood still: its people are gone after ${goneMs} ms`)
      expect(goneMs).toBeLessThan(GONE_MS)
      await until('it stood still for long', () => performance.now() - since > STILL_MS, 30_000)
    } finally {
      process.kill(a.server.pid, 'SIGCONT')
    }
    await until('bob sees her again', () => isSeen(bob, account), AT_LENGTH_MS)
    expect(await tab.ask({ verb: 'shout', words: 'back' })).toMatchObject({ ok: true })
    await until('bob hears her', () => heard.includes('back'))
    expect([bodies(), tab.you.at]).toEqual([1, squareOf(b)])
    expect(tab.events('notice').slice(told)).toEqual([])
    expect(
      tab
        .events('host')
        .slice(hosts)
        .filter(({ state }) => state === 'asleep'),
    ).toEqual([])
  },
  LIMIT_MS,
)
