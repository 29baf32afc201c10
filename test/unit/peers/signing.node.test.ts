// Signed requests: which count, for how long, and how much is remembered of them. Those that must not count
// are in test/attack/peers.
import { beforeEach, expect, it } from 'vitest'
import { cardOf } from '../../../server/peers/identity/node-card.ts'
import { openIdentity, type NodeIdentity } from '../../../server/peers/identity/node-identity.ts'
import { checkRequest, REQUEST_SEEN_MS } from '../../../server/peers/identity/signed-requests.ts'
import { createSeen } from '../../../server/peers/identity/replay-cache.ts'
import { createSigning, type Signing } from '../../../server/peers/identity/request-signing.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { pathTo } from '../../peers.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'

const random = seededRandom(1).bytes
const MINUTE_MS = 60_000
const GET = { method: 'GET', path: pathTo('/sync/bob/square?inkland=1'), body: new Uint8Array() }

/** Two machines, each with a clock of its own. */
const ada = new VirtualTime()
const bob = new VirtualTime()
let asking: NodeIdentity
let asked: NodeIdentity
let adas: Signing
let bobs: Signing

const open = (name: string, clock: VirtualTime) =>
  openIdentity({ store: createMemoryStore(), clock, random, names: () => [parseNodeName(name)!] })
const keysOf = () => Promise.resolve(cardOf(asking, 'Ada'))
const sign = () => adas.sign({ to: asked.name(), ...GET })
const stillHas = () => Promise.resolve(true)
const check = (authorization: string) =>
  bobs.check({ ...GET, authorization: [authorization] }, { keysOf, stillHas })

beforeEach(async () => {
  ada.jumped = 0
  bob.jumped = 0
  asking = await open('ada.example', ada)
  asked = await open('bob.example', bob)
  adas = createSigning({ identity: asking, clock: ada, random })
  bobs = createSigning({ identity: asked, clock: bob, random })
})

it('[N5] the first request learns the run of the node that it is for, and the second counts', async () => {
  expect(await check(await sign())).toMatchObject({ code: 'run' })
  expect(adas.learn(asked.name(), asked.run)).toBe(true)
  expect(await check(await sign())).toMatchObject({ kind: 'from', node: 'ada.example' })
  // Told the same again, it would ask for ever.
  expect(adas.learn(asked.name(), asked.run)).toBe(false)
  expect(adas.learn(asked.name(), null)).toBe(false)
  expect(adas.learn(asked.name(), 'no run\n')).toBe(false)
})

it.each([
  ['as it is', 0, null],
  ['30 s ahead', 30_000, null],
  ['59 s behind', -59_000, null],
  ['31 s ahead', 31_000, '31 seconds ahead of'],
  ['5 minutes ahead', 5 * MINUTE_MS, '5 minutes ahead of'],
  ['a minute behind', -MINUTE_MS, '1 minute behind'],
  ['three hours behind', -180 * MINUTE_MS, '3 hours behind'],
])('[N5] a clock that is %s is told', async (_what, jumped, words) => {
  ada.jumped = jumped
  adas.learn(asked.name(), asked.run)
  const text = `The clock of ada.example is ${words} this node’s. The two nodes cannot work together until an admin sets the wrong clock right.`
  expect(await check(await sign())).toMatchObject(
    words === null ? { kind: 'from' } : { code: 'clock', text, aheadS: jumped / 1000 },
  )
})

it('[N5] what came already does not count again, also after a clock was set back', async () => {
  adas.learn(asked.name(), asked.run)
  const first = await sign()
  expect(await check(first)).toMatchObject({ kind: 'from' })
  expect(await check(first)).toMatchObject({ code: 'again' })
  bob.jumped = 2 * REQUEST_SEEN_MS
  ada.jumped = 2 * REQUEST_SEEN_MS
  expect(await check(first)).toMatchObject({ code: 'clock' })
  expect(await check(await sign())).toMatchObject({ kind: 'from' })
  bob.jumped = 0
  expect(await check(first)).toMatchObject({ code: 'again' })
})

it('[N5] what was held up until it was forgotten does not count again', async () => {
  adas.learn(asked.name(), asked.run)
  const first = await sign()
  expect(await check(first)).toMatchObject({ kind: 'from' })
  // It takes long to hear that the key is still its own.
  const { promise, resolve } = Promise.withResolvers<void>()
  const isAsked = Promise.withResolvers<void>()
  const late = {
    keysOf,
    stillHas() {
      isAsked.resolve()
      return promise.then(stillHas)
    },
  }
  const held = bobs.check({ ...GET, authorization: [first] }, late)
  await isAsked.promise
  bob.jumped = 2 * REQUEST_SEEN_MS
  resolve()
  expect(await held).toMatchObject({ code: 'again' })
})

it('[N10] whether a key is still its own is asked of no node in whose name anybody else signs', async () => {
  adas.learn(asked.name(), asked.run)
  const questions: string[] = []
  const keys = {
    keysOf,
    stillHas: (node: string, kid: string) => Promise.resolve(questions.push(`${node} ${kid}`) > 1),
  }
  const good = await sign()
  const by = (authorization: string) => bobs.check({ ...GET, authorization: [authorization] }, keys)
  const [head, claims, signature = ''] = good.split('.')
  for (const forged of [`${head}.${claims}.${signature.replace(/^.{4}/, 'AAAA')}`, `${head}.${claims}.`])
    expect(await by(forged)).toMatchObject({ kind: 'refused' })
  expect(questions).toEqual([])
  expect(await by(good)).toMatchObject({ code: 'unknown', text: expect.stringContaining('no longer') })
  // It was not used up.
  expect(await by(good)).toMatchObject({ kind: 'from' })
  expect(questions).toEqual(Array(2).fill(`ada.example ${asking.keys().current.kid}`))
})

it('[N5] a node that asks too often is told to wait', async () => {
  adas.learn(asked.name(), asked.run)
  const seen = createSeen({ clock: bob, lifeMs: REQUEST_SEEN_MS, mostOfOne: 1 })
  const check = async () =>
    checkRequest(
      { ...GET, authorization: [await sign()] },
      { keys: { keysOf, stillHas }, self: asked, now: () => bob.now(), seen },
    )
  expect(await check()).toMatchObject({ kind: 'from' })
  expect(await check()).toMatchObject({ code: 'busy', text: expect.stringContaining('in a minute') })
})

it('[N5] remembers so many, of one and of all, and refuses rather than forget', () => {
  const time = new VirtualTime()
  const seen = createSeen({ clock: time, lifeMs: 1000, most: 5, mostOfOne: 3 })
  const END = 9e9
  for (const id of ['1', '2', '3']) expect(seen.take('a', id, END)).toBe('new')
  expect(seen.take('a', '4', END)).toBe('busy')
  expect(seen.take('a', '1', END)).toBe('again')
  for (const id of ['1', '2']) expect(seen.take('b', id, END)).toBe('new')
  expect(seen.take('c', '1', END)).toBe('busy')
  time.jumped = 1000
  expect(seen.take('c', '1', END + 1)).toBe('new')
  expect(seen.take('a', '1', END)).toBe('again')
  for (const id of ['5', '6', '7']) expect(seen.take('a', id, END + 1)).toBe('new')
  expect(seen.take('a', '8', END + 1)).toBe('busy')
})
