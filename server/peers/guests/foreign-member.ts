// Somebody of another node: what their node vouches for, and how they are known here.
import type { AccountName, ArtifactId, MemberId, NodeName } from '../../../shared/world/address.ts'
import type { AvatarLook } from '../../../shared/world/avatar.ts'

/** What a node vouched for. */
export interface Vouched {
  readonly node: NodeName
  /** Who it is on their own node, for life. */
  readonly subject: MemberId
  /** What their account is called there, one word. */
  readonly account: AccountName
  /** What they want to be called. */
  readonly name: string
  readonly body: ArtifactId | null
  readonly look: AvatarLook | null
  /** Until when the node vouches for them, in ms since 1970. */
  readonly until: number
}

/** Somebody of another node. */
export interface Foreigner {
  readonly id: MemberId
  readonly node: NodeName
  /** `name@node`. */
  readonly account: AccountName
  readonly name: string
  /** Who it is on their own node; null: somebody here named them, and they never came. */
  readonly subject: MemberId | null
}
