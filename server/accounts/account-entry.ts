// Coming in: making an account, signing in to one, and everything that goes along with it. Each is one
// transaction: it begins the session, stores the account and its credentials, uses the invitation and ends
// the guest, or nothing of it happens.
import { makeMemberId, type AccountName, type MemberId } from '../../shared/world/address.ts'
import type { TableChange } from '../records/record-tables.ts'
import type { AccountComponents, AccountOptions } from './account-components.ts'
import { openPromisedRights, type Give, type PromisedRights } from './invitations/promised-rights.ts'
import { VOID_INVITATION, type Invitation } from './invitations/invitation-store.ts'
import { AccountRefusal } from './model/account-refusal.ts'
import type { Account } from './model/account-view.ts'
import { judgeName, whyNotCalled, whyNotWord } from './names/name-rules.ts'
import { skeletonOf } from './names/name-skeleton.ts'
import { createSignUpNetworks } from './sign-in/sign-up-networks.ts'
import type { Browser, SessionFacts } from './sessions/account-sessions.ts'
import type { Session } from './sessions/member-session.ts'

/** The person who comes in, and their browser. */
export interface EntryRequest {
  readonly browser: Browser
  readonly by: SessionFacts['by']
  /** When they proved who they are; now, unless given. */
  readonly provenAt?: SessionFacts['provenAt']
  /** The session of this browser before: a guest becomes the account, and another account's session ends. */
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
  /** Their new credentials. */
  readonly credentials: (id: MemberId) => readonly TableChange[]
}

export interface SignedInResult {
  readonly account: Account
  readonly session: Session
  /** The `Set-Cookie` header of the session. */
  readonly cookie: string
}

export interface AccountEntry extends AccountComponents {
  readonly promisedRights: PromisedRights
  /**
   * The changes that give somebody what their invitation promises; throws Refused where a group has no room.
   */
  bringing(member: MemberId, invitation: Invitation): readonly TableChange[]
  /** Makes an account, signed in; throws Refused when the name is taken or the invitation void. */
  join(newcomer: NewAccount): Promise<SignedInResult>
  /**
   * Signs in to an account, together with the other changes; null when one of these is refused. Throws
   * Refused when the account is suspended or gone.
   */
  enter(account: Account, coming: EntryRequest): Promise<SignedInResult>
  enter(
    account: Account,
    coming: EntryRequest,
    beside: () => readonly TableChange[] | null,
  ): Promise<SignedInResult | null>
  /**
   * Goes on with work that was not done before the node stopped; resolves after the first try, before anybody
   * comes in.
   */
  resume(): Promise<void>
}

const TAKEN = new AccountRefusal(
  'taken',
  'Someone already has that name, or one that looks like it. Choose another one.',
)
/** Somebody could be taken for somebody else by their display name. */
export const LOOKS_ALIKE = new AccountRefusal(
  'name',
  'Someone here has a name that looks like that one. Choose another one, so that nobody mistakes you for them.',
)
/** Accounts that go back to the invitations of one person who is no admin. */
const INVITED_MAX = 100
const INVITED_MANY = new AccountRefusal(
  'bound',
  `${INVITED_MAX} people have come by invitations of the same person or network. Ask an admin of this node for one.`,
)
const SHUT = new AccountRefusal('shut', 'This account is suspended. Ask an admin of this node.')

interface EntryServices extends Pick<AccountOptions, 'store' | 'clock' | 'random' | 'onFault'> {
  readonly give: Give
}

export async function openAccountEntry(
  parts: AccountComponents,
  { store, clock, random, onFault, give }: EntryServices,
): Promise<AccountEntry> {
  const { tables, book, signedIn, invitations, pending, guests, first, settling } = parts
  const signUps = createSignUpNetworks(clock, random)
  const promisedRights = await openPromisedRights({ tables, random, give, retry: { clock, onFault } })

  function sessionOf({ id, name }: Account, session: string): Session {
    return { kind: 'account', id, name, session, since: clock.now() }
  }

  const bringing = (member: MemberId, invitation: Invitation): readonly TableChange[] => [
    ...promisedRights.making(member, invitation),
    ...pending.coming(member, invitation),
  ]

  /** The earlier session of this browser ends or goes over. */
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
    ...parts,
    promisedRights,
    bringing,
    async join(newcomer) {
      const { account, name, invitation, isFirst = false, guest, browser, by } = newcomer
      const id = guest !== null && guests.isGuest(guest.id) ? guest.id : makeMemberId(random)
      // Before anything is said of names: somebody without an invitation learns nothing.
      if (invitation !== null && invitations.read(invitation) === null) throw VOID_INVITATION
      judgeName(whyNotWord(account))
      judgeName(whyNotCalled(name), 'name')
      if (await isTaken(account, { id, isFirst }, book, store)) throw TAKEN
      const known = await store.person(id)
      const beginning = signedIn.begin(id, browser, by, newcomer.provenAt)
      const inviter = inviterOf(invitation === null ? null : invitations.read(invitation), book)
      const isAlone = isFirst || invitation !== null
      const signedUpWith = isAlone ? undefined : signUps.commonTo(browser.from)
      const made = {
        id,
        account,
        name,
        since: clock.now(),
        isAdmin: isFirst,
        isSuspended: false,
        ...(inviter !== null && { invitedBy: inviter }),
        ...(signedUpWith !== undefined && { signedUpWith }),
      }
      let isVoid = false
      let isAlike = false
      let isOneTooMany = false
      const isMade = await book.make(made, () => {
        isAlike = book.alike.called(name, { id, isSame: false }).length > 0
        isOneTooMany = inviter !== null && book.invitedBy(inviter).size >= INVITED_MAX
        if (isAlike || isOneTooMany) return null
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
      if (isOneTooMany) throw INVITED_MANY
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

/**
 * With whose people somebody counts who comes by an invitation. Admins vouch for those whom they invite and
 * for groups; all others could make a hundred accounts of themselves, and those of one network as many each.
 */
function inviterOf(invitation: Invitation | null, book: AccountComponents['book']): MemberId | null {
  const by = invitation?.group === null ? book.byId(invitation.by) : null
  return by === null || by.isAdmin ? null : (by.invitedBy ?? by.signedUpWith ?? by.id)
}

/** Whether a name is another person's, or worlds of others stand under it. */
async function isTaken(
  account: AccountName,
  { id, isFirst }: { readonly id: MemberId; readonly isFirst: boolean },
  book: AccountComponents['book'],
  store: Pick<AccountOptions['store'], 'personNamed' | 'addressOwners'>,
): Promise<boolean> {
  if (!book.isFree(account)) return true
  const person = await store.personNamed(account)
  if (person !== null) return person.id !== id
  const look = skeletonOf(account)
  const others = (await store.addressOwners()).filter(
    ({ owner }) => owner !== id && !(owner === null && isFirst),
  )
  return others.some((other) => other.account === account || skeletonOf(other.account) === look)
}
