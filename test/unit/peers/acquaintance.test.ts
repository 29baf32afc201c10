// [N10] How a node meets others and knows them again, over a scripted network: its requests to each, how
// often, and their effects.
import { describe, expect, it } from 'vitest'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import {
  CARD_MS,
  createAcquaintance,
  STRANGERS_PER_MINUTE,
} from '../../../server/peers/known/node-discovery.ts'
import { openPeerDirectory } from '../../../server/peers/known/peer-directory.ts'
import { cardOf } from '../../../server/peers/identity/node-card.ts'
import { OutwardFault, type PeerFault } from '../../../server/peers/outward/faults.ts'
import { openIdentity, type NodeIdentity } from '../../../server/peers/identity/node-identity.ts'
import type { Outward } from '../../../server/peers/outward/outward-requests.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'

const DAY_MS = 86_400_000
const name = (text: string): NodeName => {
  const parsed = parseNodeName(text)
  if (parsed === null) throw new Error(`${text} is no name`)
  return parsed
}
const house = name('house.example')

const identityOf = (names: readonly NodeName[], seed: number): Promise<NodeIdentity> =>
  openIdentity({
    store: createMemoryStore(),
    clock: { now: () => 1_000_000 },
    random: seededRandom(seed).bytes,
    names: () => names,
  })

/** A node, and the answers at addresses: JSON, or a fault. */
async function place(mayBePlain = false) {
  const clock = { ms: 10 * DAY_MS, now: () => clock.ms, after: () => () => {} }
  const answers = new Map<string, unknown>()
  const asked: string[] = []
  const outward: Pick<Outward, 'fetch'> = {
    async fetch(address) {
      const url = new URL(address)
      asked.push(url.href)
      await Promise.resolve()
      const answer = answers.get(url.origin)
      if (answer instanceof Error) throw answer
      if (answer === undefined) throw new OutwardFault('away', `${url.host} does not answer.`)
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(answer)), url }
    },
  }
  const book = await openPeerDirectory({
    tables: createRecordTables({ store: createMemoryStore(), onUnreadable: () => {} }),
    clock,
    openness: 'open',
    onTrouble: () => {},
  })
  const self = await identityOf([name('self.example')], 99)
  const acquaintance = createAcquaintance({ book, outward, self, clock, mayBePlain })
  return { clock, answers, asked, book, acquaintance }
}

const CARD = '/.well-known/inkland'

