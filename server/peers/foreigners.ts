// People of other nodes, as members of this one: each is one member for life, by the id that their own node vouches for, whatever they
// are called later.
import type { AccountName, ArtifactId, MemberId, NodeName } from '../../shared/world/address.ts'
import type { AvatarLook } from '../../shared/world/avatar.ts'
import type { Member } from '../accounts/member.ts'

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

export interface Foreigners {
  /** The member of somebody who is vouched for, until the time that was vouched for is over and a while more. */
  memberOf(vouched: Vouched): Promise<Member>
  /** Whether a member of another node may be here now: their node may come, and vouched for them lately. */
  isHere(member: Member): boolean
  byId(id: MemberId): Foreigner | null
  /** Whose `name@node` is; null when nobody's. */
  named(account: AccountName): Foreigner | null
  /** As `named`; who never came is kept under this name, and is who comes under it first. */
  expect(account: AccountName): Promise<Foreigner>
  all(): readonly Foreigner[]
}
