// Sessions of guests: a signed cookie with the member id, or a signed secret in a frame, and nothing on the
// server but the signing key, so that they outlive a restart. Nobody who cannot forge the signature can speak
// as another member.
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
import { frameSecretIn, type SessionHeaders } from './session-headers.ts'

interface GuestSessions {
  /**
   * The session of a request: in a frame by its secret, else in its cookies. Null when there is none, or it
   * is forged, malformed, void or too old.
   */
  read(headers: SessionHeaders): Session | null
  /** The session after somebody gave their name: a renamed one keeps its member. */
  greet(before: Session | null, name: string): Session
  /** The same session with a fresh year, once a month; null when it is young enough. */
  renew(session: Session): Session | null
  /** The value of the `Set-Cookie` header; `secure` keeps it off plain http. */
  cookie(session: Session, secure: boolean): string
  /** The secret of a frame, fresh from now on. */
  frameSecret(session: Session): string
  /** The headers that take the cookie away. */
  noCookies(secure: boolean): string[]
}

/** How long a guest's cookie holds, in ms. */
export const GUEST_LIFE_MS = 365 * DAY_MS
const RENEW_AFTER_MS = 30 * DAY_MS
/** How long the secret of a frame holds, in ms; a page in a frame gets a fresh one each time it is loaded. */
const FRAME_LIFE_MS = 7 * DAY_MS

type SecretKind = 'cookie' | 'frame'
const LIFE_MS: Readonly<Record<SecretKind, number>> = { cookie: GUEST_LIFE_MS, frame: FRAME_LIFE_MS }
/** Before what is signed. */
const PREFIX: Readonly<Record<SecretKind, string>> = { cookie: '', frame: 'frame ' }

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
  /** Signed apart: what scripts of a frame can read is no cookie, and the other way round. */
  const sign = (payload: string, kind: SecretKind) =>
    createHmac('sha256', secret).update(`${PREFIX[kind]}${payload}`).digest()

  function signed({ id, name, session, since }: Session, kind: SecretKind): string {
    const text = JSON.stringify({ member: id, name, session, since } satisfies z.infer<typeof Payload>)
    const payload = Buffer.from(text).toString('base64url')
    return `${payload}.${sign(payload, kind).toString('base64url')}`
  }

  function open(value: string, kind: SecretKind): Session | null {
    const dot = value.indexOf('.')
    const payload = value.slice(0, dot)
    const given = Buffer.from(value.slice(dot + 1), 'base64url')
    const right = sign(payload, kind)
    if (dot < 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null
    const session = parse(payload)
    return session && clock.now() - session.since < LIFE_MS[kind] && mayBe(session.id) ? session : null
  }

  return {
    read(headers) {
      const framed = frameSecretIn(headers)
      if (framed !== null) return open(framed, 'frame')
      for (const cookie of cookies.read('session', headers.cookie)) {
        const session = open(cookie, 'cookie')
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
    cookie: (session, secure) =>
      cookies.give('session', signed(session, 'cookie'), { lifeMs: GUEST_LIFE_MS, secure }),
    frameSecret: (session) => signed({ ...session, since: clock.now() }, 'frame'),
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