describe('[N10] meeting a node', () => {
  it('asks for its card once, however many want it, and again after a day', async () => {
    const { answers, asked, acquaintance, clock, book } = await place()
    const identity = await identityOf([house], 1)
    answers.set('https://house.example', cardOf(identity, 'House'))
    const all = await Promise.all(Array.from({ length: 5 }, () => acquaintance.meet(house)))
    expect(all[0]).toMatchObject({ node: house, title: 'House', trust: 'unknown', state: 'awake' })
    await acquaintance.meet(house)
    expect(asked).toEqual([`https://house.example${CARD}`])
    clock.ms += DAY_MS + 1
    answers.set('https://house.example', cardOf(identity, 'New house'))
    await acquaintance.meet(house)
    await acquaintance.keysOf(house, identity.keys().current.kid)
    await expect.poll(() => book.find(house)?.title).toBe('New house')
    expect(asked).toHaveLength(2)
  })

  it('says why it cannot', async () => {
    const { answers, acquaintance } = await place()
    const identity = await identityOf([house], 1)
    const why = async (node: NodeName, answer?: unknown): Promise<string> => {
      if (answer !== undefined) answers.set(`https://${node}`, answer)
      return acquaintance.meet(node).then(
        () => '',
        (error: { kind: string; message: string }) => `${error.kind}: ${error.message}`,
      )
    }
    const card = cardOf(identity, 'House')
    expect(await why(name('self.example'))).toBe('refused: self.example is this node itself.')
    expect(await why(name('nobody.example'))).toBe('unreachable: nobody.example does not answer.')
    expect(await why(house, { ...card, inkland: 2 })).toContain('version: house.example runs a newer Inkland')
    expect(await why(house, { ...card, inkland: 0 })).toContain(
      'version: house.example runs an older Inkland',
    )
    expect(await why(house, { hello: 1 })).toBe('refused: house.example does not answer as an Inkland node.')
    expect(await why(name('other.example'), card)).toContain('says its name is house.example')
    expect(await why(house, new OutwardFault('refused', 'It lies inside.'))).toBe('private: It lies inside.')
    expect(await why(house, new OutwardFault('slow', 'It is slow.'))).toBe('slow: It is slow.')
    expect(await why(name(`${'a'.repeat(32)}.inkland.alt`))).toContain('no public address')
    expect(await why(house, card)).toBe('')
  })

  it('goes without https in a home network alone, where something else answers, and never again where it was there', async () => {
    const attic = name('attic.local:7070')
    const noTls = new OutwardFault('wrong', 'It does not use https there.')
    const home = await place(true)
    const identity = await identityOf([attic], 1)
    home.answers.set('https://attic.local:7070', noTls)
    home.answers.set('http://attic.local:7070', cardOf(identity, 'Attic'))
    await home.acquaintance.meet(attic)
    expect(home.acquaintance.originOf(attic)).toBe('http://attic.local:7070')
    home.answers.set('https://attic.local:7070', cardOf(identity, 'Attic'))
    await home.acquaintance.meet(attic, true)
    expect(home.acquaintance.originOf(attic)).toBe('https://attic.local:7070')
    home.answers.set('https://attic.local:7070', noTls)
    await expect(home.acquaintance.meet(attic, true)).rejects.toThrow('does not use https')
    // A name without a port is that of https.
    const plain = await identityOf([house], 2)
    home.answers.set('https://house.example', noTls)
    home.answers.set('http://house.example', cardOf(plain, 'House'))
    await expect(home.acquaintance.meet(house)).rejects.toThrow('does not use https')

    const outside = await place(false)
    outside.answers.set('https://attic.local:7070', noTls)
    outside.answers.set('http://attic.local:7070', cardOf(identity, 'Attic'))
    await expect(outside.acquaintance.meet(attic)).rejects.toThrow('does not use https')
    expect(outside.asked).toEqual([`https://attic.local:7070${CARD}`])
  })
})

