// Links accounts to people at providers, by the provider's issuer and its lasting name for somebody. Never by
// an e-mail address, which may go to another person.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseMemberId, type MemberId } from '../../../shared/world/address.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'

const LinkRecord = z.object({
  account: z.string(),
  issuer: z.string(),
  sub: z.string(),
  since: z.number(),
})

/** Somebody elsewhere. */
export interface ProviderSubject {
  readonly issuer: string
  readonly sub: string
}

export interface OidcLinks {
  /** The account of somebody at a provider. */
  accountOf(elsewhere: ProviderSubject): MemberId | null
  /** The people at providers that an account is linked to. */
  of(account: MemberId): readonly (ProviderSubject & { readonly since: number })[]
  /** To be made with a new account; nothing is made when they have one already. */
  adding(account: MemberId, elsewhere: ProviderSubject, at: number): TableChange
  /**
   * Links an account that is there; false when that person has an account already, or the account is linked
   * to another person there.
   */
  add(account: MemberId, elsewhere: ProviderSubject, at: number): Promise<boolean>
  /** False when the account has no such link. */
  remove(account: MemberId, issuer: string): Promise<boolean>
  /** The links that end with an account. */
  forgetAll(account: MemberId): readonly TableChange[]
}

/** Opens what is kept of links. */
export async function openLinks(tables: RecordTables): Promise<OidcLinks> {
  const table = await tables.table('provider', LinkRecord)
  const byAccount = new Map<MemberId, Set<string>>()

  table.watch((id, now, before) => {
    const account = parseMemberId((now ?? before)?.account)
    if (account === null) return
    const own = byAccount.get(account) ?? new Set()
    byAccount.set(account, own)
    if (now === null) own.delete(id)
    else own.add(id)
    if (own.size === 0) byAccount.delete(account)
  })

  const idsOf = (account: MemberId): readonly string[] => [...(byAccount.get(account) ?? [])]
  const idAt = (account: MemberId, issuer: string): string | undefined =>
    idsOf(account).find((id) => table.get(id)?.issuer === issuer)
  const adding = (account: MemberId, { issuer, sub }: ProviderSubject, since: number): TableChange =>
    table.add(idOf({ issuer, sub }), { account, issuer, sub, since })

  return {
    accountOf: (elsewhere) => parseMemberId(table.get(idOf(elsewhere))?.account),
    of: (account) =>
      idsOf(account).flatMap((id) => {
        const link = table.get(id)
        return link === null ? [] : [{ issuer: link.issuer, sub: link.sub, since: link.since }]
      }),
    adding,
    add: (account, elsewhere, at) =>
      tables.change(() =>
        idAt(account, elsewhere.issuer) === undefined ? [adding(account, elsewhere, at)] : null,
      ),
    remove: (account, issuer) =>
      tables.change(() => {
        const id = idAt(account, issuer)
        return id === undefined ? null : [table.forget(id)]
      }),
    forgetAll: (account) => idsOf(account).map((id) => table.forget(id)),
  }
}

/** A `sub` has up to 255 characters, and an issuer many: more than a record's id. */
const idOf = ({ issuer, sub }: ProviderSubject): string =>
  createHash('sha256')
    .update(JSON.stringify([issuer, sub]))
    .digest('base64url')
