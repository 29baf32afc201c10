// The session of a guest or of an account, for all code except that of sessions.
import type { Member } from '../../contracts/request-member.ts'

/** A member with a name, in one browser. */
export interface Session extends Member {
  readonly kind: 'guest' | 'account'
  readonly name: string
  /** The name of the session: for an account's, its id. No secret. */
  readonly session: string
  /** When the cookie was given, in ms since 1970. */
  readonly since: number
}
