// [N10] The nodes that were met: whether they may come, what is kept of them, what is forgotten.
import { describe, expect, it } from 'vitest'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import {
  openPeerDirectory,
  UNKNOWN_MAX,
  type Openness,
  type PeerDirectory,
} from '../../../server/peers/known/peer-directory.ts'
import { cardOf, type Card } from '../../../server/peers/identity/node-card.ts'
import { asleep, PeerFault } from '../../../server/peers/outward/faults.ts'
import { openIdentity, type NodeIdentity } from '../../../server/peers/identity/node-identity.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'

const nodeName = (text: string): NodeName => {
  const name = parseNodeName(text)
  if (name === null) throw new Error(`${text} is no name`)
  return name
}
const house = nodeName('house.example')

function place(openness: Openness = 'open') {
  const store = createMemoryStore()
  const clock = { ms: 1_000_000, now: () => clock.ms }
  const troubles: NodeName[] = []
  const open = (): Promise<PeerDirectory> =>
    openPeerDirectory({
      tables: createRecordTables({ store, onUnreadable: (kind, id) => expect.fail(`${kind} ${id}`) }),
      clock,
      openness,
      onTrouble: (node) => troubles.push(node),
    })
  return { clock, troubles, open }
}

const identityOf = (name: NodeName, seed: number): Promise<NodeIdentity> =>
  openIdentity({
    store: createMemoryStore(),
    clock: { now: () => 1_000_000 },
    random: seededRandom(seed).bytes,
    names: () => [name],
  })

const sentenceOf = (act: () => void): string => {
  try {
    act()
    return ''
  } catch (error) {
    if (!(error instanceof PeerFault)) throw error
    return `${error.kind}: ${error.message}`
  }
}

describe('[N10] who may come', () => {
  it.each([
    ['open', { never: true, unknown: true, allowed: true, blocked: false }],
    ['closed', { never: false, unknown: false, allowed: true, blocked: false }],
    ['off', { never: false, unknown: false, allowed: false, blocked: false }],
  ] as const)('where a node is %s', async (openness, may) => {
    const { open } = place(openness)
    const book = await open()
    expect(book.mayCome(house)).toBe(may.never)
    expect(await book.setTrust(house, 'allowed')).toBeNull()
    await book.take(house, cardOf(await identityOf(house, 1), 'House'), true)
    expect(book.mayCome(house)).toBe(may.unknown)
    for (const trust of ['allowed', 'blocked'] as const) {
      expect(await book.setTrust(house, trust)).toMatchObject({ trust, title: 'House' })
      expect(book.mayCome(house)).toBe(may[trust])
      expect(sentenceOf(() => book.judge(house)).startsWith('blocked: ')).toBe(!may[trust])
      expect((await open()).mayCome(house)).toBe(may[trust])
    }
  })

  it('a closed node is linked with by admins before anybody decided, and not with one that is blocked', async () => {
    const { open } = place('closed')
    const book = await open()
    expect(sentenceOf(() => book.judge(house))).toContain('that an admin has allowed')
    expect(sentenceOf(() => book.judge(house, true))).toBe('')
    await book.take(house, cardOf(await identityOf(house, 1), 'House'), true)
    await book.setTrust(house, 'blocked')
    expect(sentenceOf(() => book.judge(house, true))).toContain('is blocked here')
    const off = await place('off').open()
    expect(sentenceOf(() => off.judge(house, true))).toContain('not connected to other nodes')
  })

  it('is told when it changes, and only then', async () => {
    const { open } = place()
    const book = await open()
    await book.take(house, cardOf(await identityOf(house, 1), 'House'), true)
    const told: boolean[] = []
    const end = book.onTrust((node, mayCome) => node === house && told.push(mayCome))
    for (const trust of ['allowed', 'blocked', 'blocked', 'unknown'] as const)
      await book.setTrust(house, trust)
    end()
    await book.setTrust(house, 'blocked')
    expect(told).toEqual([false, true])
  })
})

