// The other processes of a node that is several, as the owner of worlds in one of them knows them.
import type { CrossingDestination } from '../../../shared/play/acts/act-context.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'
import type { Address, ArtifactId, MemberId } from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { CrossingLife } from './crossing-life.ts'

/** For one that does not lead: the one that does, which alone brings anybody from world to world. */
export interface LeadingProcess {
  /** Takes somebody, or a thing, from a world that is played here where they go; answers why not. */
  carry(from: WorldRecord, id: ArtifactId, to: CrossingDestination): Promise<string | null>
  /** Brings somebody into a world that is played here, from wherever they are; answers why not. */
  bring(world: WorldRecord, member: Member): Promise<string | null>
  /** Somebody puts back what they hold, in a world of another process. */
  putBack(member: MemberId): Promise<Outcome>
  /** The world of another node where somebody of ours is; null: they are in none. */
  placeAbroad(member: MemberId): Address | null
  /** Has something put down that somebody holds and that is on another node; answers why not. */
  fetch(world: WorldRecord, body: ArtifactId, link: string, at: XY | null): Promise<string | null>
}

/** For the one that leads: those that play worlds, too. */
export interface PlayingProcesses {
  /** The life of a world that one of them plays; null: none does. */
  lifeOf(world: WorldRecord): Promise<CrossingLife | null>
  /**
   * Somebody may not be in a world any more, or for a moment; answers whether one of them plays it, once all
   * of them know.
   */
  sendOut(world: WorldRecord, member: MemberId, isForAMoment: boolean): Promise<boolean>
  /** A sentence for somebody alone, in all their tabs there. */
  notify(member: MemberId, words: string): void
  /** The kind of this place has changed: every tab asks again. */
  tellAll(): void
}
