// A world as a node knows it: the facts that every room uses.
import type { Address, LineId, MemberId, WorldId } from '../../shared/world/address.ts'

declare const key: unique symbol
/** The store's own number of a world; it never leaves the node. */
export type WorldKey = number & { readonly [key]: 'WorldKey' }

export interface WorldRecord {
  readonly key: WorldKey
  readonly id: WorldId
  readonly line: LineId
  readonly address: Address
  /** A copy of the scene's title, for lists. */
  readonly title: string
  /** All times are ms since 1970. */
  readonly createdAt: number
  /** The time of the scene's last row. */
  readonly changedAt: number
  /** When it was put in the bin; null when it is not there. A binned world keeps its address. */
  readonly binnedAt: number | null
  /**
   * Whether code is written in its pages, as far as its scene was looked at; null when it never was. If the
   * scene has rows after `lookedTo`, nobody knows.
   */
  readonly isLiving: boolean | null
  readonly lookedTo: number
  /** Its owner; null in a node without accounts, and for worlds that the node itself made. */
  readonly owner: MemberId | null
}
