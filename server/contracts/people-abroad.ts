// People of this node who are in worlds of other nodes: the questions of the owner of worlds here to the code
// that knows other nodes, and the other way round. Neither imports the other.
import type { Address, ArtifactId, MemberId, NodeName } from '../../shared/world/address.ts'
import type { WorldRecord } from './world-record.ts'

export interface PeopleAbroad {
  /** The name of this node elsewhere; null: others have no name for it. */
  name(): NodeName | null
  /** Whether a member is of another node. */
  isGuest(member: MemberId): boolean
  /** The world of another node where somebody of ours is; null: they are in none. */
  placeOf(member: MemberId): Address | null
  /** Why somebody of ours cannot go to a world of another node now, asked there; null: they can. */
  whyNot(member: MemberId, to: Address): Promise<string | null>
  /**
   * A person of ours is at home, and goes to a world of another node: from now on they are there. `from`: the
   * world whose portal they went through, or null. Whether they get there is seen later; a person who does
   * not is brought home. Rejects with a StoreFault.
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
   * Waits until a person who is abroad is there; returns why they are not. A person who went away there is
   * back, unless this only restores a lost connection (`isBack`): they may have left, and that is not heard
   * yet.
   */
  arrived(member: MemberId, isBack: boolean): Promise<string | null>
}

/** The fate of people of ours who were in a world of another node, and are not there any more. */
export interface ReturningPeople {
  /** They are at home, and find back to `from`. */
  comeHome(member: MemberId, from: Address | null): Promise<void>
  /**
   * They went on from there through a portal, or, null, back to where they came from. A person who cannot is
   * at home; returns why.
   */
  goOn(member: MemberId, from: Address, to: Address | null): Promise<string | null>
  /** A sentence for somebody alone, in all their tabs in worlds of this node. */
  notify(member: MemberId, words: string): void
}
