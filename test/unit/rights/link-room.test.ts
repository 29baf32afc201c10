// Links count for who made them, with all who came by them: who has no room makes none, and takes nobody in.
import { expect, it } from 'vitest'
import { createLinksAndKnocks } from '../../../server/accounts/rights/links-and-knocks.ts'
import { TooMany } from '../../../server/accounts/rights/right-records.ts'
import { openRightTables } from '../../../server/accounts/rights/right-tables.ts'
import { RecordsFull } from '../../../server/records/record-faults.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { seededRandom } from '../../simulation/random.ts'
import { idOf } from './rights-in-memory.ts'

it('[K11] nobody comes by a link whose maker has no room left, and who came before stays', async () => {
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: (kind) => expect.fail(kind) })
  let bytes = 0
  let isFull = false
  tables.countIn({
    recordsChanged: (by, more) => void (bytes += by === idOf('ada') ? more : 0),
    whyNoRecord: (by) => (isFull ? `${by} has no room.` : null),
  })
  const records = await openRightTables(tables)
  const clock = { now: () => 1 }
  const links = createLinksAndKnocks(records, { clock, ages: clock, random: seededRandom(2).bytes })
  const world = { id: 'garden', key: 1, owner: idOf('ada') } as never
  const made = { right: 'see', label: '', until: null, by: idOf('ada') } as const
  const { secret, id } = await links.link(world, made)
  const alone = bytes
  expect(alone).toBeGreaterThan(512)
  await links.come(world, secret, idOf('bob'))
  expect(bytes).toBeGreaterThan(alone)
  isFull = true
  await expect(links.come(world, secret, idOf('eve'))).rejects.toThrow(TooMany)
  expect(await links.come(world, secret, idOf('bob'))).toBe(true)
  await expect(links.link(world, made)).rejects.toThrow(RecordsFull)
  await links.unlink(world, id)
  expect(bytes).toBe(0)
})
