// A person of another node: their node's voucher, and how they are known here.
import type { AccountName, ArtifactId, MemberId, NodeName } from '../../../shared/world/address.ts'
import type { AvatarLook } from '../../../shared/world/avatar.ts'

/** The content of a voucher. */
export interface Vouched {
  readonly node: NodeName
  /** Their id on their own node, for life. */
  readonly subject: MemberId
  /** The name of their account there, one word. */
  readonly account: AccountName
  /** Their display name. */
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
  /** Their id on their own node; null: somebody here named them, and they never came. */
  readonly subject: MemberId | null
}
