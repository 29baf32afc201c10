// Two nodes whose clocks differ: each says so, by how much, and soon after a clock is right all goes on. The
// wire is scripted, all else is real.
import type { IncomingMessage } from 'node:http'
import { beforeEach, describe, expect, it } from 'vitest'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { createPeerEdge, PeerRefusalError } from '../../../server/http/edge/peer-admission.ts'
import { cardOf } from '../../../server/peers/identity/node-card.ts'
import { openIdentity } from '../../../server/peers/identity/node-identity.ts'
import { createPeerClient, type PeerClient } from '../../../server/peers/known/peer-client.ts'
import { createAcquaintance } from '../../../server/peers/known/node-discovery.ts'
import { createPeers, openKnownNodes, type Peers } from '../../../server/peers/node-peers.ts'
import type { Outward } from '../../../server/peers/outward/outward-requests.ts'
import { PeerFault } from '../../../server/peers/outward/peer-fault.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import { CARD_PATH } from '../../../shared/wire/peers/peer-claims.ts'
import type { ServerClock } from '../../../server/time/server-clock.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { pathTo } from '../../peers.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const YEAR_MS = 365.2425 * DAY_MS
const [adas, bobs] = ['ada.example', 'bob.example'].map((text) => parseNodeName(text)!) as [
  NodeName,
  NodeName,
]
const KEY = pathTo('/api/peers/key')

/** What passes for both; each has a clock on its wall. */
let time: VirtualTime

interface Side {
  readonly clock: ServerClock & { jumped: number }
  readonly peers: Peers
  readonly caller: PeerClient
}

const sides = new Map<NodeName, Side>()
/** How often each node was asked something signed. */
const asked = new Map<NodeName, number>()

/** What `host` answers over the wire. */
async function answerOf(host: NodeName, path: string, method: string, headers: Record<string, string>) {
  const { peers, clock } = sides.get(host)!
  if (path === CARD_PATH) return { status: 200, body: cardOf(peers.identity, '') }
  asked.set(host, (asked.get(host) ?? 0) + 1)
  const request = {
    method,
    url: path,
    headers,
    headersDistinct: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  }
  try {
    await createPeerEdge({ peers, clock }).admit(request as unknown as IncomingMessage)
    return { status: 204, body: null }
  } catch (error) {
    if (error instanceof PeerRefusalError) return { status: 401, body: error.refusal }
    throw error
  }
}

async function makeSide(name: NodeName, seed: number): Promise<Side> {
  const clock = {
    jumped: 0,
    now: () => time.now() + clock.jumped,
    monotonic: () => time.monotonic(),
    after: (ms: number, run: () => void) => time.after(ms, run),
    soon: (run: () => void) => time.soon(run),
  }
  const { bytes: random } = seededRandom(seed)
  const store = createMemoryStore()
  const tables = createRecordTables({ store, onUnreadable: () => {} })
  const outward: Outward = {
    async fetch(address, { method = 'GET', headers = {} } = {}) {
      const url = new URL(address)
      const { status, body } = await answerOf(url.host as NodeName, url.pathname, method, { ...headers })
      return { status, headers: {}, body: Buffer.from(JSON.stringify(body)), url }
    },
    socket: () => expect.unreachable('no socket is opened'),
  }
  const identity = await openIdentity({ store, clock, random, names: () => [name] })
  const who = () => Promise.resolve(null)
  const made = createPeers({
    known: await openKnownNodes({ tables, clock, openness: 'open', onTrouble: () => {} }),
    tables,
    store,
    people: createPeople({ store, random }),
    clock,
    random,
    identity,
    openness: 'open',
    allowPrivate: true,
    who,
  })
  const { book, signing } = made
  const acquaintance = createAcquaintance({ book, outward, self: identity, clock, mayBePlain: false })
  const caller = createPeerClient({ identity, signing, outward, book, acquaintance, who, clock })
  return { clock, caller, peers: { ...made, outward, acquaintance, caller } }
}

let ada: Side
let bob: Side

beforeEach(async () => {
  time = new VirtualTime()
  asked.clear()
  sides.clear()
  ada = await makeSide(adas, 1)
  bob = await makeSide(bobs, 2)
  sides.set(adas, ada)
  sides.set(bobs, bob)
})

