// Versions count for who named or brought them. Who has no room for one leaves nothing behind.
import { expect, it } from 'vitest'
import { openVersions } from '../../../server/history/version-table.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { LineId, MemberId, WorldId } from '../../../shared/world/address.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { seededRandom } from '../../simulation/random.ts'

const world = { id: 'garden', key: 1, line: 'first', createdAt: 0 } as unknown as WorldRecord
const [ada, bob] = ['ada' as MemberId, 'bob' as MemberId]
const place = { sequence: 3, revision: 3 as Revision, at: 1 }
const named = { name: 'Before the party', note: '', place, by: ada }

async function opened(whyNoRecord: (by: MemberId) => string | null = () => null) {
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: () => undefined })
  const counted = new Map<MemberId, number>()
  const pins: string[] = []
  const recordsChanged = (by: MemberId, bytes: number): void =>
    void counted.set(by, (counted.get(by) ?? 0) + bytes)
  tables.countIn({ recordsChanged, whyNoRecord })
  const versions = await openVersions({
    tables,
    store: {
      pin: async (_document, _sequence, id) => void pins.push(id),
      unpin: () => Promise.resolve(),
      worlds: () => Promise.resolve([]),
    },
    history: {
      end: () => Promise.resolve(place),
      place: () => Promise.resolve(place),
      placeBefore: () => Promise.resolve(place),
    },
    clock: { now: () => 1 } as never,
    ages: { now: () => 1 },
    random: seededRandom(1).bytes,
    onFault: (error) => expect.fail(String(error)),
  })
  return { versions, counted, pins }
}

it('[K10] a version counts for who named it, one of a file for who brought it, and none that the node makes', async () => {
  const { versions, counted } = await opened()
  await versions.add(world, named)
  await versions.keepBefore(world, 'merge', ada)
  expect([...counted.keys()]).toEqual([ada])
  expect(counted.get(ada)).toBeGreaterThan(512)
  const of = { ...named, revision: 1 as Revision, at: 1, lastAt: 1, isAutomatic: false }
  const { place: _, ...version } = of
  await versions.imported(
    { id: 'park' as WorldId, line: 'first' as LineId },
    [{ id: 'one', ...version }],
    bob,
  )
  expect(counted.get(bob)).toBeGreaterThan(512)
  await versions.forget('park' as WorldId)
  expect(counted.get(bob)).toBe(0)
})

it('[K11] who has no room names no version, and no row is held for it; the node still keeps its own', async () => {
  const { versions, pins } = await opened((by) => `${by} has no room.`)
  await expect(versions.add(world, named)).rejects.toThrow('ada has no room.')
  expect(pins).toEqual([])
  await versions.keepBefore(world, 'merge', ada)
  expect(versions.of(world)).toHaveLength(1)
})
