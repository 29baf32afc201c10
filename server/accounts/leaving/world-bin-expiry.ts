// Worlds of accounts that were ended with the wish that worlds in the bin are deleted after a time. One that
// an admin took out of the bin meanwhile, or that is somebody's again, stays.
import { z } from 'zod'
import { parseWorldId, type MemberId, type WorldId } from '../../../shared/world/address.ts'
import { BIN_DAYS } from '../../../shared/wire/api/account-ending-bodies.ts'
import { HOUR_MS } from '../../../shared/time/durations.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import type { Ages } from '../../records/age-clock.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import { memberId } from '../../records/record-shapes.ts'

/** How long they can be had back, in ms. */
export const BIN_MS = BIN_DAYS * 24 * HOUR_MS
const LOOK_EVERY_MS = HOUR_MS

const DueRecord = z.object({
  /** The former owner. */
  of: memberId,
  /** When their account was ended. */
  at: z.number(),
})
type DueRecord = z.infer<typeof DueRecord>

export interface BinExpiry {
  /** Each of these worlds that is nobody's and in the bin after the time is deleted for good. */
  mark(worlds: Iterable<WorldId>, of: MemberId): Promise<void>
  /** When a world goes for good, in ms since 1970; null: nobody said that it does. */
  goneAt(world: Pick<WorldRecord, 'id' | 'binnedAt'>): number | null
  /** Ends what is due. Rejects with a StoreFault. */
  look(): Promise<void>
  /** Looks now and each hour, until the answer is called. */
  begin(): () => void
}

export async function openBinExpiry(options: {
  readonly tables: RecordTables
  readonly store: Pick<Store, 'findById' | 'bin'>
  readonly book: Pick<AccountDirectory, 'byId'>
  readonly ownerOf: (world: WorldRecord) => MemberId | null
  /** Ends a world that is in the bin for good. */
  readonly destroy: (world: WorldRecord) => Promise<void>
  /** How many went. */
  readonly onGone: (worlds: number) => void
  readonly ages: Ages
  readonly onFault: (error: unknown) => void
}): Promise<BinExpiry> {
  const { tables, store, book, ownerOf, destroy, onGone, ages, onFault } = options
  const table = await tables.table('binTime', DueRecord)

  /** One that was put in the bin again has the whole time again. */
  const overAt = (due: DueRecord, binnedAt: number): number => Math.max(due.at, binnedAt) + BIN_MS

  async function judge(id: WorldId, due: DueRecord): Promise<'wait' | 'stay' | 'gone'> {
    const world = await store.findById(id)
    if (world === null || world.binnedAt === null) return 'stay'
    if (ownerOf(world) !== null || book.byId(due.of) !== null) return 'stay'
    // A clock that was ahead for a while put it there: its time begins now.
    if (world.binnedAt > ages.now()) await store.bin(world.key, ages.now())
    if (ages.ageOf(Math.max(due.at, world.binnedAt)) < BIN_MS) return 'wait'
    await destroy(world)
    return 'gone'
  }

  async function look(): Promise<void> {
    let gone = 0
    for (const [text, due] of table.entries()) {
      const id = parseWorldId(text)
      if (ages.ageOf(due.at) < BIN_MS) continue
      const what = id === null ? 'stay' : await judge(id, due)
      if (what === 'gone') gone += 1
      if (what !== 'wait') await tables.change([table.forget(text)])
    }
    if (gone > 0) onGone(gone)
  }

  return {
    async mark(worlds, of) {
      const at = ages.now()
      await tables.change([...worlds].map((id) => table.set(id, { of, at })))
    },
    goneAt({ id, binnedAt }) {
      const due = table.get(id)
      return due === null || binnedAt === null ? null : overAt(due, binnedAt)
    },
    look,
    begin: () => repeat(look, { everyMs: LOOK_EVERY_MS, isDueNow: true, onFault, clock: ages }),
  }
}
