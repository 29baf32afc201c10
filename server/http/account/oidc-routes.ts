// Signing in by way of another place: out to it, back from it, and who one is then. A first time makes an
// account, where one may sign up or was invited; who is signed in links the account they have.
import type { Request, Response } from 'express'
import * as z from 'zod/mini'
import { parseAccountName, wordFrom, type AccountName } from '../../../shared/world/address.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import type { SignedInResult } from '../../accounts/account-entry.ts'
import { AWAY_MS, type CameBack, type OidcPurpose } from '../../accounts/sign-in/oidc-sign-in.ts'
import type { Provider } from '../../accounts/sign-in/oidc-config.ts'
import { VOID_INVITATION } from '../../accounts/invitations/invitation-store.ts'
import type { Member } from '../../contracts/request-member.ts'
import { seenOf, whyNotCalled, whyNotWord } from '../../accounts/names/name-rules.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import { comingFrom } from '../routing/request-account.ts'
import { noteGroup } from './invitation-use.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { SignInParts } from '../routing/sign-in-parts.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import { createRoutes, SIGN_IN, type Routes } from '../routing/route-rules.ts'

/** So many of one name get a number behind it. */
const NUMBERED_MAX = 100
const ID_LETTERS = 10

const Start = z.object({ to: z.string(), invitation: z.optional(z.string().check(z.maxLength(200))) })
const Away = z.object({ to: z.string() })

const NOT_YET = new AccountRefusal(
  'closed',
  'The first account here is created with the link on the server’s console.',
)
const FULL = new AccountRefusal('taken', 'All names like yours are taken here. Ask an admin of this node.')
const NOT_LINKED = new HttpRefusal(404, 'missing', 'You no longer sign in with that.')
const SHOW_ANOTHER = new HttpRefusal(
  409,
  'another',
  'You have a password or a passkey. Use that to show that it is you.',
)
const ANOTHER = new AccountRefusal(
  'wrong',
  'That is a different account there. Go back, and sign in there with your own.',
)
const LAST_WAY = new HttpRefusal(
  409,
  'lastWay',
  'That is your only way to sign in. Set a password or create a passkey first.',
)

