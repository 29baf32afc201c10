// People of this node who are in worlds of other nodes: what the owner of worlds here asks of those who know
// other nodes, and what they ask of it. Neither imports the other.
import type { Address, ArtifactId, MemberId, NodeName } from '../../shared/world/address.ts'
import type { WorldRecord } from './world-record.ts'

export interface PeopleAbroad {
  /** What this node is called elsewhere; null: others have no name for it. */
  name(): NodeName | null
  /** Whether a member is of another node. */
  isGuest(member: MemberId): boolean
  /** The world of another node where somebody of ours is; null: they are in none. */
  placeOf(member: MemberId): Address | null
  /** Why somebody of ours cannot go to a world of another node now, asked there; null: they can. */
  whyNot(member: MemberId, to: Address): Promise<string | null>
  /**
   * Somebody of ours is at home, and goes to a world of another node: from now on they are there. `from`:
   * whose portal they went through, or null. Whether they get there is seen later; who does not is brought
   * home. Rejects with a StoreFault.
   */
  left(member: MemberId, to: Address, from: Address | null): Promise<void>
  /**
   * Somebody of ours goes elsewhere: they are gone from where they are abroad. Answers where that was.
   * Rejects with a StoreFault.
   */
  end(member: MemberId): Promise<Address | null>
  /**
   * Brings here what somebody holds that is on another node (`node/id`), to be put down by them; answers why
   * not.
   */
  fetch(what: {
    readonly member: MemberId
    readonly world: Address
    readonly link: string
    readonly at: { readonly x: number; readonly y: number } | null
  }): Promise<string | null>
  /**
   * A thing of a world of ours goes by itself to a world of another node, through a portal; answers why it
   * stays.
   */
  send(what: {
    readonly from: WorldRecord
    readonly thing: ArtifactId
    readonly to: Address
  }): Promise<string | null>
  /**
   * Waits until somebody who is abroad is there; answers why they are not. Who went away there is back,
   * unless this only brings back whose line was lost (`isBack`): they may have left, and that is not heard
   * yet.
   */
  arrived(member: MemberId, isBack: boolean): Promise<string | null>
}

/** What becomes of people of ours who were in a world of another node, and are not there any more. */
export interface ReturningPeople {
  /** They are at home, and find back to `from`. */
  comeHome(member: MemberId, from: Address | null): Promise<void>
  /**
   * They went on from there through a portal, or, null, back to where they came from. Who cannot is at home;
   * answers why.
   */
  goOn(member: MemberId, from: Address, to: Address | null): Promise<string | null>
  /** A sentence for somebody alone, in all their tabs in worlds of this node. */
  notify(member: MemberId, words: string): void
}
