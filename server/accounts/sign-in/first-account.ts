// The first account, the node's admin: it is made with the link that the console shows. The link is another
// one at each start, and good while there is no account. Worlds that had no owner while the node was open are
// the admin's then, at once or, if the disk fails in between, after the next start.
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { MemberId, RandomBytes } from '../../../shared/world/address.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import { retryUntilDone, type RetryOptions } from '../../time/retries.ts'
import { memberId } from '../../records/record-shapes.ts'

const SECRET_BYTES = 24

const FirstRecord = z.object({ admin: memberId, isDone: z.boolean() })
const ID = 'admin'

export interface First {
  /** There is no account yet. */
  isOpen(): boolean
  /** The end of the link on the console. */
  readonly secret: string
  fits(secret: string): boolean
  /** The change that makes this member the first admin; null when there is an account. */
  taking(admin: MemberId): TableChange | null
  /**
   * Gives what was nobody's to the first admin, where that is still to do; resolves after the first try, and
   * goes on until it is done.
   */
  passWorlds(): Promise<void>
}

export async function openFirst(options: {
  readonly tables: RecordTables
  readonly book: Pick<AccountDirectory, 'all'>
  readonly random: RandomBytes
  /** Gives all worlds that are nobody's to the admin; can be repeated. */
  readonly pass: (admin: MemberId) => Promise<void>
  readonly retry: RetryOptions
}): Promise<First> {
  const { tables, book, random, pass, retry } = options
  const table = await tables.table('first', FirstRecord)
  const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
  const isOpen = () => book.all().length === 0

  async function passWorlds(): Promise<void> {
    const first = table.get(ID)
    if (first === null || first.isDone) return
    await pass(first.admin)
    await tables.change([table.set(ID, { ...first, isDone: true })])
  }

  return {
    isOpen,
    secret,
    fits: (given) => isOpen() && timingSafeEqual(digest(given), digest(secret)),
    taking: (admin) => (isOpen() ? table.set(ID, { admin, isDone: false }) : null),
    passWorlds: () => retryUntilDone(passWorlds, retry),
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
