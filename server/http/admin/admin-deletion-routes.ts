// `DELETE /api/admin/accounts/NAME`: an account is ended for good, as its holder could end it. The request
// says where its worlds go.
import { AccountEnd } from '../../../shared/wire/api/admin-bodies.ts'
import { parseAccountName } from '../../../shared/world/address.ts'
import { NoHeir, type AccountDeletion } from '../../accounts/leaving/account-deletion.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Accounts } from '../../accounts/model/account-view.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import { accountIn, YOURSELF } from './admin-account-routes.ts'

const NO_HEIR = new HttpRefusal(409, 'heir', 'Nobody here has that account. Check the spelling.')

interface AdminDeletionParts {
  readonly accountDeletion: AccountDeletion
  readonly accounts: Accounts
  readonly audit: Audit
}

export function addAdminDeletionRoutes(
  routes: Routes,
  { accountDeletion, accounts, audit }: AdminDeletionParts,
): void {
  routes.add(
    'delete',
    '/admin/accounts/:name',
    { proven: 'admin' },
    async ({ request, response, member }) => {
      const { worlds } = bodyOf(AccountEnd, request)
      const account = accountIn(accounts, request)
      if (account.id === member.id) throw YOURSELF
      const heir = worlds === 'bin' ? null : parseAccountName(worlds.passTo)
      if (worlds !== 'bin' && heir === null) throw NO_HEIR
      try {
        await accountDeletion.leave(account, heir === null ? 'bin' : { passTo: heir })
      } catch (error) {
        if (error instanceof NoHeir) throw new HttpRefusal(409, 'heir', error.message)
        throw error
      }
      audit.note(member.id, 'admin.endedAccount', account.account, { worldsTo: heir })
      response.status(204).end()
    },
  )
}
