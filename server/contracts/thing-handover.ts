// Things that come into the hands of people here and out of them, by way of other nodes: the requests of the
// code that knows other nodes to the owner of worlds. Neither imports the other. Each change is written
// together with their records of it, in one transaction, or not at all.
import type { Carried, HeldLink } from '../../shared/play/crossings/cargo.ts'
import type { Address, ArtifactId, MemberId, NodeName, WorldId } from '../../shared/world/address.ts'
import type { TableChange, RecordWrite } from '../records/record-tables.ts'

/** A place is full, a right is gone: it is no in words. `isPassing`: not now, and later perhaps. */
export interface HandoverRefusal {
  readonly why: string
  readonly isPassing: boolean
}

export interface TakenThings {
  /** The world that it is of: where it was, unless another world of this node lends it there. */
  readonly world: WorldId
  /** It comes first, and then what is in it. */
  readonly things: readonly Carried[]
}

/**
 * Where a thing is taken: out of somebody's hand; or it stands in a world, and goes through a portal by
 * itself.
 */
export type TakeFrom =
  | { readonly type: 'hand'; readonly member: MemberId }
  | { readonly type: 'floor'; readonly world: WorldId; readonly to: Address }

/** Where a thing is put. */
export type PutTo =
  /**
   * Beside a person who is in a world and puts it down there; the link in their hand goes in the same moment.
   */
  | {
      readonly type: 'hands'
      readonly member: MemberId
      readonly world: Address
      readonly at: { readonly x: number; readonly y: number } | null
      /** The link in their hand, `node/id`. */
      readonly link: string
      /** Those who want to be asked before something is put down were asked. */
      readonly isAsked: boolean
    }
  /**
   * Beside the portal that leads to where it comes from: it came by itself, out of a world of `member`. It
   * goes where anybody may act, and they may, too.
   */
  | { readonly type: 'alone'; readonly member: MemberId; readonly world: Address; readonly from: Address }
  /** Beside the portal by which it left by itself. */
  | { readonly type: 'portal'; readonly world: WorldId; readonly to: Address }
  /**
   * Into somebody's hand, wherever their avatar is; if that is not possible, into the world that it came
   * from.
   */
  | { readonly type: 'back'; readonly member: MemberId; readonly world: WorldId }
  /** Into the world that it came from: that world's owner calls it back. */
  | { readonly type: 'world'; readonly world: WorldId }

/**
 * Writes the event, with the changes of loans here, and with other changes that belong to it; false: nothing
 * was written.
 */
export type CommitHandover = (write: RecordWrite, changes: readonly TableChange[]) => Promise<boolean>

export interface ThingHandover {
  /** Takes something from where it is. Rejects when nobody knows why nothing was written. */
  take(
    from: TakeFrom,
    thing: ArtifactId,
    commit: (taken: TakenThings, write: RecordWrite, changes: readonly TableChange[]) => Promise<boolean>,
  ): Promise<TakenThings | HandoverRefusal>
  /** Puts something into a world; null: it is there. Rejects as `take`. */
  put(to: PutTo, things: readonly Carried[], commit: CommitHandover): Promise<HandoverRefusal | null>
  /**
   * The things that somebody holds here, last one first. Null: the world where they are does not wake up in
   * time, and nobody knows.
   */
  held(by: MemberId): Promise<readonly HeldLink[] | null>
  /**
   * From now on somebody holds these of another node, and no others of it; answers what stands for each here,
   * by its id there. Null: they are nowhere here now.
   */
  hold(
    member: MemberId,
    node: NodeName,
    links: readonly HeldLink[],
  ): Promise<ReadonlyMap<string, ArtifactId> | null>
  /** A person who may only act where they are puts back the held things that may not leave that world. */
  leaveBehind(member: MemberId): Promise<void>
  /** Whether somebody holds nothing in any world here; false also where that cannot be seen just now. */
  isEmptyHanded(member: MemberId): Promise<boolean>
  /** Whether somebody stands in a world here, and is not away. */
  isHere(member: MemberId): Promise<boolean>
}
