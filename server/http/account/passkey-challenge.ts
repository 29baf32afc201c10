// A passkey's challenge travels through the browser, encrypted. Each ceremony has a cookie of its own, so
// that two at once do not end each other.
import type { Request, Response } from 'express'
import type { Cookies } from '../../accounts/sessions/session-cookies.ts'
import { CHALLENGE_MS, type NoPasskey } from '../../accounts/sign-in/passkey-ceremonies.ts'
import { placeOf, type PasskeyPlace } from '../../accounts/sign-in/passkey-origin.ts'
import { PASSKEYS_MAX } from '../../../shared/wire/api/account-bodies.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

/** The answer to a failed ceremony. */
export const NO: Readonly<Record<NoPasskey, HttpRefusal>> = {
  late: new HttpRefusal(409, 'late', 'That took too long, or was started in another window. Try again.'),
  unknown: new HttpRefusal(
    403,
    'unknown',
    'This passkey is not known here. It may have been removed. Sign in another way.',
  ),
  wrong: new HttpRefusal(403, 'wrong', 'That passkey did not work. Try again, or sign in another way.'),
  full: new HttpRefusal(409, 'bound', `You have ${PASSKEYS_MAX} passkeys. Remove one you do not need.`),
  known: new HttpRefusal(409, 'known', 'That passkey is already here.'),
}

interface Challenge {
  /** Where passkeys are made and used; refuses where there are none. */
  placeFor(request: Request): PasskeyPlace
  give(request: Request, response: Response, encrypted: string): void
  /** The last challenge for this browser; it is good no more. */
  take(request: Request, response: Response): string
}

export function createChallenge(
  guard: Pick<Guard, 'isSecure' | 'originOf'>,
  cookies: Cookies,
  kind: 'proof' | 'challenge',
): Challenge {
  return {
    placeFor(request) {
      const place = placeOf(guard.originOf(request))
      if ('why' in place) throw new HttpRefusal(409, 'place', place.why)
      return place
    },
    give(request, response, encrypted) {
      const options = { lifeMs: CHALLENGE_MS, secure: guard.isSecure(request) }
      response.append('Set-Cookie', cookies.give(kind, encrypted, options))
    },
    take(request, response) {
      response.append('Set-Cookie', cookies.takeAway(kind, { secure: guard.isSecure(request) }))
      const [encrypted = ''] = cookies.read(kind, request.headers.cookie)
      return encrypted
    },
  }
}
