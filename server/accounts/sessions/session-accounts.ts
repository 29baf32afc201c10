// Whether a session of a node with accounts holds, and whether its member is signed in or a guest. It is
// asked for each frame and each request.
import type { MemberId } from '../../../shared/world/address.ts'
import type { Accounts } from '../model/account-view.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import { NO_FOREIGNERS, type ForeignPeople } from '../../contracts/foreign-people.ts'
import type { AccountSessions } from './account-sessions.ts'

export function createSessionAccounts(options: {
  readonly book: Pick<AccountDirectory, 'find' | 'byId' | 'all'>
  readonly signedIn: Pick<AccountSessions, 'isHere'>
  /** Whether a member may be here as a guest: not somebody who has an account. */
  readonly mayBeGuest: (member: MemberId) => boolean
  /** Nobody comes from other nodes unless given. */
  readonly foreign?: Pick<ForeignPeople, 'isHere'> | undefined
}): Accounts {
  const { book, signedIn, mayBeGuest, foreign = NO_FOREIGNERS } = options
  const isAccount: Accounts['isAccount'] = (member) => member.kind === 'account' && signedIn.isHere(member)
  return {
    isAccount,
    isAdmin: (member) => isAccount(member) && book.byId(member.id)?.isAdmin === true,
    isHere(member) {
      if (member.session === null) return true
      switch (member.kind) {
        case 'account':
          return signedIn.isHere(member)
        case 'peer':
          return foreign.isHere(member)
        case 'guest':
        case undefined:
          return mayBeGuest(member.id)
      }
      return member.kind satisfies never
    },
    find: (account) => book.find(account),
    byId: (id) => book.byId(id),
    all: () => book.all(),
  }
}
