// The directory of accounts and their names. Credentials are stored beside it, each by its own file, and
// change in the same transaction.
import { z } from 'zod'
import {
  parseAccountName,
  parseMemberId,
  type AccountName,
  type MemberId,
} from '../../../shared/world/address.ts'
import type { Account } from '../model/account-view.ts'
import { changesOf, type TableChanges, type RecordTables } from '../../records/record-tables.ts'
import { createAlike, type Alike } from '../names/name-lookalikes.ts'
import { skeletonOf } from '../names/name-skeleton.ts'
import { accountName, memberId } from '../../records/record-shapes.ts'

/** The changeable fields of an account. */
type ChangedAccount = Partial<Pick<Account, 'name' | 'isAdmin' | 'isSuspended'>>

/** Accounts that count together: of one person's invitations, or made from one network within some time. */
export interface AccountsTogether {
  readonly by: 'invited' | 'network'
  readonly accounts: ReadonlySet<MemberId>
}

export interface AccountDirectory {
  find(account: AccountName): Account | null
  byId(id: MemberId): Account | null
  all(): readonly Account[]
  /** Somebody had an account here, and has none any more. */
  hasLeft(id: MemberId): boolean
  /** The accounts that go back to the invitations of one person. */
  invitedBy(inviter: MemberId): ReadonlySet<MemberId>
  /** The accounts with which one counts, itself included; null: it stands alone. */
  countedWith(id: MemberId): AccountsTogether | null
  /** Finds names that can be mistaken for each other. */
  readonly alike: Pick<Alike, 'words' | 'called'>
  /**
   * Whether a name may be used: no account has it, or one that looks like it, none that ended lately had it,
   * and it has no other meaning.
   */
  isFree(account: AccountName): boolean
  /**
   * Makes an account, with everything that comes with it; false when its name is not free, or the member has
   * an account.
   */
  make(account: Account, beside?: TableChanges): Promise<boolean>
  /**
   * Changes an account; a function is asked once its turn has come, and its null is a no. Null when there is
   * none, or on a no: then nothing was changed.
   */
  change(
    id: MemberId,
    change: ChangedAccount | ((account: Account) => ChangedAccount | null),
    beside?: TableChanges,
  ): Promise<Account | null>
  /** Ends an account; nobody else gets its name before `nameUntil`, in ms since 1970. */
  forget(id: MemberId, nameUntil: number, beside?: TableChanges): Promise<boolean>
  /** Calls `listener` after an account was made, changed or ended (`now` is null then). */
  onChanged(listener: (id: MemberId, now: Account | null, before: Account | null) => void): void
}

/**
 * Words that are no names of people: parts of addresses, words that others would take for the node itself,
 * and names of guests.
 */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'guest inkland admin administrator root system owner moderator support api sync assets w me you nobody somebody ' +
    'everyone public anonymous behavior account accounts first join limbo home null undefined'
  ).split(' '),
)
/** The beginning of the account words of guests. */
export const GUEST_WORD = 'guest-'

/** Their skeletons; made when the first name is judged. */
let reservedLooks: ReadonlySet<string> | null = null

/** Whether a name says something else, or looks as if it did. */
function isReserved(account: string): boolean {
  reservedLooks ??= new Set([...RESERVED].map(skeletonOf))
  const look = skeletonOf(account)
  return reservedLooks.has(look) || look.startsWith(skeletonOf(GUEST_WORD))
}

const AccountRecord = z.object({
  account: accountName,
  name: z.string(),
  since: z.number(),
  isAdmin: z.boolean(),
  isSuspended: z.boolean(),
  invitedBy: z.exactOptional(memberId),
  signedUpWith: z.exactOptional(memberId),
})
/** The owner of a name; for an account that ended, until when it is nobody's. */
const NameRecord = z.object({ id: memberId, until: z.number().nullable() })

const NOBODY: ReadonlySet<MemberId> = new Set()

/** Opens the book. */
export async function openAccountDirectory(
  tables: RecordTables,
  clock: { now(): number },
): Promise<AccountDirectory> {
  const accounts = await tables.table('account', AccountRecord)
  const names = await tables.table('accountName', NameRecord)
  const byId = new Map<string, Account>()
  const together = { invited: createSets(), network: createSets() }
  const alike = createAlike()
  /** Those who have a name here, or had one. */
  const called = new Set<MemberId>()
  const listeners: Parameters<AccountDirectory['onChanged']>[0][] = []

  accounts.watch((id, now) => {
    const member = parseMemberId(id)
    if (member === null) return
    const before = byId.get(id) ?? null
    const account = now && { id: member, ...now }
    if (account === null) byId.delete(id)
    else byId.set(id, account)
    alike.noteAccount(member, account, before)
    const { invitedBy, signedUpWith } = account ?? before ?? {}
    together.invited.note(invitedBy, member, account !== null)
    together.network.note(signedUpWith, member, account !== null)
    for (const listener of listeners) listener(member, account, before)
  })

  names.watch((id, now, before) => {
    if (before !== null) called.delete(before.id)
    if (now !== null) called.add(now.id)
    const word = parseAccountName(id)
    if (word !== null) alike.noteWord(word, now !== null)
  })

  function isHeld(account: AccountName): boolean {
    const holder = names.get(account)
    return holder !== null && (holder.until === null || holder.until > clock.now())
  }

  const isFree = (account: AccountName): boolean => !isReserved(account) && !alike.words(account).some(isHeld)

  return {
    find: (account) => byId.get(names.get(account)?.id ?? '') ?? null,
    byId: (id) => byId.get(id) ?? null,
    all: () => [...byId.values()],
    hasLeft: (id) => called.has(id) && !byId.has(id),
    invitedBy: together.invited.of,
    countedWith(id) {
      const { invitedBy, signedUpWith } = byId.get(id) ?? {}
      if (invitedBy !== undefined) return { by: 'invited', accounts: together.invited.of(invitedBy) }
      if (signedUpWith === undefined) return null
      return { by: 'network', accounts: together.network.of(signedUpWith) }
    },
    alike,
    isFree,
    make({ id, ...account }, beside = []) {
      return tables.change(() => {
        if (!isFree(account.account) || byId.has(id)) return null
        const more = changesOf(beside)
        return more && [accounts.add(id, account), names.set(account.account, { id, until: null }), ...more]
      })
    },
    async change(id, change, beside = []) {
      const isMade = await tables.change(() => {
        const account = byId.get(id)
        const changed = account && (typeof change === 'function' ? change(account) : change)
        const more = changesOf(beside)
        if (account === undefined || changed == null || more === null) return null
        const { id: _, ...value } = { ...account, ...changed }
        return [accounts.set(id, value), ...more]
      })
      return isMade ? (byId.get(id) ?? null) : null
    },
    forget(id, nameUntil, beside = []) {
      return tables.change(() => {
        const account = byId.get(id)
        const more = changesOf(beside)
        if (account === undefined || more === null) return null
        return [accounts.forget(id), names.set(account.account, { id, until: nameUntil }), ...more]
      })
    },
    onChanged: (listener) => void listeners.push(listener),
  }
}

/** Accounts by the one that all of them have in common. */
function createSets() {
  const sets = new Map<MemberId, Set<MemberId>>()
  return {
    of: (common: MemberId): ReadonlySet<MemberId> => sets.get(common) ?? NOBODY,
    note(common: MemberId | undefined, id: MemberId, isThere: boolean): void {
      if (common === undefined) return
      const all = sets.get(common) ?? new Set()
      if (isThere) all.add(id)
      else all.delete(id)
      if (all.size === 0) sets.delete(common)
      else sets.set(common, all)
    },
  }
}