describe('[N10] keys', () => {
  it('of before vouch for new ones; others block the node, until an admin lets it in with what it shows then', async () => {
    const { open, troubles } = place()
    const book = await open()
    const first = await identityOf(house, 1)
    await book.take(house, cardOf(first, 'House'), true)
    await first.turnOver()
    const turned = cardOf(first, 'House')
    expect((await book.take(house, turned, true)).keys).toEqual(turned.keys)
    await book.setTrust(house, 'allowed')

    const other: Card = cardOf(await identityOf(house, 2), 'Mallory’s')
    await expect(book.take(house, other, true)).rejects.toThrow(
      'house.example has different keys than before.',
    )
    expect(troubles).toEqual([house])
    expect(book.find(house)).toMatchObject({ trust: 'blocked', title: 'House' })
    expect(sentenceOf(() => book.judge(house))).toContain('An admin has to check')
    expect((await open()).recordOf(house)?.keys?.keys).toEqual(turned.keys)

    await book.setTrust(house, 'blocked')
    expect(book.find(house)?.trouble).not.toBeNull()
    await book.setTrust(house, 'unknown')
    expect(book.find(house)).toMatchObject({ trust: 'unknown', trouble: null })
    expect((await book.take(house, other, true)).keys).toEqual(other.keys)
  })

  it('of an older card do not take over', async () => {
    const { open } = place()
    const book = await open()
    const first = await identityOf(house, 1)
    const old = cardOf(first, 'House')
    await first.turnOver()
    await book.take(house, cardOf(first, 'House'), true)
    await expect(book.take(house, old, true)).rejects.toThrow('different keys than before')
  })
})

describe('[N10] what is kept', () => {
  it('of nodes that nobody decided about is bounded: the one heard of longest ago is forgotten', async () => {
    const { open, clock } = place()
    const book = await open()
    const at = (number: number) => nodeName(`n${number}.example`)
    for (let number = 0; number < UNKNOWN_MAX; number++) {
      clock.ms += 1
      await book.take(at(number), cardOf(await identityOf(at(number), number), 'N'), true)
    }
    await book.setTrust(at(0), 'allowed')
    await book.setTrust(at(1), 'blocked')
    book.figures.heard(at(2), 5)
    const more = [nodeName('a.example'), nodeName('b.example'), nodeName('c.example')]
    for (const node of more) await book.take(node, cardOf(await identityOf(node, 7), 'N'), true)
    // Two were decided about, so that there was room for two.
    const kept = (await open()).all().map(({ node }) => node)
    expect(kept).toHaveLength(UNKNOWN_MAX + 2)
    for (const node of [at(0), at(1), at(2), ...more]) expect(kept).toContain(node)
    expect(kept).not.toContain(at(3))
  })

  it('how a node is now: asleep when it does not answer, tried again later each time, awake when anything is heard', async () => {
    const { open, clock } = place()
    const book = await open()
    await book.take(house, cardOf(await identityOf(house, 1), 'House'), true)
    const told: string[] = []
    book.onState((_node, state) => told.push(state))
    const waits: number[] = []
    for (let times = 0; times < 6; times++) {
      book.figures.failed(house, asleep(house))
      waits.push((book.find(house)?.retryAt ?? 0) - clock.ms)
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000])
    expect(book.find(house)).toMatchObject({
      state: 'asleep',
      lastError: { kind: 'asleep', sentence: 'house.example is asleep. Try again when it is awake.' },
    })
    book.figures.heard(house, 12)
    expect(book.find(house)).toMatchObject({ state: 'awake', latencyMs: 12, retryAt: null, lastError: null })
    book.figures.failed(house, new PeerFault('refused', house, 'No.'))
    expect(book.find(house)).toMatchObject({ state: 'awake', lastError: { sentence: 'No.' } })
    expect(told).toEqual(['asleep', 'awake'])
    // What that node asks says nothing of what it answers, and ends only what was wrong with that.
    book.figures.heard(house, null)
    expect(book.find(house)?.lastError?.sentence).toBe('No.')
    book.figures.note(house, new PeerFault('clock', house, 'Its clock is ahead.'))
    expect(book.find(house)?.lastError?.sentence).toBe('Its clock is ahead.')
    book.figures.heard(house, null)
    expect(book.find(house)?.lastError).toBeNull()
  })
})
