// Making an account. The link on the node's console makes the first one. The others need an invitation if the
// node is set so.
import { isWholeSecret } from '../../../shared/world/link-secret.ts'
import { FirstAccount, SignUp } from '../../../shared/wire/api/account-bodies.ts'
import type { AccountEntry, NewAccount } from '../../accounts/account-entry.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import { CUT_INVITATION, VOID_INVITATION } from '../../accounts/invitations/invitation-store.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import { refuseWeakPassword } from '../../accounts/sign-in/password-strength.ts'
import { networkOf } from '../../network/client-network.ts'
import type { Guard } from '../edge/origin-guard.ts'
import type { BrowserAccounts } from '../routing/request-account.ts'
import { noteGroup } from './invitation-use.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { RouteRequest, Routes } from '../routing/route-rules.ts'

const NOT_FIRST = new AccountRefusal(
  'void',
  'This link does not work, or no longer does. Until there is an account, the console shows the right one. If there is an account, sign in.',
)
const NOT_YET = new AccountRefusal(
  'closed',
  'The first account here is created with the link on the server’s console.',
)
const INVITED_ONLY = new AccountRefusal(
  'closed',
  'You need an invitation to create an account here. Ask someone who is here for one.',
)

interface JoiningParts extends Pick<AccountServices, 'settings'> {
  readonly entrance: AccountEntry
  readonly browsers: BrowserAccounts
  readonly audit: Audit
  readonly guard: Pick<Guard, 'addressOf'>
}

export function addJoiningRoutes(
  routes: Routes,
  { entrance, settings, browsers, audit, guard }: JoiningParts,
): void {
  const { first, passwords } = entrance

  async function join(
    { request, response }: RouteRequest,
    wanted: Pick<NewAccount, 'account' | 'name' | 'invitation' | 'isFirst'> & { password: string },
  ): Promise<void> {
    const { password, ...who } = wanted
    refuseWeakPassword(password, who.account)
    const hash = await passwords.hash(password, networkOf(guard.addressOf(request)))
    const invitation = who.invitation === null ? null : entrance.invitations.read(who.invitation)
    const entered = await entrance.join({
      ...who,
      ...browsers.signingIn(request, 'password'),
      credentials: (id) => [passwords.setting(id, hash)],
    })
    const { id, account } = entered.account
    audit.note(id, who.isFirst === true ? 'account.first' : 'account.signedUp', account)
    if (invitation !== null) noteGroup({ entrance, audit }, invitation, id)
    response.status(201)
    await browsers.welcome(request, response, entered)
  }

  routes.add('post', '/first', 'anyone', async (asked) => {
    const { secret, ...wanted } = bodyOf(FirstAccount, asked.request)
    if (!first.fits(secret)) throw isWholeSecret(secret) ? NOT_FIRST : CUT_INVITATION
    await join(asked, { ...wanted, invitation: null, isFirst: true })
  })

  routes.add('post', '/accounts', 'anyone', async (asked) => {
    const { invitation = null, ...wanted } = bodyOf(SignUp, asked.request)
    if (first.isOpen()) throw NOT_YET
    if (invitation !== null && entrance.invitations.read(invitation) === null) throw VOID_INVITATION
    if (invitation === null && settings.now().signUp === 'invited') throw INVITED_ONLY
    await join(asked, { ...wanted, invitation })
  })
}
