// The member of a request or a connection, as far as this node knows.
import { ANONYMOUS, type MemberId } from '../../shared/world/address.ts'

export interface Member {
  readonly id: MemberId
  /** The name that they gave; null until they did. */
  readonly name: string | null
  /** One browser's session; null for clients without one. */
  readonly session: string | null
  /** Whose session it is: a guest's unless said; `peer`: that of a person for whom another node vouches. */
  readonly kind?: 'guest' | 'account' | 'peer'
}

/** Everybody without a session is this one member. */
export const NO_MEMBER: Member = { id: ANONYMOUS, name: null, session: null }
