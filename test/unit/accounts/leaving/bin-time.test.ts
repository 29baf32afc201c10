// Worlds of accounts that ended, which go for good after their time in the bin: on a store in memory, under a
// clock that the test holds.
import { expect, test } from 'vitest'
import { BIN_MS, openBinExpiry } from '../../../../server/accounts/leaving/world-bin-expiry.ts'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import { followOwners } from '../../../../server/accounts/rights/world-owners.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import type { WorldRecord } from '../../../../server/contracts/world-record.ts'
import { believedAges } from '../../../../server/records/age-clock.ts'
import { makeLineId, makeWorldId, parseAddress, type MemberId } from '../../../../shared/world/address.ts'
import { idOf } from '../../rights/rights-in-memory.ts'
import { chance, ManualClock } from '../accounts-in-memory.ts'

const DAY_MS = 24 * 60 * 60_000
const ada = idOf('ada')

async function openHouse() {
  const disk = createMemoryStore()
  const random = chance(5)
  const clock = new ManualClock()
  const owners = await followOwners(disk)
  const { store } = owners
  const gone: number[] = []
  const open = () =>
    openBinExpiry({
      tables: createRecordTables({ store, onUnreadable: (kind, id) => gone.push(Number(`${kind}${id}`)) }),
      store,
      // Ada has no account any more.
      book: { byId: () => null },
      ownerOf: (world) => owners.ownerOf(world),
      destroy: ({ key }) => store.destroy(key),
      onGone: (worlds) => gone.push(worlds),
      ages: believedAges(clock),
      onFault: (error) => {
        throw error
      },
    })
  async function make(word: string, owner: MemberId | null = null): Promise<WorldRecord> {
    const address = parseAddress(`ada/${word}`)
    if (address === null) throw new Error(word)
    const identity = { id: makeWorldId(random), line: makeLineId(random) }
    const world = await store.create({ ...identity, address, title: word, at: 1, scene: [], owner })
    if (world === null) throw new Error(`${word} is taken`)
    return world
  }
  return { store, clock, gone, open, make }
}

test('[C27] a world goes for good after its time in the bin, after a restart too, and is told of', async () => {
  const { store, clock, gone, open, make } = await openHouse()
  const garden = await make('garden')
  const time = await open()
  await time.mark([garden.id], ada)
  await store.bin(garden.key, clock.now())
  const binned = await store.findByKey(garden.key)
  if (binned === null) throw new Error('it is gone')
  expect(time.goneAt(binned)).toBe(clock.now() + BIN_MS)
  clock.pass(BIN_MS - 1)
  await time.look()
  expect([gone, (await store.worlds('binned')).length]).toEqual([[], 1])
  clock.pass(1)
  await (await open()).look()
  expect([gone, await store.findByKey(garden.key)]).toEqual([[1], null])
})

test('[C27] what somebody took out of the bin, or is somebody’s again, stays', async () => {
  const { store, clock, gone, open, make } = await openHouse()
  const [restored, taken, again] = [await make('restored'), await make('taken'), await make('again')]
  const time = await open()
  await time.mark([restored.id, taken.id, again.id], ada)
  for (const { key } of [restored, taken, again]) await store.bin(key, clock.now())
  await store.bin(restored.key, null)
  await store.setOwner(taken.key, idOf('bob'))
  clock.pass(BIN_MS - DAY_MS)
  await store.bin(again.key, null)
  await store.bin(again.key, clock.now())
  clock.pass(2 * DAY_MS)
  await time.look()
  expect(gone).toEqual([])
  // Put away again, it has the whole time again.
  clock.pass(BIN_MS)
  await time.look()
  expect(gone).toEqual([1])
  expect(await store.findByKey(again.key)).toBeNull()
  expect(await store.findByKey(taken.key)).not.toBeNull()
  expect(await store.findByKey(restored.key)).not.toBeNull()
})
