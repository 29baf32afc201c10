// Signing in and out, the list of an account's sessions, and signing in with a recovery code.
import { parseAccountName, type MemberId } from '../../../shared/world/address.ts'
import {
  Recovery,
  SignIn,
  type SessionInfo,
  type SessionList,
} from '../../../shared/wire/api/account-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import type { TableChange } from '../../records/record-tables.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import type { AccountSessions } from '../../accounts/sessions/account-sessions.ts'
import { refuseWeakPassword } from '../../accounts/sign-in/password-strength.ts'
import type { BrowserAccounts } from '../routing/request-account.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import { beginTry } from '../routing/password-attempt.ts'
import type { PasswordParts } from '../routing/proof-rule.ts'

const WRONG = new AccountRefusal('wrong', 'That name and password do not match. Check both.')
const WRONG_CODE = new AccountRefusal(
  'wrong',
  'That name and code do not match, or the code has been used. Check both.',
)
const NO_SUCH_SESSION = new HttpRefusal(404, 'missing', 'That session has ended already.')

/** An account's sessions, as one of them sees them. */
export const sessionsOf = (
  signedIn: Pick<AccountSessions, 'of'>,
  account: MemberId,
  session: string | null,
): SessionInfo[] =>
  signedIn
    .of(account)
    .map(({ id, label, from, since, seenAt }) => ({ id, label, from, since, seenAt, isThis: id === session }))

interface SessionParts extends PasswordParts, Pick<AccountServices, 'sessions'> {
  readonly browsers: BrowserAccounts
}

export function addSessionRoutes(
  routes: Routes,
  { entrance, sessions, browsers, audit, guard }: SessionParts,
): void {
  const { book, signedIn, passwords, codes } = entrance

  const find = (name: string): Account | null => {
    const word = parseAccountName(name)
    return word && book.find(word)
  }

  routes.add('post', '/session', 'anyone', async ({ request, response }) => {
    const { account: name, password } = bodyOf(SignIn, request)
    const account = find(name)
    const attempt = beginTry({ entrance, guard }, request, name)
    const tried = passwords.fits(account?.id ?? null, password, attempt.network)
    const fits = await tried.catch(attempt.giveBack)
    if (account === null || !fits) {
      if (account !== null)
        audit.note(null, 'session.failed', account.account, { from: guard.addressOf(request) })
      throw WRONG
    }
    attempt.right()
    const entered = await entrance.enter(account, browsers.signingIn(request, 'password'))
    audit.note(account.id, 'session.began', account.account)
    await browsers.welcome(request, response, entered)
  })

  routes.add('post', '/recovery', 'anyone', async ({ request, response }) => {
    const { account: name, code, password } = bodyOf(Recovery, request)
    const account = find(name)
    const attempt = beginTry({ entrance, guard }, request, name)
    // Looked at twice: the costly part is done only for people with a code, and the code is used up with
    // everything else.
    if (account === null || codes.using(account.id, code) === null) throw WRONG_CODE
    attempt.right()
    refuseWeakPassword(password, account.account)
    const hash = await passwords.hash(password, attempt.network)
    const entered = await entrance.enter(account, browsers.signingIn(request, 'code'), () => {
      const used: TableChange | null = codes.using(account.id, code)
      return used && [used, passwords.setting(account.id, hash), ...signedIn.endings(account.id)]
    })
    if (entered === null) throw WRONG_CODE
    audit.note(account.id, 'account.recovered', account.account)
    await browsers.welcome(request, response, entered)
  })

  routes.add('delete', '/session', 'anyone', async ({ request, response, member }) => {
    const session = sessions.read(request.headers)
    if (session?.kind === 'account') await signedIn.end(session.session)
    if (session?.kind === 'account')
      audit.note(member.id, 'session.ended', book.byId(member.id)?.account ?? '')
    for (const gone of sessions.noCookies(guard.isSecure(request))) response.append('Set-Cookie', gone)
    response.status(204).end()
  })

  routes.add('get', '/sessions', 'account', ({ response, member }) => {
    const sessions = sessionsOf(signedIn, member.id, member.session)
    response.json({ sessions } satisfies SessionList)
  })

  routes.add('delete', '/sessions', 'account', async ({ response, member }) => {
    await signedIn.endAll(member.id, member.session)
    audit.note(member.id, 'session.ended', book.byId(member.id)?.account ?? '', { others: true })
    response.status(204).end()
  })

  routes.add('delete', '/sessions/:id', 'account', async ({ request, response, member }) => {
    const session = signedIn.byId(String(request.params['id']))
    if (session?.account !== member.id || !(await signedIn.end(session.id))) throw NO_SUCH_SESSION
    audit.note(member.id, 'session.ended', book.byId(member.id)?.account ?? '', { label: session.label })
    response.status(204).end()
  })
}
