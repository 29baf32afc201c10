// The passwords of accounts: their hashes, and whether one fits. Looking for a missing one takes as long as
// for a present one.
import { z } from 'zod'
import type { MemberId } from '../../../shared/world/address.ts'
import { NOBODYS_HASH, type Hashing } from './password-hashing.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'

const PasswordRecord = z.object({ phc: z.string() })

export interface Passwords {
  has(account: MemberId): boolean
  /**
   * Whether it is this account's password; null is an account that nobody has. Throws as `hash`, and takes
   * turns by who asks.
   */
  fits(account: MemberId | null, password: string, by: string): Promise<boolean>
  /** The stored form of a new password; throws Refused when too many wait. `by` as of Hashing. */
  hash(password: string, by: string): Promise<string>
  /** From now on an account has this password, as it was hashed. */
  setting(account: MemberId, hash: string): TableChange
  forgetting(account: MemberId): TableChange
}

export async function openPasswords(tables: RecordTables, hashing: Hashing): Promise<Passwords> {
  const table = await tables.table('password', PasswordRecord)
  return {
    has: (account) => table.get(account) !== null,
    async fits(account, password, by) {
      const known = account === null ? null : table.get(account)
      const fits = await hashing.fits(password, known?.phc ?? NOBODYS_HASH, by)
      return fits && known !== null
    },
    hash: (password, by) => hashing.hash(password, by),
    setting: (account, phc) => table.set(account, { phc }),
    forgetting: (account) => table.forget(account),
  }
}
