// [N63] Things on their way to another node, or asked for there, when the person who put them down leaves for
// good.
import { expect, it } from 'vitest'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import type { PutTo, Remote, TransferWorlds } from '../../../../server/peers/transfers/transfer-ports.ts'
import { openReceiving } from '../../../../server/peers/transfers/transfer-receiver.ts'
import { openSending } from '../../../../server/peers/transfers/transfer-sender.ts'
import { believedAges } from '../../../../server/records/age-clock.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import type { Carried } from '../../../../shared/play/crossings/cargo.ts'
import {
  parseAddress,
  parseAnyAddress,
  parseMemberId,
  parseNodeName,
  parseWorldId,
  type MemberId,
} from '../../../../shared/world/address.ts'
import { VirtualTime } from '../../../simulation/time.ts'
import { id } from '../../world/made.ts'

const barn = parseNodeName('barn.example')!
const ada = parseMemberId('ada-who-leaves')!
const eve = parseMemberId('eve-who-stays')!
const home = parseWorldId('the-home-of-ada')!
const room = parseAddress('ada/room')!
const square = parseAnyAddress('bob/square')!
const lamp = id('lamp')
const things: readonly Carried[] = [
  {
    id: lamp,
    host: null,
    x: 0,
    y: 0,
    facing: 'down',
    made: { name: 'lamp', text: '' },
    settings: {},
    memory: {},
    anchors: {},
  },
]
const silent = (): Promise<never> => Promise.reject(new Error('silent'))

it('what was not there yet comes back, what was asked for does not come, and what others sent goes on', async () => {
  const time = new VirtualTime()
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: (kind) => expect.fail(kind) })
  const put: PutTo[] = []
  const offered: MemberId[] = []
  let claims = 0
  const worlds: TransferWorlds = {
    async take(_from, _thing, keep) {
      await tables.change(keep({ world: home, things }))
      return { world: home, things }
    },
    async put(to, _things, keep) {
      put.push(to)
      await tables.change(keep())
      return null
    },
  }
  const remote: Remote = {
    offer(_node, _id, as) {
      offered.push(as)
      return silent()
    },
    claim() {
      claims += 1
      return silent()
    },
    takeBack: async () => ({ state: 'refused', why: 'Its owner wants it back.' }),
    tell: silent,
    settled: silent,
  }
  let number = 0
  const newId = () => `transfer-${(number += 1)}`
  const ages = believedAges(time)
  const parts = { tables, clock: time, ages, onFault: () => {}, newId, worlds, remote }
  const sending = await openSending(parts)
  const receiving = await openReceiving(parts)
  const ofAda = () => offered.filter((as) => as === ada).length
  for (const by of [ada, eve])
    await sending.give({ by, thing: lamp, node: barn, to: square, at: null, shown: lamp }, () => {})
  const link = `${barn}/a-loan`
  await receiving.claim({ member: ada, node: barn, loan: 'a-loan', world: room, at: null, link }, () => {})
  await time.pass(5_000)
  expect(put).toEqual([])

  await sending.wantAllBack(ada)
  await receiving.forget(ada)
  await time.pass(1_000)
  expect(put).toEqual([{ type: 'back', member: ada, world: home }])
  expect(sending.onTheirWay().map(({ by }) => by)).toEqual([eve])
  expect(receiving.isAskedFor(link)).toBe(false)
  const before = [ofAda(), claims]
  await time.pass(3_600_000)
  expect([ofAda(), claims]).toEqual(before)
  expect(offered.filter((as) => as === eve).length).toBeGreaterThan(10)
})
