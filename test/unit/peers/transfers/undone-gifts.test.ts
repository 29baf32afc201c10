// [N71] A gift between two nodes of which one is restored from a backup of before: both people are told once.
import { expect, it } from 'vitest'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import type { Remote, TransferWorlds } from '../../../../server/peers/transfers/transfer-ports.ts'
import { openReceiving, type TransferReceiver } from '../../../../server/peers/transfers/transfer-receiver.ts'
import { openSending } from '../../../../server/peers/transfers/transfer-sender.ts'
import { openUndoneGifts, type UndoneGifts } from '../../../../server/peers/transfers/undone-gifts.ts'
import type { ActionClient } from '../../../../server/sync/sync-server.ts'
import { believedAges } from '../../../../server/records/age-clock.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import type { Carried } from '../../../../shared/play/crossings/cargo.ts'
import {
  parseAnyAddress,
  parseMemberId,
  parseNodeName,
  parseWorldId,
  type MemberId,
  type NodeName,
} from '../../../../shared/world/address.ts'
import { VirtualTime } from '../../../simulation/time.ts'
import { id } from '../../world/made.ts'

const [barn, house] = [parseNodeName('barn.example')!, parseNodeName('house.example')!]
const [ada, bob] = [parseMemberId('ada-who-gives')!, parseMemberId('bob-who-gets')!]
const home = parseWorldId('the-home-of-ada')!
const square = parseAnyAddress('bob/square')!
const lamp = id('lamp')
const things: readonly Carried[] = [
  {
    id: lamp,
    host: null,
    x: 0,
    y: 0,
    facing: 'down',
    made: { name: 'Lamp', text: '' },
    settings: {},
    memory: {},
    anchors: {},
  },
]
const never = (): never => expect.fail('this is not asked')

interface OneNode {
  readonly receiving: TransferReceiver
  readonly undone: UndoneGifts
  /** Ada puts the lamp down at the other node. */
  give(): Promise<unknown>
  /** Somebody comes; what they are told from then on. */
  come(member: MemberId): string[]
}

/** A node without anything that was before: one that begins, or is restored. */
async function begin(self: NodeName, time: VirtualTime, other: () => OneNode): Promise<OneNode> {
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: (kind) => expect.fail(kind) })
  const worlds: TransferWorlds = {
    async take(_from, _thing, keep) {
      await tables.change(keep({ world: home, things }))
      return { world: home, things }
    },
    async put(_to, _things, keep) {
      await tables.change(keep())
      return null
    },
  }
  const remote: Remote = {
    async offer(_node, transfer, member, offer) {
      const by = { member, account: `ada@${self}` }
      const answer = await other().receiving.offered(self, transfer, by, offer)
      return 'state' in answer ? answer : never()
    },
    takeBack: never,
    claim: never,
    tell: never,
    settled: never,
  }
  let number = 0
  const parts = {
    tables,
    clock: time,
    ages: believedAges(time),
    onFault: (error: unknown) => expect.fail(String(error)),
    newId: () => `transfer-${(number += 1)}`,
    worlds,
    remote,
  }
  const sending = await openSending(parts)
  const receiving = await openReceiving(parts)
  const undone = await openUndoneGifts({
    ...parts,
    sending,
    receiving,
    self: () => self,
    remote: { compare: (_node, gifts) => other().undone.compared(self, JSON.parse(JSON.stringify(gifts))) },
    people: {
      named: async (account) => (self === barn && account === 'ada' ? ada : null),
      ownerAt: async (address) => (self === house && address === square ? bob : null),
      ownerOf: async () => null,
      nodeOf: () => null,
    },
  })
  undone.resume()
  return {
    receiving,
    undone,
    give: () =>
      sending.give({ by: ada, thing: lamp, node: house, to: square, at: null, shown: lamp }, () => {}),
    come(member) {
      const told: string[] = []
      const tell: ActionClient['tell'] = (event) => void (event.type === 'notice' && told.push(event.words))
      undone.came({
        member: { id: member, name: null, session: null },
        refusal: () => null,
        right: () => 'act',
        tell,
      })
      return told
    },
  }
}

async function both() {
  const time = new VirtualTime()
  const nodes: { barn: OneNode; house: OneNode } = {
    barn: await begin(barn, time, () => nodes.house),
    house: await begin(house, time, () => nodes.barn),
  }
  await time.pass(1_000)
  await nodes.barn.give()
  await time.pass(1_000)
  return { time, nodes }
}

const HOUR_MS = 3_600_000

it('[N71] where the node that got it is restored, it is nowhere, and both are told so once', async () => {
  const { time, nodes } = await both()
  const toAda = nodes.barn.come(ada)
  await time.pass(3 * HOUR_MS)
  // Both know of it.
  expect(toAda).toEqual([])
  nodes.house.undone.stop()
  nodes.house = await begin(house, time, () => nodes.barn)
  await time.pass(3 * HOUR_MS)
  expect(toAda).toEqual([expect.stringMatching(/“Lamp”.*is gone there: house\.example was restored/)])
  // He comes only now, and then again.
  const toBob = nodes.house.come(bob)
  await time.pass(1_000)
  expect(toBob).toEqual([expect.stringMatching(/“Lamp”.*not here any more: this node was restored/)])
  const again = [nodes.house.come(bob), nodes.barn.come(ada)]
  await time.pass(30 * HOUR_MS)
  expect([...again, toAda.slice(1), toBob.slice(1)]).toEqual([[], [], [], []])
})

it('[N71] where the node that gave it is restored, it is in both places, and both are told so once', async () => {
  const { time, nodes } = await both()
  nodes.barn.undone.stop()
  nodes.barn = await begin(barn, time, () => nodes.house)
  await time.pass(3 * HOUR_MS)
  const [toAda, toBob] = [nodes.barn.come(ada), nodes.house.come(bob)]
  await time.pass(HOUR_MS)
  expect(toAda).toEqual([expect.stringMatching(/“Lamp”.*is here again.*still there/)])
  expect(toBob).toEqual([
    expect.stringMatching(/“Lamp”, which came from ada@barn\.example to bob\/square.*again/),
  ])
  await time.pass(30 * HOUR_MS)
  expect([toAda.length, toBob.length]).toEqual([1, 1])
})
