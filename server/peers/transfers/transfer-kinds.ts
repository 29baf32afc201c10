// The ways in which something leaves this node, and the messages about it until it arrived.
import type { Address, ArtifactId, MemberId, NodeName } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'

/** A thing that somebody puts down on another node. */
export interface Giving {
  readonly by: MemberId
  readonly thing: ArtifactId
  readonly node: NodeName
  /** As the other node calls it. */
  readonly to: Address
  readonly at: { readonly x: number; readonly y: number } | null
  /** Its link there. */
  readonly shown: ArtifactId
}

/** A thing that goes through a portal by itself. */
export interface PortalDeparture {
  readonly thing: ArtifactId
  readonly world: Pick<WorldRecord, 'id' | 'address'>
  /** The owner of that world. */
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