export function oidcRoutes(parts: SignInParts): Routes {
  const { entrance, otherWays, audit, guard, settings, store, sessions, clock, random } = parts
  const { book, cookies, first, invitations, promisedRights, passwords } = entrance
  const { oidc, links, passkeys } = otherWays
  const routes = createRoutes(parts)

  function providerIn(request: Request): Provider {
    const provider = oidc.find(String(request.params['id']))
    if (provider === null) throw NO_SUCH_PAGE
    return provider
  }

  async function begin(
    request: Request,
    response: Response,
    to: unknown,
    wish: OidcPurpose,
  ): Promise<string> {
    const origin = guard.originOf(request)
    const { url, encrypted } = await oidc.begin(providerIn(request), { origin, to, wish })
    const options = { lifeMs: AWAY_MS, secure: guard.isSecure(request) }
    response.append('Set-Cookie', cookies.give('provider', encrypted, options))
    return url
  }

  routes.add('get', '/oidc/:id/start', 'anyone', async ({ request, response }) => {
    const wish: OidcPurpose = { type: 'enter', invitation: null }
    response.redirect(303, await begin(request, response, request.query['to'], wish))
  })

  routes.add('post', '/oidc/:id/start', 'anyone', async ({ request, response }) => {
    const { to, invitation = null } = bodyOf(Start, request)
    response.json({ url: await begin(request, response, to, { type: 'enter', invitation }) })
  })

  /** What somebody who is signed in is sent there for, to be ended in this very session. */
  function wishOf(type: 'link' | 'prove', { id, session }: Member): OidcPurpose {
    if (session === null) throw SIGN_IN
    return { type, account: id, session }
  }

  // Never by a link: another site could lead somebody through it who is signed in there as somebody else.
  routes.add('post', '/oidc/:id/link', { proven: 'account' }, async ({ request, response, member }) => {
    const { to } = bodyOf(Away, request)
    response.json({ url: await begin(request, response, to, wishOf('link', member)) })
  })

  routes.add('post', '/oidc/:id/prove', 'account', async ({ request, response, member }) => {
    const { to } = bodyOf(Away, request)
    if (hasAnother(member.id)) throw SHOW_ANOTHER
    if (!oidc.namesOf(member.id).includes(providerIn(request).name)) throw NOT_LINKED
    response.json({ url: await begin(request, response, to, wishOf('prove', member)) })
  })

  routes.add('get', '/oidc/:id/back', 'anyone', async ({ request, response, member }) => {
    const [encrypted = ''] = cookies.read('provider', request.headers.cookie)
    response.append('Set-Cookie', cookies.takeAway('provider', { secure: guard.isSecure(request) }))
    const query = URL.parse(request.url, 'http://inkland.invalid')?.searchParams ?? new URLSearchParams()
    const came = await oidc.finish(providerIn(request), query, encrypted)
    if (came.wish.type !== 'enter') {
      const account = parts.accounts.isAccount(member) ? book.byId(member.id) : null
      const { wish } = came
      // Another session, though of the same account, is not the one that it was begun in.
      if (account === null || account.id !== wish.account || member.session !== wish.session) throw SIGN_IN
      if (wish.type === 'link') await link(account, came)
      else await prove(account, wish.session, came)
      response.redirect(303, came.to)
      return
    }
    const { entered, to } = await enter(request, came, came.wish.invitation)
    for (const gone of sessions.noGuestCookies(guard.isSecure(request))) response.append('Set-Cookie', gone)
    response.append('Set-Cookie', entered.cookie)
    response.redirect(303, to)
  })

  async function link(account: Account, { elsewhere, provider }: CameBack): Promise<void> {
    const holder = links.accountOf(elsewhere)
    if (holder === account.id) return
    if (holder !== null || !(await links.add(account.id, elsewhere, clock.now()))) {
      const text =
        holder === null
          ? `You already sign in with another ${provider.name} account. Stop using that one first.`
          : `Someone else here signs in with that ${provider.name} account.`
      throw new AccountRefusal('taken', text)
    }
    audit.note(account.id, 'account.providerLinked', account.account, { provider: provider.name })
  }

  async function prove(account: Account, session: string, { elsewhere }: CameBack): Promise<void> {
    if (links.accountOf(elsewhere) !== account.id) throw ANOTHER
    if (hasAnother(account.id)) throw SHOW_ANOTHER
    await entrance.tables.change(() => entrance.signedIn.proving(session))
  }

  /**
   * Whether somebody has a password or a passkey: then that shows that it is them, and a sign-in elsewhere
   * does not.
   */
  const hasAnother = (id: Account['id']): boolean => passwords.has(id) || passkeys.of(id).length > 0

  /** When somebody showed by signing in elsewhere that it is them. */
  const provenBy = (id: Account['id'], { signedInAt }: CameBack): number | null =>
    hasAnother(id) ? null : signedInAt

  async function enter(
    request: Request,
    came: CameBack,
    invitation: string | null,
  ): Promise<{ readonly entered: SignedInResult; readonly to: string }> {
    const invited = invitation === null ? null : invitations.read(invitation)
    const world = invited?.world ? await store.findById(invited.world) : null
    const to = world === null ? came.to : `/w/${world.address.split('/').map(encodeURIComponent).join('/')}`
    const holder = links.accountOf(came.elsewhere)
    const known = holder && book.byId(holder)
    if (known === null) {
      const entered = await join(request, came, invitation)
      if (invited !== null) noteGroup(parts, invited, entered.account.id)
      return { entered, to }
    }
    const coming = { ...comingFrom(parts, request, 'provider'), provenAt: provenBy(known.id, came) }
    const entered = await entrance.enter(known, coming, () => {
      // An invitation that leads nowhere but in is left for somebody who is not in yet.
      if (invitation === null || invited === null || (world === null && invited.group === null)) return []
      const used = invitations.using(invitation)
      return used === null ? [] : [...used, ...entrance.bringing(known.id, invited)]
    })
    if (entered === null) throw SIGN_IN
    await promisedRights.keep()
    audit.note(known.id, 'session.began', known.account, { by: came.provider.name })
    if (invited !== null) noteGroup(parts, invited, known.id)
    return { entered, to }
  }

  async function join(request: Request, came: CameBack, invitation: string | null): Promise<SignedInResult> {
    if (first.isOpen()) throw NOT_YET
    if (invitation !== null && invitations.read(invitation) === null) throw VOID_INVITATION
    if (invitation === null && settings.now().signUp === 'invited') {
      const { name } = came.provider
      const text = `Nobody here signs in with that ${name} account. If you have an account here, sign in another way and choose ${name} on your account page. If you have none, ask someone who is here for an invitation.`
      throw new AccountRefusal('closed', text)
    }
    const coming = { ...comingFrom(parts, request, 'provider'), provenAt: came.signedInAt }
    const called = came.name ?? coming.guest?.name ?? came.word ?? 'Somebody'
    for (const account of wordsFor(came.word ?? came.name ?? '', random)) {
      const entered = await entrance
        .join({
          ...coming,
          account,
          name: nameFor(called, account),
          invitation,
          credentials: (id) => [links.adding(id, came.elsewhere, clock.now())],
        })
        .catch((error: unknown) => {
          // The name, or, in another window, this very person.
          const isTaken = error instanceof AccountRefusal && error.kind === 'taken'
          if (isTaken && links.accountOf(came.elsewhere) === null) return null
          throw error
        })
      if (entered === null) continue
      const { id } = entered.account
      audit.note(id, 'account.signedUp', account, { by: came.provider.name })
      return entered
    }
    throw FULL
  }

  /** What somebody is called elsewhere, as far as nobody here is taken for them by it. */
  function nameFor(called: string, account: AccountName): string {
    const name = seenOf(called.slice(0, PERSON_NAME_MAX).toWellFormed())
    if (name === '' || whyNotCalled(name) !== null) return account
    const isAlike = book.alike.called(name, { id: null, isSame: false }).length > 0
    return isAlike ? account : name
  }

  routes.add('delete', '/oidc/:id', { proven: 'account' }, async ({ request, response, member }) => {
    const provider = providerIn(request)
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    const names = oidc.namesOf(account.id)
    if (!names.includes(provider.name)) throw NOT_LINKED
    if (!hasAnother(account.id) && names.length === 1) throw LAST_WAY
    await links.remove(account.id, provider.issuer)
    audit.note(account.id, 'account.providerUnlinked', account.account, { provider: provider.name })
    response.status(204).end()
  })

  return routes
}

/** The words that may be somebody's account, best first: ada, ada-2, ada-3, and one that nobody has. */
function* wordsFor(called: string, random: SignInParts['random']): Generator<AccountName> {
  const wanted = parseAccountName(wordFrom(seenOf(called.split('@', 1)[0] ?? ''), 'somebody'))
  const word = wanted !== null && whyNotWord(wanted) === null ? wanted : 'somebody'
  for (let number = 1; number <= NUMBERED_MAX; number++) {
    const account = parseAccountName(number === 1 ? word : `${word}-${number}`)
    if (account !== null) yield account
  }
  const letters = Buffer.from(random(ID_LETTERS)).toString('hex').slice(0, ID_LETTERS)
  const account = parseAccountName(`somebody-${letters}`)
  if (account !== null) yield account
}
