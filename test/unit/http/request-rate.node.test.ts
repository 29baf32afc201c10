// How often a client may ask: people and classes never notice, scripts are told when to come again; by
// address and by session. A proxy's word counts only if the proxy was named.
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { API_RATE, SOCKET_RATE } from '../../../server/http/edge/http-limits.ts'
import { TokenBuckets } from '../../../shared/time/token-bucket.ts'
import { serve } from '../../hosted-node.ts'
import { until, type ServingNode } from '../../process.ts'
import { ask } from './ask.ts'
import { serveInside } from './inside.ts'
import { IS_HARD } from '../../hard.ts'

describe('a pace', () => {
  it('gives so many at once, then so many a second, and says when there is room', () => {
    let now = 1_000_000
    const pace = new TokenBuckets<string>({ atOnce: 5, perSecond: 2 }, () => now)
    expect([1, 2, 3, 4, 5].map(() => pace.takeOrWaitMs('ada'))).toEqual([0, 0, 0, 0, 0])
    expect(pace.takeOrWaitMs('ada')).toBe(500)
    expect(pace.takeOrWaitMs('bob')).toBe(0)
    now += 499
    expect(pace.takeOrWaitMs('ada')).toBe(1)
    now += 1
    expect(pace.takeOrWaitMs('ada')).toBe(0)
    expect(pace.takeOrWaitMs('ada')).toBe(500)
    // Rested, she has as many as at first and no more.
    now += 3_600_000
    expect(
      Array.from({ length: 6 }, () => pace.takeOrWaitMs('ada')).filter((wait) => wait === 0),
    ).toHaveLength(5)
    // A clock that is set back by an hour costs no more than the allowance of one burst.
    now -= 3_600_000
    expect(pace.takeOrWaitMs('ada')).toBeLessThanOrEqual(500)
  })

  it('remembers a bounded number, those who came last', () => {
    const pace = new TokenBuckets<string>({ atOnce: 1, perSecond: 0.001 }, () => 0)
    for (let i = 0; i < 20_001; i++) pace.takeOrWaitMs(`stranger ${i}`)
    expect(pace.takeOrWaitMs('stranger 20000')).toBeGreaterThan(0)
    expect(pace.takeOrWaitMs('stranger 0')).toBe(0)
  })
})

