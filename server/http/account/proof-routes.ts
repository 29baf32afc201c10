// `/api/proof`: proving again, by password or by passkey, that this session is still in the hands of its
// person. A sign-in elsewhere does the same at `/api/oidc/ID/prove`.
import { Proof, PasskeySignIn } from '../../../shared/wire/api/account-bodies.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import { createChallenge, NO } from './passkey-challenge.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { provePassword, type PasswordParts } from '../routing/proof-rule.ts'
import { SIGN_IN, type Routes } from '../routing/route-rules.ts'

export function addProofRoutes(
  routes: Routes,
  parts: PasswordParts & { readonly otherWays: SignInServices; readonly clock: { now(): number } },
): void {
  const { entrance, otherWays, guard, clock } = parts
  const { book, tables, signedIn } = entrance
  const { passkeys, ceremonies } = otherWays
  const challenge = createChallenge(guard, entrance.cookies, 'proof')

  routes.add('post', '/proof', 'account', async ({ request, response, member }) => {
    const { password } = bodyOf(Proof, request)
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    await provePassword(parts, request, account, { member, password })
    response.status(204).end()
  })

  routes.add('post', '/proof/passkey/options', 'account', async ({ request, response, member }) => {
    const { id: account, session } = member
    if (session === null) throw SIGN_IN
    const asked = await ceremonies.beginProof({ account, session }, challenge.placeFor(request))
    challenge.give(request, response, asked.encrypted)
    response.json(asked.options)
  })

  routes.add('post', '/proof/passkey', 'account', async ({ request, response, member }) => {
    const body = bodyOf(PasskeySignIn, request)
    const { id: account, session } = member
    if (session === null) throw SIGN_IN
    const encrypted = challenge.take(request, response)
    const place = challenge.placeFor(request)
    const signed = await ceremonies.prove({ account, session }, place, encrypted, body.response)
    if (typeof signed === 'string') throw NO[signed]
    const isProven = await tables.change(() => {
      const used = passkeys.using(signed.passkey, signed.counter, clock.now())
      return used && [used, ...signedIn.proving(session)]
    })
    if (!isProven) throw NO.wrong
    response.status(204).end()
  })
}
