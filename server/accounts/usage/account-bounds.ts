// Bounds that an admin set for one account, in place of those for all, larger or smaller.
import { z } from 'zod'
import type { MemberId } from '../../../shared/world/address.ts'
import type { OwnBounds } from '../../../shared/wire/api/admin-bodies.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import type { NodeSettings } from '../directory/node-settings.ts'

/** The bounds that can be set for one account. */
type StorageBounds = Pick<NodeSettings, 'bytesPerDay' | 'bytesPerAccount' | 'pictureBytesPerAccount'>

const NONE: OwnBounds = { bytesPerDay: null, bytesPerAccount: null, pictureBytesPerAccount: null }

const BoundsRecord = z.object({
  bytesPerDay: z.number().nullable(),
  bytesPerAccount: z.number().nullable(),
  pictureBytesPerAccount: z.number().nullable(),
})

export interface BoundsOfAccounts {
  of(account: MemberId): OwnBounds
  /** The bounds of an account, its own or those for all. */
  most(account: MemberId): StorageBounds
  /** Changes some of them; in force at once. */
  change(account: MemberId, change: Partial<OwnBounds>): Promise<OwnBounds>
  forget(account: MemberId): Promise<void>
}

export async function openBounds(
  tables: RecordTables,
  settings: { now(): StorageBounds },
): Promise<BoundsOfAccounts> {
  const table = await tables.table('ownBounds', BoundsRecord)
  const of = (account: MemberId): OwnBounds => table.get(account) ?? NONE
  return {
    of,
    most(account) {
      const usual = settings.now()
      const own = table.get(account)
      if (own === null) return usual
      return {
        bytesPerDay: own.bytesPerDay ?? usual.bytesPerDay,
        bytesPerAccount: own.bytesPerAccount ?? usual.bytesPerAccount,
        pictureBytesPerAccount: own.pictureBytesPerAccount ?? usual.pictureBytesPerAccount,
      }
    },
    async change(account, change) {
      await tables.change(() => {
        const next = { ...of(account), ...change }
        const isUsual = Object.values(next).every((bound) => bound === null)
        return [isUsual ? table.forget(account) : table.set(account, next)]
      })
      return of(account)
    },
    async forget(account) {
      await tables.change(() => (table.get(account) === null ? [] : [table.forget(account)]))
    },
  }
}