const ask = (from: Side, to: NodeName): Promise<string> =>
  from.caller.call(to, { method: 'POST', path: KEY }).then(
    ({ status }) => String(status),
    (error: unknown) => (error instanceof PeerFault ? `${error.kind}: ${error.message}` : String(error)),
  )

/** Lets both nodes live for so long; what they sign meanwhile is signed by other threads. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await time.pass(1_000)
    for (let times = 0; times < 5; times++)
      await ada.peers.signing.sign({ to: bobs, method: 'GET', path: KEY, body: new Uint8Array() })
  }
}

describe('[N5] a clock that is wrong', () => {
  it.each([
    ['2 minutes ahead of', 2 * MINUTE_MS],
    ['3 days behind', -3 * DAY_MS],
    ['12 years ahead of', 12 * YEAR_MS],
  ])('%s the other one is told to both sides', async (words, jumped) => {
    expect(await ask(ada, bobs)).toBe('204')
    ada.clock.jumped = jumped
    const rest = 'The two nodes cannot work together until an admin sets the wrong clock right.'
    const told = `This node’s clock is ${words} the one of bob.example. ${rest}`
    expect(await ask(ada, bobs)).toBe(`clock: ${told}`)
    // At once, and not that it is asleep.
    expect(await ask(ada, bobs)).toBe(`clock: ${told}`)
    expect(asked.get(bobs)).toBe(3)
    expect(ada.peers.book.figures.clockTrouble(bobs)).toBe(told)
    expect(bob.peers.book.find(adas)?.lastError).toMatchObject({
      kind: 'clock',
      sentence: `The clock of ada.example is ${words} this node’s. ${rest}`,
    })
  })

  it('is set right, and all that waits is told within 10 s, whatever asks or does not', async () => {
    const states: string[] = []
    ada.peers.book.onState((node, state) => states.push(`${node} ${state}`))
    await ask(ada, bobs)
    ada.clock.jumped = 5 * MINUTE_MS
    await ask(ada, bobs)
    // For long enough that a wait that doubles is long.
    await pass(2 * MINUTE_MS)
    expect(states).toEqual(['bob.example awake', 'bob.example asleep'])
    expect(asked.get(bobs)).toBeLessThan(30)
    ada.clock.jumped = 0
    await pass(10_000)
    expect(states).toEqual(['bob.example awake', 'bob.example asleep', 'bob.example awake'])
    expect(ada.peers.book.figures.clockTrouble(bobs)).toBeNull()
    expect(await ask(ada, bobs)).toBe('204')
    const often = asked.get(bobs)
    await pass(10_000)
    expect(asked.get(bobs)).toBe(often)
  })

  it('counts for as long as what is signed here does not, also if the other node comes here meanwhile', async () => {
    await ask(ada, bobs)
    await ask(bob, adas)
    // Ahead by more than may be, and less than a request counts for: bob’s requests count with ada.
    ada.clock.jumped = 40_000
    expect(await ask(ada, bobs)).toContain('clock: This node’s clock is 40 seconds ahead')
    const states: string[] = []
    ada.peers.book.onState((_node, state) => states.push(state))
    expect(await ask(bob, adas)).toBe('204')
    expect(states).toEqual([])
    expect(ada.peers.book.figures.clockTrouble(bobs)).not.toBeNull()
  })

  it('and was set back holds up nobody who was asleep before', async () => {
    await ask(ada, bobs)
    ada.clock.jumped = 12 * YEAR_MS
    ada.peers.book.figures.failed(bobs, new PeerFault('asleep', bobs, 'It is asleep.'))
    expect(await ask(ada, bobs)).toBe('asleep: bob.example is asleep. Try again when it is awake.')
    ada.clock.jumped = 0
    expect(await ask(ada, bobs)).toBe('204')
  })
})

it('[N5] nobody else can have it said that a clock is wrong', async () => {
  await ask(ada, bobs)
  const mallory = await makeSide(adas, 3)
  mallory.clock.jumped = DAY_MS
  expect(await ask(mallory, bobs)).toContain('no such key')
  expect(bob.peers.book.find(adas)?.lastError?.kind).not.toBe('clock')
})
