// The session of a guest or of an account, as everything but the sessions themselves knows it.
import type { Member } from '../../contracts/request-member.ts'

/** A member with a name, in one browser. */
export interface Session extends Member {
  readonly kind: 'guest' | 'account'
  readonly name: string
  /** What the session is called: for an account's, its id. No secret. */
  readonly session: string
  /** When the cookie was given, in ms since 1970. */
  readonly since: number
}
