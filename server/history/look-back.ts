// How far back somebody may look. People who may edit a world see everything. For everybody else a setting of
// the world says how far: nothing, unless somebody set it.
import { z } from 'zod'
import { atLeast } from '../../shared/world/rights.ts'
import type { WorldId } from '../../shared/world/address.ts'
import type { RightOf, SeesSince } from '../accounts/rights/right-of.ts'
import type { Member } from '../contracts/request-member.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { RecordTable, RecordTables } from '../records/record-tables.ts'

/** Of a world, under its id: how far back people may look who may not edit. */
const WorldHistoryRecord = z.object({
  /** `since`: each from when they could first look, by the rights that they have. */
  lookBack: z.enum(['everything', 'since', 'nothing']),
  /**
   * When that was chosen, in ms since 1970: it counts for rights of which it was not noted when they came.
   */
  since: z.number(),
})
type WorldHistoryRecord = z.infer<typeof WorldHistoryRecord>

/** Everything, what was written from a time on (ms since 1970), or nothing. */
type LookBack = 'everything' | 'nothing' | { readonly since: number }

export type MayLookBack = (world: WorldRecord, member: Member) => LookBack

/** The records of worlds whose history others may see. */
export const openHistorySettings = (tables: RecordTables): Promise<RecordTable<WorldHistoryRecord>> =>
  tables.table('world-history', WorldHistoryRecord)

/** How far back people may look who may not edit, by world. */
export interface HistorySettings {
  of(world: WorldId): WorldHistoryRecord['lookBack']
  /** From now on. Rejects with a StoreFault. */
  choose(world: WorldId, lookBack: WorldHistoryRecord['lookBack'], now: number): Promise<void>
}

export function historySettings(
  tables: Pick<RecordTables, 'change'>,
  settings: RecordTable<WorldHistoryRecord>,
): HistorySettings {
  return {
    of: (world) => settings.get(world)?.lookBack ?? 'nothing',
    async choose(world, lookBack, now) {
      const before = settings.get(world)
      const since = before?.lookBack === 'since' && lookBack === 'since' ? before.since : now
      await tables.change([settings.set(world, { lookBack, since })])
    },
  }
}

export function lookBackBy(
  settings: Pick<RecordTable<WorldHistoryRecord>, 'get'>,
  rightOf: RightOf,
  seesSince: SeesSince,
): MayLookBack {
  return (world, member) => {
    const right = rightOf(member, world)
    if (atLeast(right, 'edit')) return 'everything'
    const record = right === 'none' ? null : settings.get(world.id)
    if (record === null) return 'nothing'
    if (record.lookBack !== 'since') return record.lookBack
    return { since: seesSince(member, world) ?? record.since }
  }
}
