// Two nodes, and between them connections that are slow, break, end on one side, or carry nothing while they
// seem open: people go, things change hands, and each is in one place in the end. Every request meanwhile is
// answered in time, also one without a body.
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLine, type ActionLine } from '../../../server/peers/lines/action-line.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import type { WireEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import { pathTo, startBehind, startLone, type LoneNode } from '../../peers.ts'
import { until } from '../../process.ts'
import { startProxy, type Proxy } from '../../proxy.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'
import { Carrier, isGiving, roundsOf } from './carrier.ts'
import { isSeen } from './travellers.ts'
import { roundsOr } from '../../support/rounds.ts'

const ROUNDS = roundsOr(20)
const AT_ONCE = 3
const STORM_MS = 5_000
/** A driver waits for 15 s until it says that nobody knows; and the machine may be busy. */
const ANSWERED_MS = 20_000
/** A line is asked after 10 s in which nothing came, and cut 6 s later; and the machine may be busy. */
const AGREED_MS = 30_000
/** A node waits for 10 s for another one. */
const CALL_MS = 10_000
const BODILESS = 10_000
const LIMIT_MS = 180_000 + ROUNDS * 90_000

const seed = seedFromEnvironment()
const random = seededRandom(seed)
const rounds = roundsOf(ROUNDS, AT_ONCE)
let proxies: readonly [Proxy, Proxy]
let carrier: Carrier
let lone: LoneNode

beforeAll(async () => {
  proxies = [await startProxy(random.fraction), await startProxy(random.fraction)]
  const [a, b] = await Promise.all([startBehind('ada', proxies[0]), startBehind('bob', proxies[1])])
  lone = await startLone()
  carrier = new Carrier(a, b)
  await carrier.begin(rounds)
}, LIMIT_MS)

