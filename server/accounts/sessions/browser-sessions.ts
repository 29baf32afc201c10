// The member that a browser speaks for. A guest has a signed cookie, and nothing of it is kept here. Somebody
// who is signed in to an account has a random token; its session is on the disk and can be ended.
import type { RandomBytes } from '../../../shared/world/address.ts'
import type { Cookies } from './session-cookies.ts'
import { createGuestSessions } from './guest-sessions.ts'
import { NO_MEMBER, type Member } from '../../contracts/request-member.ts'
import type { AccountSessions } from './account-sessions.ts'
import type { Session } from './member-session.ts'
import { frameSecretIn, type SessionHeaders } from './session-headers.ts'

export interface BrowserSessions {
  /**
   * The session of a request: in a frame its guest's, elsewhere that of its cookies. Null when there is none,
   * or it is forged, malformed, ended or too old.
   */
  read(headers: SessionHeaders): Session | null
  /**
   * The guest's of a request, also if an account is signed in beside it, and though guests may not come any
   * more.
   */
  readGuest(headers: SessionHeaders): Session | null
  /** The guest after they gave their name: a renamed one keeps its member. */
  greet(before: Session | null, name: string): Session
  /** A guest's session with a fresh year, once a month; null when it is young enough. */
  renew(session: Session): Session | null
  /** A guest's `Set-Cookie` header; `secure` keeps it off plain http. */
  cookie(session: Session, secure: boolean): string
  /** What a guest in a frame brings along in place of a cookie, fresh from now on. */
  frameSecret(session: Session): string
  /** The `Set-Cookie` headers for somebody who is no guest any more. */
  noGuestCookies(secure: boolean): string[]
  /** The `Set-Cookie` headers for somebody who signs out. */
  noCookies(secure: boolean): string[]
}

/** The sessions of a node; of an open one, without `signedIn`, all are guests'. */
export function createSessions(options: {
  readonly secret: Uint8Array
  readonly cookies: Cookies
  readonly clock: { now(): number }
  readonly random: RandomBytes
  readonly signedIn?: Pick<AccountSessions, 'read' | 'noCookies'>
  /** Whether somebody may still be a guest; anybody unless given. */
  readonly mayBeGuest?: (member: Session['id']) => boolean
  /** Whether there may be guests now. Where not, those who are here may still sign up. */
  readonly guestsMayCome?: () => boolean
}): BrowserSessions {
  const { signedIn, mayBeGuest, guestsMayCome = () => true, ...rest } = options
  const guests = createGuestSessions({ ...rest, ...(mayBeGuest && { mayBe: mayBeGuest }) })
  return {
    read(headers) {
      const account = frameSecretIn(headers) === null ? signedIn?.read(headers.cookie) : null
      return account ?? (guestsMayCome() ? guests.read(headers) : null)
    },
    readGuest: (headers) => guests.read(headers),
    greet: (before, name) => guests.greet(before, name),
    renew: (session) => (session.kind === 'guest' ? guests.renew(session) : null),
    cookie: (session, secure) => guests.cookie(session, secure),
    frameSecret: (session) => guests.frameSecret(session),
    noGuestCookies: (secure) => guests.noCookies(secure),
    noCookies: (secure) => [...guests.noCookies(secure), ...(signedIn?.noCookies(secure) ?? [])],
  }
}

/** The member a session speaks for; nobody in particular without one. */
export const memberOf = (session: Session | null): Member => session ?? NO_MEMBER
