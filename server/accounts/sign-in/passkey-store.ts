// The passkeys of accounts. A passkey is a public key: nobody can sign in with these records.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseMemberId, type MemberId } from '../../../shared/world/address.ts'
import { PASSKEYS_MAX, type PasskeyInfo } from '../../../shared/wire/api/account-bodies.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'

const PasskeyRecord = z.object({
  account: z.string(),
  /** The credential's id, as the browser tells it: base64url. */
  credential: z.string(),
  publicKey: z.string(),
  /** How often it was used, by its own word; one that is on several devices says 0. */
  counter: z.number(),
  transports: z.array(z.string()),
  /** The name of the node that it was made for. */
  place: z.string(),
  name: z.string(),
  since: z.number(),
  usedAt: z.number().nullable(),
})
type PasskeyRecord = z.infer<typeof PasskeyRecord>

export interface Passkey extends Readonly<Omit<PasskeyRecord, 'account'>> {
  /** Its name in the API. */
  readonly id: string
  readonly account: MemberId
}

export interface Passkeys {
  /** Those of an account, oldest first. */
  of(account: MemberId): readonly Passkey[]
  byCredential(credential: string): Passkey | null
  /** Stores a new one, unless the account has as many as it may, or that one is known here. */
  add(passkey: Omit<Passkey, 'id' | 'usedAt'>): Promise<Passkey | 'full' | 'known'>
  /** False when the account has no such passkey. */
  remove(account: MemberId, id: string): Promise<boolean>
  /**
   * The change that notes that somebody signs in with it at `at`, and counts `counter` now; null when it is
   * gone, or has counted further already.
   */
  using(passkey: Passkey, counter: number, at: number): TableChange | null
  /** The passkeys that end with an account. */
  forgetAll(account: MemberId): readonly TableChange[]
}

/** Opens what is kept of passkeys. */
export async function openPasskeys(tables: RecordTables): Promise<Passkeys> {
  const table = await tables.table('passkey', PasskeyRecord)
  const byAccount = new Map<MemberId, Map<string, Passkey>>()

  table.watch((id, now, before) => {
    const account = parseMemberId((now ?? before)?.account)
    if (account === null) return
    const own = byAccount.get(account) ?? new Map<string, Passkey>()
    byAccount.set(account, own)
    if (now === null) own.delete(id)
    else own.set(id, { ...now, id, account })
    if (own.size === 0) byAccount.delete(account)
  })

  const of = (account: MemberId): readonly Passkey[] =>
    [...(byAccount.get(account)?.values() ?? [])].toSorted((one, other) => one.since - other.since)

  return {
    of,
    byCredential(credential) {
      const id = idOf(credential)
      const account = parseMemberId(table.get(id)?.account)
      return (account && byAccount.get(account)?.get(id)) ?? null
    },
    async add(fresh) {
      const passkey: Passkey = { ...fresh, id: idOf(fresh.credential), usedAt: null }
      let isFull = false
      const isKept = await tables.change(() => {
        isFull = of(fresh.account).length >= PASSKEYS_MAX
        return isFull ? null : [table.add(passkey.id, recordOf(passkey))]
      })
      if (!isKept) return isFull ? 'full' : 'known'
      return passkey
    },
    remove(account, id) {
      return tables.change(() => (table.get(id)?.account === account ? [table.forget(id)] : null))
    },
    using({ id }, counter, usedAt) {
      const now = table.get(id)
      if (now === null || ((counter > 0 || now.counter > 0) && counter <= now.counter)) return null
      return table.set(id, { ...now, counter, usedAt })
    },
    forgetAll: (account) => of(account).map(({ id }) => table.forget(id)),
  }
}

/** A passkey's facts for the API. */
export function passkeyInfo({ id, name, since, usedAt }: Passkey): PasskeyInfo {
  return { id, name, since, usedAt }
}

/** A credential's id may be longer than a record's. */
const idOf = (credential: string): string => createHash('sha256').update(credential).digest('base64url')

function recordOf(passkey: Passkey): PasskeyRecord {
  const { id: _, ...record } = passkey
  return { ...record, transports: [...record.transports] }
}
