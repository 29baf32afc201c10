// The member of a request or a connection, as far as this node knows.
import { ANONYMOUS, type ArtifactId, type MemberId } from '../../shared/world/address.ts'

export interface Member {
  readonly id: MemberId
  /** The name that they gave; null until they did. */
  readonly name: string | null
  /** One browser's session; null for clients without one. */
  readonly session: string | null
  /** Whose session it is: a guest's unless said; `peer`: that of a person for whom another node vouches. */
  readonly kind?: 'guest' | 'account' | 'peer'
}

/** What others see of a member, whatever the member says. */
export interface ShownMember {
  readonly name: string
  /** `#rrggbb`; null: they have none of their own. */
  readonly color: string | null
  /** The artifact that is their body; null: they have none. */
  readonly body: ArtifactId | null
  /** Where nobody is known: reads what their client says of them instead, and is strict about it. */
  readonly asGiven?: (user: unknown) => Pick<ShownMember, 'name' | 'color'>
}

/** What others see of a member of whom nothing but the session is known. */
export const shownBySession = ({ name }: Member): ShownMember => ({
  name: name ?? 'Somebody',
  color: null,
  body: null,
})

/** Everybody without a session is this one member. */
export const NO_MEMBER: Member = { id: ANONYMOUS, name: null, session: null }
