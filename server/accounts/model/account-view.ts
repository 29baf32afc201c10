// The accounts of a node, in memory as they are on the disk: a change is on the disk first. Everything that
// is asked for each frame or request answers at once.
import type { AccountName, MemberId } from '../../../shared/world/address.ts'
import type { Member } from '../../contracts/request-member.ts'

/**
 * An account. Its id is the member that its holder writes as, for life; its name is the word that its worlds
 * stand under.
 */
export interface Account {
  readonly id: MemberId
  readonly account: AccountName
  /** Its holder's display name. */
  readonly name: string
  readonly since: number
  readonly isAdmin: boolean
  /** An admin has shut it out: it may do nothing until it is let in again. */
  readonly isSuspended: boolean
  /**
   * The first of those who invited each other down to its holder, none of them for an admin or a group:
   * accounts with the same one count together.
   */
  readonly invitedBy?: MemberId
  /**
   * An id that is nobody's, of all who came without an invitation from one network within a week: accounts
   * with the same one count together.
   */
  readonly signedUpWith?: MemberId
}

/** The facts about accounts for other parts; the files beside this one make accounts and sign in. */
export interface Accounts {
  /**
   * Whether somebody is signed in to an account that is not suspended; in an open node: whether they have a
   * session.
   */
  isAccount(member: Member): boolean
  /** Whether somebody is an admin; in an open node everybody is. */
  isAdmin(member: Member): boolean
  /**
   * Whether a session still holds: false once it was revoked, has ended, or its account was suspended or
   * deleted.
   */
  isHere(member: Member): boolean
  find(account: AccountName): Account | null
  byId(id: MemberId): Account | null
  all(): readonly Account[]
}
