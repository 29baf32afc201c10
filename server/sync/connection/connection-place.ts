// The world of a connection, once it is found, and what the connection's member may do there.
import { nodeOf, type LineId } from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ClosedToMember, ForeignScenes } from '../following/foreign-scenes.ts'

/** The same for a world that is not there and one that somebody may not know of. */
export const NOT_OPEN: ClosedToMember = {
  code: CLOSE.right,
  reason: 'This world is not open to you, or does not exist.',
}
const NO_LONGER: ClosedToMember = { code: CLOSE.right, reason: 'This world is no longer open to you.' }

/** Who may do what; the same for all connections. */
export interface PlaceRules {
  readonly rightOf: (member: Member, world: WorldRecord) => Right
  /** The right of somebody who may do less in a world for now, without that; null: it is their right. */
  readonly standingOf?: (member: Member, world: WorldRecord) => Right | null
  /** Whether somebody may see what a world was before; everybody may, unless given. */
  readonly seesPast?: (member: Member, world: WorldRecord) => boolean
  /** The words for a person who was in a world and may not see it any more. */
  readonly whyNot?: (member: Member, world: WorldRecord) => ClosedToMember
  /** Worlds of other nodes; without it, there are none. */
  readonly foreign?: ForeignScenes
}

export class ConnectionPlace {
  /** Null until it is found, and they may see it. */
  world: WorldRecord | null = null
  readonly #member: Member
  readonly #rules: PlaceRules
  /** It is their layered scene in another node's world. */
  readonly #isLayered: boolean

  constructor(member: Member, rules: PlaceRules, isLayered: boolean) {
    this.#member = member
    this.#rules = rules
    this.#isLayered = isLayered
  }

  right(): Right {
    return this.world === null ? 'none' : this.#rules.rightOf(this.#member, this.world)
  }

  /** The right without what keeps them from using it for now; null: it is their right. */
  standing(): Right | null {
    return this.world && (this.#rules.standingOf?.(this.#member, this.world) ?? null)
  }

  /** The reason that the client gets who may not see the world any more. */
  whyNot(): ClosedToMember {
    return this.world === null ? NOT_OPEN : (this.#rules.whyNot?.(this.#member, this.world) ?? NO_LONGER)
  }

  seesPast(): boolean {
    return this.world !== null && (this.#rules.seesPast?.(this.#member, this.world) ?? true)
  }

  /** The world's line as they see it. */
  lineOf(world: WorldRecord): LineId {
    const { foreign } = this.#rules
    return foreign === undefined || nodeOf(world.address) === null
      ? world.line
      : foreign.lineOf(world, this.#member.id)
  }

  /** The client has the undone edits, up to this one. */
  taken(upTo: number): void {
    if (this.world !== null) this.#rules.foreign?.taken(this.world, this.#member.id, upTo)
  }

  /**
   * In a world of another node, what `right` says may be old: resolves when its host was asked. Null: it is
   * not.
   */
  askRight(): Promise<void> | null {
    const { foreign } = this.#rules
    if (foreign === undefined || !this.#isLayered) return null
    return this.world === null ? Promise.resolve() : foreign.askRight(this.world, this.#member.id)
  }
}
