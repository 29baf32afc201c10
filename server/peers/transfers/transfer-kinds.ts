// In which ways something leaves this node, and what is told of it until it arrived.
import type { Address, ArtifactId, MemberId, NodeName } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'

/** What somebody puts down on another node. */
export interface Giving {
  readonly by: MemberId
  readonly thing: ArtifactId
  readonly node: NodeName
  /** As the other node calls it. */
  readonly to: Address
  readonly at: { readonly x: number; readonly y: number } | null
  /** What stands for it there. */
  readonly shown: ArtifactId
}

/** What goes through a portal by itself. */
export interface PortalDeparture {
  readonly thing: ArtifactId
  readonly world: Pick<WorldRecord, 'id' | 'address'>
  /** Who owns that world. */
  readonly by: MemberId
  readonly node: NodeName
  /** As this node and as the other one calls it. */
  readonly to: Address
  readonly told: Address
}

export interface OnItsWay {
  readonly node: NodeName
  readonly id: string
  readonly name: string
  readonly by: MemberId
  readonly since: number
  /** As the other node calls it; null: it knows. */
  readonly to: Address | null
  readonly isWantedBack: boolean
}