describe('[N10] keys of who says to have signed', () => {
  it('are looked for again where one is not on the card, at most every 10 s', async () => {
    const { answers, asked, acquaintance, clock } = await place()
    const identity = await identityOf([house], 1)
    answers.set('https://house.example', cardOf(identity, 'House'))
    const before = identity.keys().current.kid
    await acquaintance.keysOf(house, before)
    await identity.turnOver()
    answers.set('https://house.example', cardOf(identity, 'House'))
    const { kid } = identity.keys().current
    const kids = async () => (await acquaintance.keysOf(house, kid))?.keys.keys.map((key) => key.kid)
    expect(await kids()).toEqual([before])
    expect(asked).toHaveLength(1)
    clock.ms += 10_000
    expect(await kids()).toEqual([kid])
    for (let times = 0; times < 10; times++) await acquaintance.keysOf(house, `${times}`)
    expect(asked).toHaveLength(2)
  })

  it('of strangers are looked for at most so often in a minute, whatever names they give', async () => {
    const { asked, acquaintance, clock } = await place()
    const at = (number: number) => name(`n${number}.example`)
    for (let number = 0; number < STRANGERS_PER_MINUTE; number++) {
      await expect(acquaintance.keysOf(at(number), 'x')).rejects.toThrow('does not answer')
    }
    await expect(acquaintance.keysOf(at(100), 'x')).rejects.toThrow('Try again in a minute')
    expect(asked).toHaveLength(STRANGERS_PER_MINUTE)
    clock.ms += 60_000
    await expect(acquaintance.keysOf(at(100), 'x')).rejects.toThrow('does not answer')
    // Asked a moment ago, in vain.
    expect(await acquaintance.keysOf(at(100), 'x')).toBeNull()
    expect(asked).toHaveLength(STRANGERS_PER_MINUTE + 1)
  })

  it('count by a card of the last five minutes: an older one is read first, a newer one in the background', async () => {
    const { answers, asked, acquaintance, clock } = await place()
    const identity = await identityOf([house], 1)
    answers.set('https://house.example', cardOf(identity, 'House'))
    const { kid } = identity.keys().current
    await acquaintance.keysOf(house, kid)
    const has = () => acquaintance.stillHas(house, kid)
    expect([await has(), asked.length]).toEqual([true, 1])
    // Half of the time is over: nobody waits, and it is read.
    clock.ms += CARD_MS / 2 + 1
    expect(await Promise.all(Array.from({ length: 5 }, has))).toEqual(Array(5).fill(true))
    await expect.poll(() => asked.length).toBe(2)
    clock.ms += CARD_MS - 1
    expect(await has()).toBe(true)
    await expect.poll(() => asked.length).toBe(3)
    // It says now that the key was stolen.
    await identity.turnOver('stolen')
    answers.set('https://house.example', cardOf(identity, 'House'))
    expect(await has()).toBe(true)
    clock.ms += CARD_MS + 1
    expect(await Promise.all(Array.from({ length: 5 }, has))).toEqual(Array(5).fill(false))
    expect(asked).toHaveLength(4)
    expect(await acquaintance.stillHas(house, identity.keys().current.kid)).toBe(true)
  })

  it('count for nothing while their node cannot be asked, and it is asked at most every 10 s', async () => {
    const { answers, asked, acquaintance, clock } = await place()
    const identity = await identityOf([house], 1)
    const card = cardOf(identity, 'House')
    answers.set('https://house.example', card)
    const { kid } = identity.keys().current
    await acquaintance.keysOf(house, kid)
    const why = () =>
      acquaintance.stillHas(house, kid).then(String, (error: PeerFault) => `${error.kind}: ${error.message}`)
    const unheard = 'busy: house.example cannot be asked right now whether that key is still its own.'
    for (const answer of [
      new OutwardFault('away', 'It is away.'),
      new OutwardFault('slow', 'Slow.'),
      { x: 1 },
    ]) {
      clock.ms += CARD_MS + 1
      answers.set('https://house.example', answer)
      const before = asked.length
      for (let times = 0; times < 20; times++) expect(await why()).toContain(unheard)
      expect(asked.length).toBe(before + 1)
    }
    // Somebody else's keys are no matter of waiting.
    clock.ms += CARD_MS + 1
    answers.set('https://house.example', card)
    expect(await why()).toBe('true')
    // A clock that was set back makes it no newer.
    clock.ms -= CARD_MS
    answers.set('https://house.example', cardOf(await identityOf([house], 2), 'Mallory’s'))
    expect(await why()).toContain('blocked: house.example has different keys than before.')
  })

  it('that a node without an address brings count, and an old card of it changes nothing', async () => {
    const { asked, acquaintance } = await place()
    const nameless = await identityOf([], 5)
    const node = nameless.name()
    const first = nameless.keys().current.kid
    expect(await acquaintance.keysOf(node, first)).toBeNull()
    expect(await acquaintance.stillHas(node, first)).toBe(false)
    const old = cardOf(nameless, '')
    await acquaintance.told(old)
    expect((await acquaintance.keysOf(node, first))?.keys).toEqual(old.keys)
    await nameless.turnOver('stolen')
    const turned = cardOf(nameless, '')
    expect(await acquaintance.stillHas(node, first)).toBe(true)
    await acquaintance.told(turned)
    expect(await acquaintance.stillHas(node, first)).toBe(false)
    await acquaintance.told(old)
    const { kid } = nameless.keys().current
    expect((await acquaintance.keysOf(node, kid))?.keys).toEqual(turned.keys)
    const stranger = await identityOf([], 6)
    await expect(acquaintance.told({ ...cardOf(stranger, ''), name: node })).rejects.toThrow(
      'do not belong together',
    )
    await acquaintance.told(cardOf(await identityOf([house], 7), 'House'))
    expect(await acquaintance.meet(node)).toMatchObject({ node })
    expect(asked).toEqual([])
  })
})
