// [N62] [N63] What is in the hands of people who go from node to node, where a world, or another node, takes
// its time.
import { expect, it } from 'vitest'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import type { ThingHandover } from '../../../../server/contracts/thing-handover.ts'
import {
  openHeldTransfers,
  type HeldTransfersOptions,
} from '../../../../server/peers/transfers/held-transfers.ts'
import { openLeaving } from '../../../../server/peers/transfers/departure-notices.ts'
import { openLent } from '../../../../server/peers/transfers/borrowed-things.ts'
import { openReceiving } from '../../../../server/peers/transfers/transfer-receiver.ts'
import { CarriedLinks, LENT_MAX } from '../../../../shared/wire/peers/transfer-bodies.ts'
import { openSending } from '../../../../server/peers/transfers/transfer-sender.ts'
import { believedAges } from '../../../../server/records/age-clock.ts'
import type { HeldLink } from '../../../../shared/play/crossings/cargo.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import {
  parseAnyAddress,
  parseMemberId,
  parseNodeName,
  type Address,
} from '../../../../shared/world/address.ts'
import { VirtualTime } from '../../../simulation/time.ts'
import { id } from '../../world/made.ts'

const house = parseNodeName('house.example')!
const barn = parseNodeName('barn.example')!
const ada = parseMemberId('ada-who-goes-about')!
const square = parseAnyAddress('bob@barn.example/square')!
const looks = { sprite: 'box', width: 64, height: 64 }
const cup: HeldLink = { id: 'cup', name: 'cup', ...looks }
const lamp: HeldLink = { id: 'loan-of-a-lamp', name: 'lamp', ...looks }

/** Ada's node, with her hands; the test decides what the worlds and the other node answer. */
async function place() {
  const time = new VirtualTime()
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: (kind) => expect.fail(kind) })
  const counted = { bytes: 0 }
  tables.countIn({
    recordsChanged: (by, more) => void (counted.bytes += by === ada ? more : 0),
    whyNoRecord: () => 'There is no room.',
  })
  const now = {
    at: null as Address | null,
    held: null as readonly HeldLink[] | null,
    lends: [] as readonly HeldLink[],
    isSilent: false,
    carries: 0,
  }
  const shown: (readonly string[])[] = []
  const inHand: (readonly string[])[] = []
  const told: string[] = []
  const heard: string[] = []
  const never = (): never => expect.fail('nobody asks that here')
  const answered = <Answer>(answer: () => Answer): Promise<Answer> =>
    now.isSilent ? Promise.reject(new Error('silent')) : Promise.resolve(answer())
  const remote: HeldTransfersOptions['remote'] = {
    show: (_node, _as, links) =>
      answered(() => {
        shown.push(links.map(({ name }) => name))
        return Object.fromEntries(links.map(({ id: link }) => [link, id(`${link}-there`)]))
      }),
    carry: () => {
      now.carries += 1
      return answered(() => now.lends)
    },
    over: (node, loan) => answered(() => void heard.push(`${loan} at ${node}`)),
    left: (node, member) => answered(() => void heard.push(`${member} left ${node}`)),
    giveBack: never,
    picture: never,
  }
  const handing: ThingHandover = {
    held: () => Promise.resolve(now.held),
    hold(_member, _node, links) {
      inHand.push(links.map(({ name }) => name))
      return Promise.resolve(new Map())
    },
    take: never,
    put: never,
    leaveBehind: never,
    isEmptyHanded: never,
    isHere: never,
  }
  const onFault = (): void => {}
  const worlds = { take: never, put: never }
  const asked = { offer: never, takeBack: never, claim: never, tell: never, settled: never }
  const ages = believedAges(time)
  const parts = { tables, clock: time, ages, newId: never, onFault, worlds, remote: asked }
  const lent = await openLent(tables)
  const leaving = await openLeaving({ tables, clock: time, ages, onFault, remote })
  const hands = await openHeldTransfers({
    tables,
    clock: time,
    onFault,
    self: () => house,
    remote,
    sending: await openSending(parts),
    receiving: await openReceiving({ ...parts, lent }),
    lent,
    leaving,
    handing,
    placeOf: () => now.at,
    isAsleep: () => now.isSilent,
    mayCome: () => true,
    tell: (_member, words) => told.push(words),
  })
  return { time, now, hands, lent, leaving, shown, inHand, told, heard, counted }
}

