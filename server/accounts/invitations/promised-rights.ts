// Rights in worlds that somebody was promised, by the invitation that they used, and that are still to be
// given: noted in the same transaction in which the invitation is used up.
import { z } from 'zod'
import { makeMemberId, type MemberId, type RandomBytes } from '../../../shared/world/address.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import type { Invitation } from './invitation-store.ts'
import { retryUntilDone, type RetryOptions } from '../../time/retries.ts'
import { memberId, worldId } from '../../records/record-shapes.ts'

const PromiseRecord = z.object({
  member: memberId,
  world: worldId,
  right: z.enum(['see', 'act', 'edit']),
  by: memberId,
})
type PromiseRecord = z.infer<typeof PromiseRecord>

export interface PromisedRights {
  /** The changes that promise what an invitation says; none where it names no world. */
  making(member: MemberId, invitation: Invitation): readonly TableChange[]
  /** Gives all that is promised; resolves after the first try, and goes on until it is done. */
  keep(): Promise<void>
}

/** Gives a right, unless somebody has it and more, where the one who promised it still may. */
export type Give = (promise: Readonly<PromiseRecord>) => Promise<void>

export async function openPromisedRights(options: {
  readonly tables: RecordTables
  readonly random: RandomBytes
  readonly give: Give
  readonly retry: RetryOptions
}): Promise<PromisedRights> {
  const { tables, random, give, retry } = options
  const table = await tables.table('promise', PromiseRecord)

  async function keep(): Promise<void> {
    for (const [id, promise] of table.entries()) {
      await give(promise)
      await tables.change([table.forget(id)])
    }
  }

  return {
    making(member, { world, right, by }) {
      if (world === null || right === null) return []
      return [table.set(makeMemberId(random), { member, world, right, by })]
    },
    keep: () => retryUntilDone(keep, retry),
  }
}
