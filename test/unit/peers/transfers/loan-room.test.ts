// Things that leave for other nodes count for who holds them, and stay where there is no room.
import { expect, it } from 'vitest'
import { openSending } from '../../../../server/peers/transfers/transfer-sender.ts'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { parseNodeName } from '../../../../shared/world/address.ts'
import { at } from '../../../contract/made.ts'
import { id } from '../../world/made.ts'
import { idOf } from '../../rights/rights-in-memory.ts'

const BOB = idOf('bob-elsewhere')
const HOUSE = parseNodeName('house.example')!

/** A hand with things in it, on a node where Bob has room for one record. */
async function hand() {
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: (kind) => expect.fail(kind) })
  const seen = { bytes: 0, taken: 0 }
  tables.countIn({
    recordsChanged: (by, more) => void (seen.bytes += by === BOB ? more : 0),
    whyNoRecord: () => (seen.bytes > 0 ? 'There is no room.' : null),
  })
  const things = [{ made: { name: 'lamp', page: 'x'.repeat(1_000) } }]
  const worlds = {
    async take(_from: unknown, _thing: unknown, changes: (taken: object) => []) {
      seen.taken += 1
      await tables.change(changes({ world: 'garden', things }))
      return {}
    },
  }
  const clock = { now: () => 1, after: () => () => undefined }
  // It is not reached.
  const remote = { settled: (_: unknown, ids: string[]) => Promise.resolve(ids) }
  const options = { tables, worlds, clock, remote, newId: () => `number-${seen.taken}`, onFault() {} }
  return { sending: await openSending(options as never), seen }
}

it('[K11] nothing is lent to a person of another node for whom there is no room, and it stays in their hand', async () => {
  const { sending, seen } = await hand()
  expect(await sending.loans.lend(BOB, id('lamp'))).toBeNull()
  expect(seen.bytes).toBeGreaterThan(1_500)
  expect(await sending.loans.lend(BOB, id('ball'))).toEqual({ why: 'There is no room.', isPassing: false })
  expect(seen.taken).toBe(1)
})

it('[K11] what is given away to another node counts for its giver until it is forgotten', async () => {
  const { sending, seen } = await hand()
  const give = (name: string) =>
    sending.give(
      { by: BOB, node: HOUSE, to: at('bob/garden'), at: null, thing: id(name), shown: id(name) },
      () => undefined,
    )
  expect(await give('lamp')).toBeNull()
  expect(seen.bytes).toBeGreaterThan(1_500)
  expect(await give('ball')).toEqual({ why: 'There is no room.', isPassing: false })
  expect(seen.taken).toBe(1)
  await sending.answered(HOUSE, 'number-0', { state: 'accepted' })
  await sending.forget(Infinity, 0)
  expect(seen.bytes).toBe(0)
  expect(await give('ball')).toBeNull()
  sending.stop()
})