/** Ada was on the square with nothing in hand, and is home again with a lamp of the barn. */
async function goHomeWithLamp({ time, now, hands }: Awaited<ReturnType<typeof place>>): Promise<void> {
  now.lends = [lamp]
  now.at = square
  now.held = []
  hands.arrived(ada)
  await time.pass(1_000)
  now.at = null
  hands.left(ada)
  await time.pass(1_000)
}

it('[N62] what somebody holds at home is shown there once that world is awake, and nothing instead of it before', async () => {
  const { time, now, hands, shown } = await place()
  now.at = square
  hands.arrived(ada)
  await time.pass(10_000)
  expect(shown).toEqual([])
  now.held = [cup]
  await time.pass(20_000)
  expect(shown).toEqual([['cup']])
})

it('[K10] what another node lends counts for the borrower as long as they have it, and is kept in a full room', async () => {
  const here = await place()
  const { time, now, hands, lent, counted } = here
  await goHomeWithLamp(here)
  expect(counted.bytes).toBeGreaterThan(512 + lamp.name.length)
  const one = counted.bytes
  now.lends = Array.from({ length: LENT_MAX }, (_, at) => ({ ...lamp, id: `loan-${at}` }))
  hands.over(barn, lamp.id)
  await time.pass(1_000)
  expect(lent.of(ada)).toHaveLength(LENT_MAX)
  expect(CarriedLinks.safeParse({ links: now.lends }).success).toBe(true)
  expect(CarriedLinks.safeParse({ links: [lamp, ...now.lends] }).success).toBe(false)
  expect(counted.bytes).toBeGreaterThan(one + 190 * 40)
  now.isSilent = true
  now.at = square
  hands.arrived(ada)
  now.at = null
  hands.left(ada)
  await time.pass(5_000)
  await hands.forget(ada)
  // The notice to a node that sleeps.
  expect(counted.bytes).toBeGreaterThan(512)
  expect(counted.bytes).toBeLessThan(600)
  now.isSilent = false
  here.leaving.awake(barn)
  await time.pass(60_000)
  expect(counted.bytes).toBe(0)
})

it('[N63] what is called back is told until it is heard, and is gone from the hand of who had it', async () => {
  const here = await place()
  const { time, now, hands, lent, inHand, told, heard } = here
  await goHomeWithLamp(here)
  expect(inHand.at(-1)).toEqual(['lamp'])

  now.lends = []
  now.isSilent = true
  hands.over(barn, lamp.id)
  await time.pass(5_000)
  expect([lent.of(ada).length, told]).toEqual([1, []])
  now.isSilent = false
  hands.awake(barn)
  await time.pass(1_000)
  expect(inHand.at(-1)).toEqual([])
  expect([lent.of(ada), told]).toEqual([
    [],
    [`“lamp” of ${barn} was called back. It is no longer in your hand.`],
  ])

  now.isSilent = true
  hands.tellOver(barn, 'another')
  await time.pass(5_000)
  expect(heard).toEqual([])
  now.isSilent = false
  hands.awake(barn)
  await time.pass(1_000)
  expect(heard).toEqual([`another at ${barn}`])
})

it('[N63] of who left for good nothing is kept but that a node has not heard it, which is told so until it has, however long it sleeps', async () => {
  const here = await place()
  const { time, now, hands, lent, leaving, heard } = here
  await goHomeWithLamp(here)
  expect(lent.of(ada)).toMatchObject([{ name: 'lamp' }])
  now.at = square
  hands.arrived(ada)
  await time.pass(1_000)
  now.isSilent = true
  now.at = null
  hands.left(ada)
  await time.pass(5_000)
  const { carries } = now
  expect(carries).toBeGreaterThan(2)
  await hands.forget(ada)
  await time.pass(3_600_000)
  expect(heard).toEqual([])
  now.isSilent = false
  hands.awake(barn)
  hands.resume()
  leaving.awake(barn)
  await time.pass(60_000)
  expect([lent.of(ada), now.carries]).toEqual([[], carries])
  // Once heard, it is over; and no other node would miss a person who never went anywhere.
  leaving.resume()
  await hands.forget(ada)
  await time.pass(3_600_000)
  expect(heard).toEqual([`${ada} left ${barn}`])
})