afterAll(async () => {
  await carrier?.end()
  await lone?.[Symbol.asyncDispose]()
  for (const proxy of proxies ?? []) await proxy[Symbol.asyncDispose]()
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Events that happen to all connections to one of the nodes. */
const EVENTS: readonly ((proxy: Proxy, random: Random) => void)[] = [
  (proxy) => proxy.cut(),
  (proxy) => proxy.halfClose('caller'),
  (proxy) => proxy.halfClose('called'),
  (proxy) => void (proxy.weather = 'silent'),
  (proxy) => {
    proxy.weather = 'closed'
    proxy.cut()
  },
  (proxy, { below }) => void (proxy.delayMs = below(200)),
  (proxy) => proxy.fair(),
  (proxy) => proxy.fair(),
  // A request over these waits as long as any does.
  (proxy) => proxy.strand(),
]

async function storm(counted: { events: number }): Promise<void> {
  const end = performance.now() + STORM_MS
  while (performance.now() < end) {
    const proxy = proxies[random.below(2)]
    if (proxy !== undefined) EVENTS[random.below(EVENTS.length)]?.(proxy, random)
    counted.events += 1
    await pause(random.below(500))
  }
  for (const proxy of proxies) {
    proxy.delayMs = 20
    proxy.fair()
  }
}

test(
  '[N41] [N61] over lines that are slow, break, end on one side or fall silent, everybody and everything is in one place',
  { timeout: LIMIT_MS },
  async () => {
    const counted = { events: 0 }
    let slowest = 0
    const timed = async (ask: Promise<unknown>): Promise<void> => {
      const since = performance.now()
      await ask
      slowest = Math.max(slowest, performance.now() - since)
    }
    for (const round of rounds) {
      await carrier.bring(round)
      const { ada } = carrier
      const passing = storm(counted)
      await pause(random.below(300))
      const asked = round.names.map((name) => timed(ada.putDown(name)))
      await timed(isGiving(round) ? ada.leave() : ada.enter('out'))
      await timed(ada.visit(isGiving(round) ? carrier.square : 'ada/room'))
      await Promise.all([...asked, passing])
      await carrier.look()
      for (const name of round.names) await carrier.settled(name, isGiving(round), seed)
    }
    await carrier.allSettled(rounds, seed)
    await until('she is at home, and not there as well', () => !carrier.isSeenThere, 30_000)
    expect(slowest).toBeLessThan(ANSWERED_MS)
    console.info(
      `${ROUNDS} storms, ${counted.events} events, ${proxies[0].opened + proxies[1].opened} lines: ${ROUNDS * AT_ONCE} things, 0 lost, 0 twice; ` +
        `each request was answered within ${Math.round(slowest)} ms (seed ${seed})`,
    )
  },
)

test(
  '[N52] [N53] over lines that are open and carry nothing any more, each node soon says of her what the other one says',
  { timeout: LIMIT_MS },
  async () => {
    const { ada, bob } = carrier
    const strand = (): void => proxies.forEach((proxy) => proxy.strand())
    const within = <T>(what: string, check: () => T | Promise<T>) => until(what, check, AGREED_MS)
    for (const proxy of proxies) proxy.fair()
    await carrier.comeHome()
    await carrier.goOut()
    // Nobody hears that she goes.
    strand()
    expect((await ada.visit('ada/room')).ok).toBe(true)
    await within('bob does not see her any more', () => !carrier.isSeenThere)

    // Messages from there no longer arrive where she looks at it.
    strand()
    await within('the portal leads there', async () => {
      await ada.walkTo('out')
      return (await ada.enter('out')).ok
    })
    await within('bob sees her', () => carrier.isSeenThere)
    await within('she sees herself there', () => ada.world === carrier.square && ada.me !== null)

    // And nobody opens anything at all, so that each line is asked in its turn.
    strand()
    expect((await bob.visit()).ok).toBe(true)
    await within('she sees bob', () => isSeen(ada, 'bob'))
    expect(carrier.isSeenThere).toBe(true)

    // That node is asleep, as far as hers can tell. It hears that she is at home as soon as it is awake,
    // before it could know by itself.
    strand()
    for (const proxy of proxies) proxy.weather = 'closed'
    await until('she is at home', () => ada.world !== carrier.square && ada.me !== null, 40_000)
    expect(carrier.isSeenThere).toBe(true)
    for (const proxy of proxies) proxy.fair()
    await until('bob sees her no more', () => !carrier.isSeenThere, 10_000)
    await carrier.comeHome()
  },
)

/** A connection of a person of the test's own node to the square, and the messages on it. */
async function lineOf(person: MemberId, session: string): Promise<{ line: ActionLine; events: WireEvent[] }> {
  const { caller } = lone.peers
  const socket = await caller.socket(carrier.b.name, pathTo('/sync/bob/square/live?inkland=1&bare=1'), person)
  const events: WireEvent[] = []
  const onEvent = (event: WireEvent): void => void events.push(event)
  return { line: createLine({ socket, session, clock: systemClock, onEvent, onClosed: () => {} }), events }
}

test('[N53] what an older line brings late of coming and going does not count', async () => {
  const eve = lone.person('eve')
  const account = `eve@${lone.name}`
  const [older, newer] = [await lineOf(eve, 'older'), await lineOf(eve, 'newer')]
  const late = { ok: false, why: 'You are already somewhere else.' }
  expect((await newer.line.act({ verb: 'visit' })).ok).toBe(true)
  expect(await older.line.act({ verb: 'quit' })).toEqual(late)
  await until('bob sees her', () => isSeen(carrier.bob, account))
  expect((await newer.line.act({ verb: 'quit' })).ok).toBe(true)
  expect(await older.line.act({ verb: 'visit' })).toEqual(late)
  await until('bob sees her no more', () => !isSeen(carrier.bob, account))
  for (const { line } of [older, newer]) line.close()
})

test('[N42] who went on from there by what they ask again is told so again', async () => {
  const flo = lone.person('flo')
  const first = await lineOf(flo, 'flo')
  expect((await first.line.act({ verb: 'visit' })).ok).toBe(true)
  expect((await first.line.act({ verb: 'leave' })).ok).toBe(true)
  expect(first.events.filter(({ type }) => type === 'go')).toEqual([{ type: 'go', to: null }])
  first.line.close()
  // The same two questions on another connection, as if neither had been answered.
  const second = await lineOf(flo, 'flo')
  expect((await second.line.act({ verb: 'visit' })).ok).toBe(true)
  expect((await second.line.act({ verb: 'leave' })).ok).toBe(true)
  expect(second.events.filter(({ type }) => type === 'go')).toEqual([{ type: 'go', to: null }])
  second.line.close()
})

/** A request sent byte by byte on one connection, and the first answer; rejects when there is none. */
async function saidRaw(parts: readonly string[]): Promise<string> {
  const socket = connect({ port: proxies[1].port, host: '127.0.0.1' })
  socket.on('error', () => {})
  await once(socket, 'connect')
  const answered = once(socket, 'data', { signal: AbortSignal.timeout(CALL_MS) }) as Promise<[Buffer]>
  for (const part of parts) {
    socket.write(part)
    await pause(5)
  }
  try {
    const [answer] = await answered
    return answer.toString().split('\r\n', 1)[0] ?? ''
  } finally {
    socket.destroy()
  }
}

test(
  `[N5] ${BODILESS} signed requests without a body are each answered, however they come`,
  { timeout: LIMIT_MS + BODILESS * 100 },
  async () => {
    const { name } = carrier.b
    proxies[1].delayMs = 5
    const people = new Map<number, MemberId>()
    /** Somebody knocks thirty times an hour. */
    const somebody = (at: number): MemberId => {
      const who = Math.floor(at / 25)
      const person = people.get(who) ?? lone.person(`eve${who}`)
      people.set(who, person)
      return person
    }
    const statuses = new Map<number, number>()
    let [left, slowest] = [BODILESS, 0]
    const ask = async (): Promise<void> => {
      while (left > 0) {
        left -= 1
        const since = performance.now()
        const call = {
          method: 'POST',
          path: pathTo('/api/worlds/bob/square/knock'),
          as: somebody(left),
        } as const
        const { status } = await lone.peers.caller.call(name, call)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        slowest = Math.max(slowest, performance.now() - since)
        // It may ask a hundred times a second.
        await pause(50)
      }
    }
    await Promise.all(Array.from({ length: 6 }, ask))
    expect(slowest).toBeLessThan(CALL_MS)
    expect([...statuses.keys()]).toEqual([204])

    const path = pathTo('/api/peers/nothing')
    const head = async (more: string): Promise<string> => {
      const authorization = await lone.peers.signing.sign({
        to: name,
        method: 'POST',
        path,
        body: new Uint8Array(),
      })
      return `POST ${path} HTTP/1.1\r\nHost: ${name}\r\nAuthorization: ${authorization}\r\n${more}\r\n`
    }
    const letters = async (more: string): Promise<string[]> => (await head(more)).match(/[^]{1,40}/g) ?? []
    const shapes: readonly (readonly string[])[] = [
      [await head('')],
      [await head('Content-Length: 0\r\n')],
      [await head('Content-Type: application/json\r\n')],
      [await head('Content-Type: application/json\r\nContent-Length: 0\r\n')],
      [await head('Transfer-Encoding: chunked\r\n'), '0\r\n', '\r\n'],
      [await head('Expect: 100-continue\r\nContent-Length: 0\r\n')],
      await letters('Content-Length: 0\r\n'),
      await letters('Content-Type: application/json\r\nConnection: keep-alive\r\nContent-Length: 0\r\n'),
      [(await head('Content-Length: 0\r\n')) + (await head('Content-Length: 0\r\n'))],
    ]
    for (const shape of shapes) expect(await saidRaw(shape)).toMatch(/^HTTP\/1\.1 (404|415|100) /)
    console.info(
      `${BODILESS} requests without a body: ${JSON.stringify([...statuses])}, the slowest ${Math.round(slowest)} ms; ${shapes.length} shapes`,
    )
  },
)
