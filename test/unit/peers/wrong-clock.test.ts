// Two nodes whose clocks differ: each says so, by how much, and soon after a clock is right all goes on. The
// wire is scripted, all else is real.
import { beforeEach, describe, expect, it } from 'vitest'
import { PeerFault } from '../../../server/peers/outward/faults.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { ask, KEY, Wire, type Side } from './wire.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const YEAR_MS = 365.2425 * DAY_MS
const adas = parseNodeName('ada.example')!
const bobs = parseNodeName('bob.example')!

let wire: Wire
let ada: Side
let bob: Side

beforeEach(async () => {
  wire = new Wire()
  ada = await wire.start(adas, 1)
  bob = await wire.start(bobs, 2)
})

/** Lets both nodes live for so long; what they sign meanwhile is signed by other threads. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await wire.time.pass(1_000)
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
    expect(wire.asked.get(bobs)).toBe(3)
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
    expect(wire.asked.get(bobs)).toBeLessThan(30)
    ada.clock.jumped = 0
    await pass(10_000)
    expect(states).toEqual(['bob.example awake', 'bob.example asleep', 'bob.example awake'])
    expect(ada.peers.book.figures.clockTrouble(bobs)).toBeNull()
    expect(await ask(ada, bobs)).toBe('204')
    const often = wire.asked.get(bobs)
    await pass(10_000)
    expect(wire.asked.get(bobs)).toBe(often)
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
  const mallory = await wire.begin(adas, 3)
  mallory.clock.jumped = DAY_MS
  expect(await ask(mallory, bobs)).toContain('no such key')
  expect(bob.peers.book.find(adas)?.lastError?.kind).not.toBe('clock')
})
