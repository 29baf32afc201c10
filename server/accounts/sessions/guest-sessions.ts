// Sessions of guests: a signed cookie with the member id, and nothing on the server but the signing secret,
// so that they outlive a restart. Nobody who cannot forge the signature can speak as another member.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import {
  makeMemberId,
  parseMemberId,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import type { Cookies } from './session-cookies.ts'
import type { Session } from './member-session.ts'

interface GuestSessions {
  /**
   * The session in a `Cookie` header; null when there is none, or it is forged, malformed, void or over a
   * year old.
   */
  read(cookies: string | undefined): Session | null
  /** The session after somebody gave their name: a renamed one keeps its member. */
  greet(before: Session | null, name: string): Session
  /** The same session with a fresh year, once a month; null when it is young enough. */
  renew(session: Session): Session | null
  /** The value of the `Set-Cookie` header; `secure` keeps it off plain http. */
  cookie(session: Session, secure: boolean): string
  /** The headers that take the cookie away. */
  noCookies(secure: boolean): string[]
}

/** How long a guest's cookie holds, in ms. */
export const GUEST_LIFE_MS = 365 * DAY_MS
const RENEW_AFTER_MS = 30 * DAY_MS

const Payload = z.object({
  member: z.string(),
  name: z.string().min(1).max(PERSON_NAME_MAX),
  session: z.string().min(1).max(64),
  since: z.number().int(),
})

/** Sessions signed with `secret` (HMAC-SHA256). */
export function createGuestSessions(options: {
  readonly secret: Uint8Array
  readonly cookies: Cookies
  readonly clock: { now(): number }
  readonly random: RandomBytes
  /** Whether a member is still a guest, and may be one. Somebody with an account signs in to it. */
  readonly mayBe?: (member: MemberId) => boolean
}): GuestSessions {
  const { secret, cookies, clock, random, mayBe = () => true } = options
  const sign = (payload: string) => createHmac('sha256', secret).update(payload).digest()

  function open(cookie: string): Session | null {
    const dot = cookie.indexOf('.')
    const payload = cookie.slice(0, dot)
    const given = Buffer.from(cookie.slice(dot + 1), 'base64url')
    const right = sign(payload)
    if (dot < 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null
    const session = parse(payload)
    return session && clock.now() - session.since < GUEST_LIFE_MS && mayBe(session.id) ? session : null
  }

  return {
    read(header) {
      for (const cookie of cookies.read('session', header)) {
        const session = open(cookie)
        if (session) return session
      }
      return null
    },
    greet(before, name) {
      return {
        kind: 'guest',
        id: before?.id ?? makeMemberId(random),
        name,
        session: before?.session ?? Buffer.from(random(16)).toString('base64url'),
        since: clock.now(),
      }
    },
    renew(session) {
      return clock.now() - session.since > RENEW_AFTER_MS ? { ...session, since: clock.now() } : null
    },
    cookie({ id, name, session, since }, secure) {
      const text = JSON.stringify({ member: id, name, session, since } satisfies z.infer<typeof Payload>)
      const payload = Buffer.from(text).toString('base64url')
      const value = `${payload}.${sign(payload).toString('base64url')}`
      return cookies.give('session', value, { lifeMs: GUEST_LIFE_MS, secure })
    },
    noCookies: (secure) => cookies.takeAway('session', { secure }),
  }
}

function parse(payload: string): Session | null {
  try {
    const read = Payload.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
    const id = read.success ? parseMemberId(read.data.member) : null
    if (!read.success || id === null) return null
    const { name, session, since } = read.data
    return { kind: 'guest', id, name, session, since }
  } catch {
    return null
  }
}
