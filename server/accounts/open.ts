// An open node knows no accounts: whoever has a session may do what elsewhere needs an account, and everybody is an admin.
import type { Accounts } from './accounts.ts'

export const openAccounts: Accounts = {
  isAccount: ({ session }) => session !== null,
  isAdmin: () => true,
  isHere: () => true,
  find: () => null,
  byId: () => null,
  all: () => [],
}
