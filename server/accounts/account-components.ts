// A node's stores of accounts, opened once: names and sessions, ways to sign in, invitations and groups, and
// outstanding work for new people.
import type { RandomBytes } from '../../shared/world/address.ts'
import { believedAges, type Ages } from '../records/age-clock.ts'
import type { RecordTables } from '../records/record-tables.ts'
import type { Store } from '../storage/store.ts'
import type { RetryOptions } from '../time/retries.ts'
import type { AccountDirectory } from './directory/account-directory.ts'
import { openSettling, type Settling } from './directory/account-settlement.ts'
import type { MemberPeople } from './directory/member-people.ts'
import { createGroups, type Groups } from './groups/account-groups.ts'
import { createListTaking, type ListTaking } from './groups/group-list-import.ts'
import { openGroupTables } from './groups/group-records.ts'
import { createPendingPeople, type PendingPeople } from './groups/pending-people.ts'
import { openInvitations, type Invitations } from './invitations/invitation-store.ts'
import { openAccountSessions, type AccountSessions } from './sessions/account-sessions.ts'
import { openGuests, type GuestConversion } from './sessions/guest-conversion.ts'
import type { Cookies } from './sessions/session-cookies.ts'
import { KEY_BYTES } from './sign-in/encrypted-tokens.ts'
import { openFirst, type First } from './sign-in/first-account.ts'
import { createGuesses, type GuessLimit } from './sign-in/guess-limit.ts'
import { createHashing } from './sign-in/password-hashing.ts'
import { openPasswords, type Passwords } from './sign-in/password-store.ts'
import { openCodes, type AccountCodes } from './sign-in/recovery-codes.ts'

export interface AccountComponents {
  readonly tables: RecordTables
  readonly cookies: Cookies
  readonly book: AccountDirectory
  readonly signedIn: AccountSessions
  readonly passwords: Passwords
  readonly codes: AccountCodes
  readonly guesses: GuessLimit
  readonly invitations: Invitations
  readonly groups: Groups
  /** Those whom groups wait for, and lists of names. */
  readonly pending: PendingPeople
  readonly lists: ListTaking
  readonly guests: GuestConversion
  readonly first: First
  readonly settling: Settling
}

/** The services of the rest of the node. */
export interface AccountOptions {
  readonly tables: RecordTables
  readonly book: AccountDirectory
  readonly cookies: Cookies
  readonly store: Pick<
    Store,
    | 'secret'
    | 'worldsUnder'
    | 'addressOwners'
    | 'rename'
    | 'person'
    | 'personNamed'
    | 'nameMember'
    | 'passWorlds'
    | 'claimClients'
  >
  readonly clock: RetryOptions['clock'] & { now(): number }
  /** The time by which sessions and invitations end. */
  readonly ages?: Ages
  readonly random: RandomBytes
  readonly onFault: RetryOptions['onFault']
  readonly people: Pick<MemberPeople, 'meet' | 'rename'>
}

/** Of the salt for codes of slips, in bytes. */
const SALT_BYTES = 16

export async function openAccountComponents(options: AccountOptions): Promise<AccountComponents> {
  const { tables, book, cookies, store, clock, ages = believedAges(clock), random, onFault, people } = options
  const retry: RetryOptions = { clock, onFault }
  const hashing = createHashing(random)
  const ticketKey = await store.secret('tickets', () => random(KEY_BYTES))
  const invitations = await openInvitations({ tables, book, clock, ages, random, ticketKey })
  const groupTables = await openGroupTables(tables)
  const groups = createGroups({ tables, groupTables, book, clock, random })
  const salt = await store.secret('slips', () => random(SALT_BYTES))
  const pending = createPendingPeople({
    tables,
    groupTables,
    groups,
    invitations,
    hashing,
    salt,
    clock,
    random,
  })

  return {
    tables,
    cookies,
    book,
    signedIn: await openAccountSessions({ tables, book, clock, ages, random, cookies, onFault }),
    passwords: await openPasswords(tables, hashing),
    codes: await openCodes({ tables, clock, random }),
    guesses: createGuesses(clock),
    invitations,
    groups,
    pending,
    lists: createListTaking({ tables, book, groups, pending }),
    guests: await openGuests({
      tables,
      clock: ages,
      isAccount: (id) => book.byId(id) !== null,
      store,
      onFault,
    }),
    first: await openFirst({ tables, book, random, pass: (admin) => store.passWorlds(null, admin), retry }),
    settling: await openSettling({ tables, book, store, people, retry }),
  }
}
