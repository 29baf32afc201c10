// How one comes in: making an account, signing in to one, and what goes along with it. Each is one
// transaction: with the account and its credentials the session begins, the invitation is used and the guest
// is one no more, or nothing of it happens.
import {
  makeMemberId,
  type AccountName,
  type MemberId,
  type RandomBytes,
} from '../../shared/world/address.ts'
import type { Store } from '../storage/store.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { Account } from './model/account-view.ts'
import { openAccountDirectory, type AccountDirectory } from './directory/account-directory.ts'
import { openCodes, type Codes } from './sign-in/recovery-codes.ts'
import type { Cookies } from './sessions/session-cookies.ts'
import { openFirst, type First } from './sign-in/first-account.ts'
import { createGroups, type Groups } from './groups/account-groups.ts'
import { createPendingPeople, type PendingPeople } from './groups/pending-people.ts'
import { createListTaking, type ListTaking } from './groups/group-list-import.ts'
import { openGroupTables } from './groups/group-records.ts'
import { createGuesses, type GuessLimit } from './sign-in/guess-limit.ts'
import { openGuests, type GuestConversion } from './sessions/guest-conversion.ts'
import { createHashing } from './sign-in/password-hashing.ts'
import {
  openInvitations,
  VOID_INVITATION,
  type Invitation,
  type Invitations,
} from './invitations/invitation-store.ts'
import type { TableChange, RecordTables } from '../records/record-tables.ts'
import { judgeName, whyNotCalled, whyNotWord } from './names/name-rules.ts'
import { skeletonOf } from './names/name-skeleton.ts'
import { openPasswords, type Passwords } from './sign-in/password-store.ts'
import type { RetryOptions } from '../time/retries.ts'
import type { MemberPeople } from './directory/member-people.ts'
import { openPromisedRights, type Give, type PromisedRights } from './invitations/promised-rights.ts'
import { AccountRefusal } from './model/account-refusal.ts'
import { KEY_BYTES } from './sign-in/encrypted-tokens.ts'
import type { Session } from './sessions/member-session.ts'
import { openSettling } from './directory/account-settlement.ts'
import {
  openAccountSessions,
  type Browser,
  type SessionFacts,
  type AccountSessions,
} from './sessions/account-sessions.ts'

/** Who comes in, and from where. */
export interface EntryRequest {
  readonly browser: Browser
  readonly by: SessionFacts['by']
  /** When they showed that it is them; now, unless given. */
  readonly provenAt?: SessionFacts['provenAt']
  /** Who this browser was before: a guest goes over to the account, another account's session ends. */
  readonly guest: Session | null
  readonly before: Session | null
}

export interface NewAccount extends EntryRequest {
  readonly account: AccountName
  readonly name: string
  /** The secret of an invitation; null where none is needed. */
  readonly invitation: string | null
  /** The first account of the node: its admin. */
  readonly isFirst?: boolean
  /** What they sign in with from now on. */
  readonly credentials: (id: MemberId) => readonly TableChange[]
}

export interface SignedInResult {
  readonly account: Account
  readonly session: Session
  /** The `Set-Cookie` header of the session. */
  readonly cookie: string
}

export interface AccountEntry {
  readonly tables: RecordTables
  readonly cookies: Cookies
  readonly book: AccountDirectory
  readonly signedIn: AccountSessions
  readonly passwords: Passwords
  readonly codes: Codes
  readonly invitations: Invitations
  readonly groups: Groups
  /** Those whom groups wait for, and lists of names. */
  readonly pending: PendingPeople
  readonly lists: ListTaking
  readonly guesses: GuessLimit
  readonly guests: GuestConversion
  readonly first: First
  readonly promisedRights: PromisedRights
  /**
   * The changes that give somebody what the invitation promises that they use; throws Refused where a group
   * has no room.
   */
  bringing(member: MemberId, invitation: Invitation): readonly TableChange[]
  /** Makes an account, signed in; throws Refused when the name is taken or the invitation void. */
  join(newcomer: NewAccount): Promise<SignedInResult>
  /**
   * Signs in to an account, with whatever else changes then: null when that says no. Throws Refused when the
   * account is suspended or gone.
   */
  enter(account: Account, coming: EntryRequest): Promise<SignedInResult>
  enter(
    account: Account,
    coming: EntryRequest,
    beside: () => readonly TableChange[] | null,
  ): Promise<SignedInResult | null>
  /**
   * Goes on with what was not done before the node stopped; resolves after the first try, before anybody
   * comes in.
   */
  resume(): Promise<void>
}

/** What the rest of the node does for it. */
interface EntranceOptions {
  readonly tables: RecordTables
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
  >
  readonly clock: RetryOptions['clock'] & { now(): number }
  readonly random: RandomBytes
  readonly onFault: RetryOptions['onFault']
  /** Makes the client ids of a guest the account's, on the disk and in memory. */
  readonly claim: (guest: MemberId, account: MemberId) => Promise<void>
  readonly give: Give
  /** A world stands at another address now. */
  readonly onMoved: (world: WorldRecord) => Promise<void>
  readonly people: Pick<MemberPeople, 'meet' | 'rename'>
}

/** Of the salt for codes of slips, in bytes. */
const SALT_BYTES = 16

const TAKEN = new AccountRefusal(
  'taken',
  'Someone already has that name, or one that looks like it. Choose another one.',
)
/** Somebody could be taken for somebody else by what they want to be called. */
export const LOOKS_ALIKE = new AccountRefusal(
  'name',
  'Someone here has a name that looks like that one. Choose another one, so that nobody mistakes you for them.',
)
const SHUT = new AccountRefusal('shut', 'This account is suspended. Ask an admin of this node.')