describe('a node behind a proxy', () => {
  let server: ServingNode
  beforeAll(async () => {
    server = await serve({ args: ['--proxies', '127.0.0.1', '--connections', '200'] })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  const get = (from: string, cookie = '') =>
    ask(server.url, 'GET /api/me', { headers: { 'x-forwarded-for': from, ...(cookie ? { cookie } : {}) } })
  const guest = async (from: string) =>
    (await ask(server.url, 'POST /api/me', { headers: { 'x-forwarded-for': from }, body: { name: 'Ada' } }))
      .cookie

  /** Asks until it is refused, `bound` times at most; answers how often it was not, and a refusal. */
  async function floodWith<Got extends { readonly status: number }>(
    bound: number,
    one: (i: number) => Promise<Got>,
  ) {
    let passed = 0
    let refused: Got | undefined
    for (let i = 0; i < bound; i += 20) {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, j) => one(i + j)))
      passed += answers.filter(({ status }) => status !== 429).length
      refused = answers.find(({ status }) => status === 429)
      if (refused !== undefined) break
    }
    return { passed, refused }
  }
  const flood = async (...how: Parameters<typeof floodWith>) => (await floodWith(...how)).passed

  it('tells who is nobody and asks without end to wait, and nobody else', async () => {
    const { passed, refused } = await floodWith(2_000, () => get('203.0.113.1'))
    expect(passed).toBeGreaterThanOrEqual(API_RATE.nobody.atOnce)
    expect(passed).toBeLessThan(1_000)
    expect(refused?.refusal().text).toMatch(/^That was too much at once\. Try again in (?:a|\d+) second/)
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect((await get('203.0.113.2')).status).toBe(200)
    // Another address of the same customer.
    const six = await flood(2_000, (i) => get(`2001:db8:1:2::${(i + 1).toString(16)}`))
    expect(six).toBeLessThan(1_000)
    expect((await get('2001:db8:1:3::1')).status).toBe(200)
  })

  it('lets a class of 30 behind one router come in at once, and each go on', async () => {
    const cookies = await Promise.all(Array.from({ length: 30 }, () => guest('198.51.100.7')))
    for (let page = 0; page < (IS_HARD ? 15 : 5); page++) {
      const answers = await Promise.all(cookies.map((cookie) => get('198.51.100.7', cookie)))
      expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200))
    }
    const opened = await Promise.all(
      cookies.flatMap((cookie) => [open('198.51.100.7', cookie), open('198.51.100.7', cookie)]),
    )
    expect(opened.map(({ outcome }) => outcome)).toEqual(Array(60).fill('open'))
    for (const { socket } of opened) socket.terminate()
  })

  it.runIf(IS_HARD)(
    'counts a member by themselves, and does not let one come as a hundred guests',
    async () => {
      const cookie = await guest('192.0.2.1')
      expect(await flood(2_000, () => get('192.0.2.1', cookie))).toBeLessThan(1_000)
      // Others there go on.
      expect((await get('192.0.2.1', await guest('192.0.2.1'))).status).toBe(200)
      // Each of them is nobody when they come.
      expect(
        await flood(2_000, async () => ({ status: (await guest('192.0.2.9')) === '' ? 429 : 200 })),
      ).toBeLessThan(1_000)
    },
    60_000,
  )

  it('bounds sockets that are opened, and how many one address holds', async () => {
    const cookie = await guest('192.0.2.20')
    const sockets: WebSocket[] = []
    let refusal = ''
    for (let i = 0; i < 2 * SOCKET_RATE.member.atOnce && refusal === ''; i++) {
      const { socket, outcome } = await open('192.0.2.20', cookie)
      sockets.push(socket)
      if (outcome !== 'open') refusal = outcome
    }
    // Half of the node's 200 connections, before the pace is too fast.
    expect(sockets).toHaveLength(101)
    expect(refusal).toContain('429')
    const other = await open('192.0.2.21', await guest('192.0.2.21'))
    expect(other.outcome).toBe('open')
    sockets.push(other.socket)
    for (const socket of sockets) socket.terminate()
    await until('there is room again', async () => {
      const { socket, outcome } = await open('192.0.2.20', cookie)
      socket.terminate()
      return outcome === 'open'
    })
  })

  it.runIf(IS_HARD)('believes nobody but the proxies that were named', async () => {
    await using direct = await serveInside()
    // The sender is on this machine, and no proxy: the header counts for nothing, and the log warns of it.
    const spoofed = (i: number) => ({ 'x-forwarded-for': `203.0.113.${i % 250}` })
    const statuses = new Set<number>()
    for (let i = 0; i < API_RATE.nobody.atOnce + 20; i += 20) {
      const some = Array.from({ length: 20 }, (_, j) =>
        ask(direct.url, 'GET /api/me', { headers: spoofed(i + j) }),
      )
      for (const { status } of await Promise.all(some)) statuses.add(status)
    }
    expect([...statuses]).toEqual([200])
    expect(direct.log.join('')).toContain('name it with --proxies')
    expect(
      (await ask(direct.url, 'GET /api/me', { headers: { 'x-forwarded-host': 'evil.example' } })).status,
    ).toBe(200)
    expect(
      (await ask(server.url, 'GET /api/me', { headers: { 'x-forwarded-host': 'evil.example' } })).status,
    ).toBe(421)
  })

  async function open(from: string, cookie: string): Promise<{ socket: WebSocket; outcome: string }> {
    const headers = { 'x-forwarded-for': from, cookie }
    const socket = new WebSocket(`${server.wsUrl}/sync/inkland/welcome`, { headers })
    const outcome = await Promise.race([
      once(socket, 'open').then(() => 'open'),
      new Promise<string>((resolve) => socket.once('error', ({ message }) => resolve(message))),
    ])
    return { socket, outcome }
  }
})
