// A node's key and name: made once, kept, and changed so that nodes that knew it know it again.
import { calculateJwkThumbprint } from 'jose'
import { expect, it } from 'vitest'
import { cardOf, isKnownBy, keyAt, readCard, type Card } from '../../../server/peers/identity/node-card.ts'
import {
  nodeNameOf,
  OLD_KEY_MS,
  openIdentity,
  type NodeIdentity,
} from '../../../server/peers/identity/node-identity.ts'
import { isKeyName } from '../../../server/peers/identity/node-keys.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { CARD_BYTES_MAX, OLD_KEYS_MAX } from '../../../shared/wire/peers/peer-claims.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'

const random = seededRandom(1).bytes
const HOUSE = parseNodeName('house.example')!

const open = (store: Store, time: VirtualTime, names = [HOUSE]): Promise<NodeIdentity> =>
  openIdentity({ store, clock: time, random, names: () => names })

/** As another node reads it. */
async function seen(identity: NodeIdentity): Promise<Card> {
  const told: unknown = JSON.parse(JSON.stringify(cardOf(identity, 'The house')))
  const card = await readCard(told, identity.name())
  if ('kind' in card) throw new Error(card.text)
  return card
}

it('[N1] a node has one key, made at the first start, whose id is its thumbprint', async () => {
  const store = createMemoryStore()
  const time = new VirtualTime()
  const first = await open(store, time)
  const again = await open(store, time)
  const { current } = first.keys()
  expect(again.keys()).toEqual({ current, old: [] })
  expect(again.run).not.toBe(first.run)
  expect(await calculateJwkThumbprint(current)).toBe(current.kid)
  expect((await seen(first)).keys.keys).toEqual([current])
})

it('[N2] a key that is turned over counts for seven days, and vouches for the next one for good', async () => {
  const store = createMemoryStore()
  const time = new VirtualTime()
  const identity = await open(store, time)
  const first = identity.keys().current
  await identity.turnOver()
  const second = identity.keys().current
  expect(second.kid).not.toBe(first.kid)
  // The half that signs is gone from the disk.
  const [kept] = (await store.records('node-key')).filter(({ id }) => id === first.kid)
  expect(Object.keys(kept?.value ?? {})).not.toContain('seed')

  time.jumped = OLD_KEY_MS - 1
  const card = await seen(await open(store, time))
  expect(keyAt(card, first.kid, time.now())).toEqual(first)
  expect(keyAt(card, second.kid, time.now())).toEqual(second)
  time.jumped = OLD_KEY_MS
  expect(keyAt(card, first.kid, time.now())).toBeNull()
  expect(isKnownBy(card, first.kid)).toBe(true)
  expect(isKnownBy(card, 'another')).toBe(false)
})

it('[N2] a stolen key counts no more', async () => {
  const time = new VirtualTime()
  const identity = await open(createMemoryStore(), time)
  const { kid } = identity.keys().current
  await identity.turnOver('stolen')
  const card = await seen(identity)
  expect(keyAt(card, kid, time.now())).toBeNull()
  expect(isKnownBy(card, kid)).toBe(true)
})

it('[N2] with a stolen key all that came before it count no more, and it is known when that was', async () => {
  const time = new VirtualTime()
  const store = createMemoryStore()
  const identity = await open(store, time)
  const first = identity.keys().current
  await identity.turnOver()
  expect(keyAt(await seen(identity), first.kid, time.now())).toEqual(first)
  expect(identity.stolenAt()).toBeNull()
  time.jumped = 1_000
  await identity.turnOver('stolen')
  const card = await seen(await open(store, time))
  // Also where the clock of this machine is ahead of others.
  for (const now of [time.now(), time.now() - OLD_KEY_MS])
    expect(card.old.map(({ key }) => keyAt(card, key.kid, now))).toEqual([null, null])
  expect(isKnownBy(card, first.kid)).toBe(true)
  await identity.turnOver()
  expect((await open(store, time)).stolenAt()).toBe(identity.stolenAt())
  expect(identity.stolenAt()).toBe(time.now())
})

it('[N2] keys that are turned over at once are turned over once', async () => {
  const identity = await open(createMemoryStore(), new VirtualTime())
  await Promise.all([identity.turnOver(), identity.turnOver()])
  expect(identity.keys().old).toHaveLength(1)
  expect((await seen(identity)).old).toHaveLength(1)
})

it('[N2] tells of so many old keys, and its card stays small', async () => {
  const time = new VirtualTime()
  const identity = await open(createMemoryStore(), time)
  for (let count = 0; count < OLD_KEYS_MAX + 3; count++) {
    time.jumped += 1000
    await identity.turnOver()
  }
  expect((await seen(identity)).old).toHaveLength(OLD_KEYS_MAX)
  const told = JSON.stringify(cardOf(identity, 'x'.repeat(80)))
  expect(told.length).toBeLessThan(CARD_BYTES_MAX / 5)
  // A node without an address sends it along in a header.
  expect(Buffer.from(told).toString('base64url').length).toBeLessThan(8_192)
})

it('[N3] a node without a public address is called by its first key, whatever key it has later', async () => {
  const store = createMemoryStore()
  const time = new VirtualTime()
  const identity = await open(store, time, [])
  const name = identity.name()
  expect(name).toMatch(/^[a-z2-7]{32}\.inkland\.alt$/)
  expect(isKeyName(name)).toBe(true)
  await identity.turnOver()
  await identity.turnOver()
  expect((await open(store, time, [])).name()).toBe(name)
  expect((await seen(identity)).name).toBe(name)
  // With an address it has that name, and still answers to this one.
  expect((await open(store, time)).names()).toEqual([HOUSE, name])
})

it('a key that cannot be read is not made anew: it would be another node', async () => {
  const store = createMemoryStore()
  await store.changeRecords([{ kind: 'node-key', id: 'x', value: { state: 'current' } }])
  await expect(open(store, new VirtualTime())).rejects.toThrow('Restore a backup')
})

it.each([
  ['https://house.example', 'house.example'],
  ['https://house.example:7070', 'house.example:7070'],
  ['http://house.example', 'house.example:80'],
  ['http://127.0.0.1:7070', '127.0.0.1:7070'],
  ['http://[::1]:7070', '[::1]:7070'],
  ['https://bücher.example', 'xn--bcher-kva.example'],
])('[N1] a node at %s is called %s', (origin, name) => {
  expect(nodeNameOf(origin)).toBe(name)
})

it.each([
  [
    { inkland: 2 },
    'house.example runs a newer Inkland (2; this one is 1). This node has to be updated first.',
  ],
  [{ inkland: 0 }, 'house.example runs an older Inkland (0; this one is 1). It has to be updated first.'],
  [{ hello: 1 }, 'house.example does not answer as an Inkland node.'],
])('[N4] a card of %j is refused in words', async (card, text) => {
  expect(await readCard(card, HOUSE)).toMatchObject({ kind: 'refused', text })
})
