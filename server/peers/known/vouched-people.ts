// Who the people of this node are for others: those with an account that is not shut out, and its guests.
import { nodeOf, type MemberId } from '../../../shared/world/address.ts'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { Store } from '../../storage/store.ts'
import type { Who } from './peer-client.ts'

export function createWho(options: {
  readonly store: Pick<Store, 'person' | 'membersBy'>
  readonly accounts: Pick<Accounts, 'byId'>
  /** Whether somebody without an account may be here. */
  readonly mayBeGuest: (member: MemberId) => boolean
}): Who {
  const { store, accounts, mayBeGuest } = options
  return async (subject) => {
    const account = accounts.byId(subject)
    if (account === null ? !mayBeGuest(subject) : account.isSuspended) return null
    const person = await store.person(subject)
    const word = account?.account ?? person?.account ?? null
    if (word === null || nodeOf(word) !== null) return null
    const name = account?.name ?? (await store.membersBy([subject])).at(0)?.name ?? word
    return { subject, account: word, name, body: person?.body ?? null, look: person?.look ?? null }
  }
}
