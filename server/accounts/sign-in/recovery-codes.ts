// Codes for somebody who lost their password: ten that are given at once, each good once, and one that an
// admin makes for a day. Only their SHA-256 is kept: 80 random bits need no slow hash.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { makeMemberId, type MemberId, type RandomBytes } from '../../../shared/world/address.ts'
import { CODES_COUNT } from '../../../shared/wire/api/account-bodies.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'

/** How long a code of an admin is good for, in ms: until somebody reads their mail. */
export const ADMIN_CODE_MS = 24 * 60 * 60_000
const GROUP = 4

const CodesRecord = z.object({
  hashes: z.array(z.string()),
  byAdmin: z.object({ hash: z.string(), until: z.number() }).nullable(),
})
type CodesRecord = z.infer<typeof CodesRecord>

export interface AccountCodes {
  /** How many of the ten were not used yet. */
  left(account: MemberId): number
  /** Whether a code of an admin is good now. */
  hasAdminCode(account: MemberId): boolean
  /** Ten new ones; those before are void. They are told once. */
  renew(account: MemberId): Promise<string[]>
  /** A code for somebody who is locked out; the one before is void. It is told once. */
  makeForAdmin(account: MemberId): Promise<string>
  /** The change that uses a code up; null when it is not good. */
  using(account: MemberId, code: string): TableChange | null
  forgetting(account: MemberId): TableChange
}

export async function openCodes(options: {
  readonly tables: RecordTables
  readonly clock: { now(): number }
  readonly random: RandomBytes
}): Promise<AccountCodes> {
  const { tables, clock, random } = options
  const table = await tables.table('codes', CodesRecord)
  const of = (account: MemberId): CodesRecord => table.get(account) ?? { hashes: [], byAdmin: null }

  return {
    left: (account) => of(account).hashes.length,
    hasAdminCode: (account) => (of(account).byAdmin?.until ?? 0) > clock.now(),
    async renew(account) {
      const codes = Array.from({ length: CODES_COUNT }, () => makeCode(random))
      await tables.change(() => [table.set(account, { ...of(account), hashes: codes.map(hashOf) })])
      return codes
    },
    async makeForAdmin(account) {
      const code = makeCode(random)
      const byAdmin = { hash: hashOf(code), until: clock.now() + ADMIN_CODE_MS }
      await tables.change(() => [table.set(account, { ...of(account), byAdmin })])
      return code
    },
    using(account, code) {
      const hash = hashOf(code)
      const { hashes, byAdmin } = of(account)
      if (byAdmin !== null && byAdmin.hash === hash && byAdmin.until > clock.now()) {
        return table.set(account, { hashes, byAdmin: null })
      }
      if (!hashes.includes(hash)) return null
      return table.set(account, { hashes: hashes.filter((other) => other !== hash), byAdmin })
    },
    forgetting: (account) => table.forget(account),
  }
}

/** Four groups of four letters and digits, to read out and to type. */
function makeCode(random: RandomBytes): string {
  const letters = makeMemberId(random)
  return Array.from({ length: letters.length / GROUP }, (_, at) =>
    letters.slice(GROUP * at, GROUP * (at + 1)),
  ).join('-')
}

/** However it is typed: large letters, spaces, without its dashes. */
const hashOf = (code: string): string =>
  createHash('sha256')
    .update(code.toLowerCase().replace(/[\s-]+/g, ''))
    .digest('base64url')
