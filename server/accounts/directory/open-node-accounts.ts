// An open node knows no accounts: whoever has a session may do what elsewhere needs an account, and everybody
// is an admin. Not who is there by way of another node: they are guests.
import type { Accounts } from '../model/account-view.ts'
import { NO_FOREIGNERS, type ForeignPeople } from '../../contracts/foreign-people.ts'

export const openAccountsWith = (foreign: ForeignPeople): Accounts => ({
  isAccount: ({ session, kind }) => session !== null && kind !== 'peer',
  isAdmin: ({ kind }) => kind !== 'peer',
  isHere: (member) => member.kind !== 'peer' || foreign.isHere(member),
  find: () => null,
  byId: () => null,
  all: () => [],
})

export const openAccounts: Accounts = openAccountsWith(NO_FOREIGNERS)
