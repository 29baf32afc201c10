// `DELETE /api/account`: leaving for good, and its effects on worlds.
import { AccountEnding } from '../../../shared/wire/api/account-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import { NoHeir } from '../../accounts/leaving/account-deletion.ts'
import { confirm } from './account-routes.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { PasswordParts, ProofRule } from '../routing/proof-rule.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const ANOTHER = new HttpRefusal(
  409,
  'another',
  'You are now signed in to another account. Load the page again and check which one.',
)

interface LeavingParts extends PasswordParts, Pick<AccountServices, 'sessions'> {
  readonly otherWays: SignInServices
  readonly proof: ProofRule
}

export function addLeavingRoutes(routes: Routes, parts: LeavingParts): void {
  const { otherWays, sessions, guard, audit } = parts

  routes.add('delete', '/account', 'account', async ({ request, response, member }) => {
    const { account: meant, password, worlds } = bodyOf(AccountEnding, request)
    const account = await confirm(parts, request, member, password)
    if (meant !== undefined && meant !== account.account) throw ANOTHER
    try {
      await otherWays.accountDeletion.leave(account, worlds)
    } catch (error) {
      if (error instanceof NoHeir) throw new HttpRefusal(409, 'heir', error.message)
      throw error
    }
    const heir = worlds === 'bin' ? null : worlds.passTo
    audit.note(account.id, 'account.left', account.account, { worldsTo: heir })
    for (const gone of sessions.noCookies(guard.isSecure(request))) response.append('Set-Cookie', gone)
    response.status(204).end()
  })
}
