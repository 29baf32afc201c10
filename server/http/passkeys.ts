// Passkeys over HTTP: making and removing one's own, and signing in with one.
import type { Request, Response } from 'express'
import { NewPasskey, PasskeySignIn, PASSKEYS_MAX } from '../../shared/wire/accounts.ts'
import { cookieHeader, cookiesNamed } from '../accounts/cookie.ts'
import { CHALLENGE_MS, type NoPasskey } from '../accounts/passkeys-ceremony.ts'
import { passkeyInfo } from '../accounts/passkeys.ts'
import { placeOf, type PasskeyPlace } from '../accounts/passkeys-place.ts'
import { comingFrom, welcome } from './entering.ts'
import { bodyOf } from './lookup.ts'
import type { OtherParts } from './other-parts.ts'
import { HttpRefusal } from './refusal.ts'
import { createRoutes, SIGN_IN, type Routes } from './rule.ts'

const COOKIE = 'inkland_challenge'

const NO: Readonly<Record<NoPasskey, HttpRefusal>> = {
  late: new HttpRefusal(409, 'late', 'That took too long, or was begun in another window. Try again.'),
  unknown: new HttpRefusal(
    403,
    'unknown',
    'This passkey is not known here. It may have been removed; sign in another way.',
  ),
  wrong: new HttpRefusal(403, 'wrong', 'This passkey did not fit. Try again, or sign in another way.'),
  full: new HttpRefusal(409, 'bound', `You have ${PASSKEYS_MAX} passkeys. Remove one that you do not need.`),
  known: new HttpRefusal(409, 'known', 'That passkey is here already.'),
}
const NO_SUCH_PASSKEY = new HttpRefusal(404, 'missing', 'That passkey is gone already.')
const LAST_WAY = new HttpRefusal(
  409,
  'lastWay',
  'You have no other way to sign in. Set a password or make another passkey first, or say that you want it all the same.',
)

export function passkeyRoutes(parts: OtherParts): Routes {
  const { entrance, otherWays, audit, guard, settings } = parts
  const { book } = entrance
  const { passkeys, ceremonies } = otherWays
  const routes = createRoutes(parts)

  function placeFor(request: Request): PasskeyPlace {
    const place = placeOf(guard.originOf(request))
    if ('why' in place) throw new HttpRefusal(409, 'place', place.why)
    return place
  }

  function giveChallenge(request: Request, response: Response, sealed: string): void {
    response.append('Set-Cookie', cookieHeader(COOKIE, sealed, CHALLENGE_MS, guard.isSecure(request)))
  }

  /** What this browser was given last. */
  function takeChallenge(request: Request, response: Response): string {
    response.append('Set-Cookie', cookieHeader(COOKIE, '', 0, guard.isSecure(request)))
    const [sealed = ''] = cookiesNamed(COOKIE, request.headers.cookie)
    return sealed
  }

  routes.add('post', '/passkeys/options', 'account', async ({ request, response, member }) => {
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    const { options, sealed } = await ceremonies.beginMaking(account, settings.now().title, placeFor(request))
    giveChallenge(request, response, sealed)
    response.json(options)
  })

  routes.add('post', '/passkeys', 'account', async ({ request, response, member }) => {
    const body = bodyOf(NewPasskey, request)
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    const name = body.name === '' ? 'Passkey' : body.name
    const sealed = takeChallenge(request, response)
    const made = await ceremonies.make(account, placeFor(request), sealed, body.response, name)
    if (typeof made === 'string') throw NO[made]
    audit.note(account.id, 'account.passkeyMade', account.account, { name })
    response.status(201).json(passkeyInfo(made))
  })

  routes.add('delete', '/passkeys/:id', 'account', async ({ request, response, member }) => {
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
    const { options, sealed } = await ceremonies.beginSignIn(placeFor(request))
    giveChallenge(request, response, sealed)
    response.json(options)
  })

  routes.add('post', '/session/passkey', 'anyone', async ({ request, response }) => {
    const body = bodyOf(PasskeySignIn, request)
    const sealed = takeChallenge(request, response)
    const signed = await ceremonies.signIn(placeFor(request), sealed, body.response)
    if (typeof signed === 'string') throw NO[signed]
    const account = book.byId(signed.passkey.account)
    if (account === null) throw NO.unknown
    const entered = await entrance.enter(account, comingFrom(parts, request, 'passkey'), () => {
      const used = passkeys.using(signed.passkey, signed.counter, parts.clock.now())
      return used && [used]
    })
    if (entered === null) throw NO.wrong
    audit.note(account.id, 'session.began', account.account, { by: 'passkey' })
    await welcome(parts, request, response, entered)
  })

  return routes
}
