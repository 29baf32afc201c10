// Passkeys over HTTP: people make and remove their own, and sign in with one.
import { NewPasskey, PasskeySignIn } from '../../../shared/wire/api/account-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import { passkeyInfo } from '../../accounts/sign-in/passkey-store.ts'
import { createChallenge, NO } from './passkey-challenge.ts'
import type { BrowserAccounts } from '../routing/request-account.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { PasswordParts } from '../routing/proof-rule.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { SIGN_IN, type Routes } from '../routing/route-rules.ts'

const NO_SUCH_PASSKEY = new HttpRefusal(404, 'missing', 'That passkey is already gone.')
const LAST_WAY = new HttpRefusal(
  409,
  'lastWay',
  'You have no other way to sign in. Set a password or create another passkey first, or confirm that you want it anyway.',
)

interface PasskeyParts extends PasswordParts, Pick<AccountServices, 'settings'> {
  readonly otherWays: SignInServices
  readonly browsers: BrowserAccounts
  readonly clock: { now(): number }
}

export function addPasskeyRoutes(
  routes: Routes,
  { entrance, otherWays, settings, browsers, audit, guard, clock }: PasskeyParts,
): void {
  const { book } = entrance
  const { passkeys, ceremonies } = otherWays

  const challenge = createChallenge(guard, entrance.cookies, 'challenge')
  const proven = { proven: 'account' } as const

  routes.add('post', '/passkeys/options', proven, async ({ request, response, member }) => {
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    const { options, encrypted } = await ceremonies.beginMaking(
      account,
      settings.now().title,
      challenge.placeFor(request),
    )
    challenge.give(request, response, encrypted)
    response.json(options)
  })

  routes.add('post', '/passkeys', proven, async ({ request, response, member }) => {
    const body = bodyOf(NewPasskey, request)
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    const name = body.name === '' ? 'Passkey' : body.name
    const encrypted = challenge.take(request, response)
    const made = await ceremonies.make(account, challenge.placeFor(request), encrypted, body.response, name)
    if (typeof made === 'string') throw NO[made]
    audit.note(account.id, 'account.passkeyMade', account.account, { name })
    response.status(201).json(passkeyInfo(made))
  })

  routes.add('delete', '/passkeys/:id', proven, async ({ request, response, member }) => {
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    const id = String(request.params['id'])
    const passkey = passkeys.of(account.id).find((one) => one.id === id)
    if (passkey === undefined) throw NO_SUCH_PASSKEY
    const isLast = passkeys.of(account.id).length === 1
    const hasOther = entrance.passwords.has(account.id) || otherWays.oidc.namesOf(account.id).length > 0
    if (isLast && !hasOther && request.query['last'] !== 'yes') throw LAST_WAY
    if (!(await passkeys.remove(account.id, id))) throw NO_SUCH_PASSKEY
    audit.note(account.id, 'account.passkeyRemoved', account.account, { name: passkey.name })
    response.status(204).end()
  })

  routes.add('post', '/session/passkey/options', 'anyone', async ({ request, response }) => {
    const { options, encrypted } = await ceremonies.beginSignIn(challenge.placeFor(request))
    challenge.give(request, response, encrypted)
    response.json(options)
  })

  routes.add('post', '/session/passkey', 'anyone', async ({ request, response }) => {
    const body = bodyOf(PasskeySignIn, request)
    const encrypted = challenge.take(request, response)
    const signed = await ceremonies.signIn(challenge.placeFor(request), encrypted, body.response)
    if (typeof signed === 'string') throw NO[signed]
    const account = book.byId(signed.passkey.account)
    if (account === null) throw NO.unknown
    const entered = await entrance.enter(account, browsers.signingIn(request, 'passkey'), () => {
      const used = passkeys.using(signed.passkey, signed.counter, clock.now())
      return used && [used]
    })
    if (entered === null) throw NO.wrong
    audit.note(account.id, 'session.began', account.account, { by: 'passkey' })
    await browsers.welcome(request, response, entered)
  })
}
