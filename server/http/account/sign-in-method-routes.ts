// `/api/account/ways`: all ways into one's account, for a person who has a new password and wants to know who
// else could come in. And ending all but the password and this session, at once.
import type { Ways } from '../../../shared/wire/api/account-bodies.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { ProviderSubject } from '../../accounts/sign-in/oidc-links.ts'
import { passkeyInfo } from '../../accounts/sign-in/passkey-store.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { SIGN_IN, type Routes } from '../routing/route-rules.ts'
import { sessionsOf } from './session-routes.ts'

const NO_PASSWORD = new HttpRefusal(
  409,
  'lastWay',
  'You have no password, so you would have no way in. Set one first.',
)

interface SignInMethodParts {
  readonly entrance: AccountEntry
  readonly otherWays: SignInServices
  readonly audit: Audit
}

export function addSignInMethodRoutes(
  routes: Routes,
  { entrance, otherWays, audit }: SignInMethodParts,
): void {
  const { book, codes, tables, passwords, signedIn } = entrance
  const { passkeys, links, oidc } = otherWays

  /**
   * A provider that this node does not know any more is called by its host's name: it could become known
   * again.
   */
  function placeOf({ issuer, since }: Pick<ProviderSubject, 'issuer'> & { readonly since: number }) {
    const provider = oidc.providers.find((one) => one.issuer === issuer)
    return { id: provider?.id ?? null, name: provider?.name ?? URL.parse(issuer)?.host ?? issuer, since }
  }

  function waysOf({ id, session }: Member): Ways {
    const account = book.byId(id)
    if (account === null) throw SIGN_IN
    return {
      account: account.account,
      hasPassword: passwords.has(id),
      passkeys: passkeys.of(id).map(passkeyInfo),
      places: links.of(id).map(placeOf),
      sessions: sessionsOf(signedIn, id, session),
      codesLeft: codes.left(id),
      hasAdminCode: codes.hasAdminCode(id),
    }
  }

  routes.add('get', '/account/ways', 'account', ({ response, member }) => {
    response.json(waysOf(member))
  })

  routes.add('delete', '/account/ways', { proven: 'account' }, async ({ response, member }) => {
    const { id, session } = member
    const account = book.byId(id)
    if (account === null) throw SIGN_IN
    const isEnded = await tables.change(() =>
      passwords.has(id)
        ? [
            ...passkeys.forgetAll(id),
            ...links.forgetAll(id),
            ...signedIn.endings(id, session),
            codes.forgetting(id),
          ]
        : null,
    )
    if (!isEnded) throw NO_PASSWORD
    audit.note(id, 'account.waysEnded', account.account)
    response.json(waysOf(member))
  })

  routes.add('delete', '/account/codes', { proven: 'account' }, async ({ response, member }) => {
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    await tables.change(() => [codes.forgetting(account.id)])
    audit.note(account.id, 'account.codesEnded', account.account)
    response.status(204).end()
  })
}