export async function openAccountEntry(options: EntranceOptions): Promise<AccountEntry> {
  const { tables, cookies, store, clock, random, onFault, claim, give, onMoved, people } = options
  const retry: RetryOptions = { clock, onFault }
  const book = await openAccountDirectory(tables, clock)
  const isAccount = (id: MemberId) => book.byId(id) !== null
  const signedIn = await openAccountSessions({ tables, book, clock, random, cookies, onFault })
  const hashing = createHashing(random)
  const passwords = await openPasswords(tables, hashing)
  const codes = await openCodes({ tables, clock, random })
  const ticketKey = await store.secret('tickets', () => random(KEY_BYTES))
  const invitations = await openInvitations({ tables, book, clock, random, ticketKey })
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
  const promisedRights = await openPromisedRights({ tables, random, give, retry })
  const settling = await openSettling({ tables, book, store, people, onMoved, retry })
  const pass = (admin: MemberId) => store.passWorlds(null, admin)
  const first = await openFirst({ tables, book, random, pass, retry })

  async function bring(guest: MemberId, account: MemberId): Promise<void> {
    await claim(guest, account)
    await store.passWorlds(guest, account)
  }
  const guests = await openGuests({ tables, clock, isAccount, bring, onFault })

  /** Whether a name is somebody else's, or worlds of somebody else stand under it. */
  async function isTaken(account: AccountName, id: MemberId, isFirst: boolean): Promise<boolean> {
    if (!book.isFree(account)) return true
    const person = await store.personNamed(account)
    if (person !== null) return person.id !== id
    const look = skeletonOf(account)
    const others = (await store.addressOwners()).filter(
      ({ owner }) => owner !== id && !(owner === null && isFirst),
    )
    return others.some((other) => other.account === account || skeletonOf(other.account) === look)
  }

  function sessionOf({ id, name }: Account, session: string): Session {
    return { kind: 'account', id, name, session, since: clock.now() }
  }

  const bringing = (member: MemberId, invitation: Invitation): readonly TableChange[] => [
    ...promisedRights.making(member, invitation),
    ...pending.coming(member, invitation),
  ]

  /** Whoever this browser was is somebody else now. */
  function leaving({ guest, before }: EntryRequest, id: MemberId): readonly TableChange[] {
    const gone = guest && guests.leaving(guest.id, id)
    const ended = before?.kind === 'account' ? signedIn.ending(before.session) : []
    return [...(gone ? [gone] : []), ...ended]
  }

  async function enter(account: Account, coming: EntryRequest): Promise<SignedInResult>
  async function enter(
    account: Account,
    coming: EntryRequest,
    beside: () => readonly TableChange[] | null,
  ): Promise<SignedInResult | null>
  async function enter(
    { id }: Account,
    coming: EntryRequest,
    beside = (): readonly TableChange[] | null => [],
  ) {
    const beginning = signedIn.begin(id, coming.browser, coming.by, coming.provenAt)
    let isShut = false
    const isMade = await tables.change(() => {
      isShut = book.byId(id)?.isSuspended !== false
      const more = isShut ? null : beside()
      return more && [...leaving(coming, id), ...more, ...beginning.changes]
    })
    if (isShut) throw SHUT
    const account = book.byId(id)
    if (account === null || !isMade) return null
    if (coming.guest !== null) await guests.bringOver(coming.guest.id)
    return { account, session: sessionOf(account, beginning.id), cookie: beginning.cookie }
  }

  return {
    tables,
    cookies,
    book,
    signedIn,
    passwords,
    codes,
    invitations,
    groups,
    pending,
    lists: createListTaking({ tables, book, groups, pending }),
    bringing,
    guesses: createGuesses(clock),
    guests,
    first,
    promisedRights,
    async join(newcomer) {
      const { account, name, invitation, isFirst = false, guest, browser, by } = newcomer
      const id = guest !== null && guests.isGuest(guest.id) ? guest.id : makeMemberId(random)
      // Before anything is said of names: who has no invitation learns nothing.
      if (invitation !== null && invitations.read(invitation) === null) throw VOID_INVITATION
      judgeName(whyNotWord(account))
      judgeName(whyNotCalled(name), 'name')
      if (await isTaken(account, id, isFirst)) throw TAKEN
      const known = await store.person(id)
      const beginning = signedIn.begin(id, browser, by, newcomer.provenAt)
      const made = { id, account, name, since: clock.now(), isAdmin: isFirst, isSuspended: false }
      let isVoid = false
      let isAlike = false
      const isMade = await book.make(made, () => {
        isAlike = book.alike.called(name, { id, isSame: false }).length > 0
        if (isAlike) return null
        const invited = invitation === null ? null : invitations.read(invitation)
        const used = invitation === null ? [] : invitations.using(invitation)
        const taking = isFirst ? first.taking(id) : null
        isVoid = used === null || (isFirst && taking === null)
        if (used === null || isVoid) return null
        const promised = invited === null ? [] : bringing(id, invited)
        const firsts = taking === null ? [] : [taking]
        const credentials = newcomer.credentials(id)
        return [
          settling.noting(id, known?.account ?? null),
          ...credentials,
          ...used,
          ...promised,
          ...firsts,
          ...leaving(newcomer, id),
          ...beginning.changes,
        ]
      })
      if (!isMade) throw isAlike ? LOOKS_ALIKE : isVoid ? VOID_INVITATION : TAKEN
      const session = sessionOf(made, beginning.id)
      await settling.settle(id)
      if (isFirst) await first.passWorlds()
      await promisedRights.keep()
      return { account: made, session, cookie: beginning.cookie }
    },
    enter,
    async resume() {
      await Promise.all([guests.resume(), settling.resume(), first.passWorlds(), promisedRights.keep()])
    },
  }
}
