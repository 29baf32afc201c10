// Things that people of other nodes carry off count for these people, and stay where there is no room.
import { expect, it } from 'vitest'
import { openSending } from '../../../../server/peers/transfers/transfer-sender.ts'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { id } from '../../world/made.ts'
import { idOf } from '../../rights/rights-in-memory.ts'

it('[K11] nothing is lent to a person of another node for whom there is no room, and it stays in their hand', async () => {
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: (kind) => expect.fail(kind) })
  const bob = idOf('bob-elsewhere')
  let bytes = 0
  tables.countIn({
    recordsChanged: (by, more) => void (bytes += by === bob ? more : 0),
    whyNoRecord: () => (bytes > 0 ? 'There is no room.' : null),
  })
  let taken = 0
  const things = [{ made: { name: 'lamp', page: 'x'.repeat(1_000) } }]
  const worlds = {
    async take(_from: unknown, _thing: unknown, changes: (taken: object) => []) {
      taken += 1
      await tables.change(changes({ world: 'garden', things }))
      return {}
    },
  }
  const options = { tables, worlds, clock: { now: () => 1 }, newId: () => `loan-${taken}` }
  const { loans } = await openSending(options as never)
  expect(await loans.lend(bob, id('lamp'))).toBeNull()
  expect(bytes).toBeGreaterThan(1_500)
  expect(await loans.lend(bob, id('ball'))).toEqual({ why: 'There is no room.', isPassing: false })
  expect(taken).toBe(1)
})
