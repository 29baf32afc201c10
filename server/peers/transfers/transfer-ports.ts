// A transfer's requests to the worlds of this node, and to the other node. A simulation has its own of both.
import type { Carried } from '../../../shared/play/crossings/cargo.ts'
import type { TransferAnswer, Claimed, TransferOffer } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import type { ArtifactId, MemberId, NodeName, WorldId } from '../../../shared/world/address.ts'
import type { PutTo, HandoverRefusal, TakeFrom, TakenThings } from '../../contracts/thing-handover.ts'
import type { TableChange } from '../../records/record-tables.ts'

export type { PutTo, HandoverRefusal, TakeFrom, TakenThings }

/**
 * The worlds of this node. An event in one is written with the records that change, in one transaction, or
 * not at all.
 */
export interface TransferWorlds {
  /** Takes something from where it is. */
  take(
    from: TakeFrom,
    thing: ArtifactId,
    keep: (taken: TakenThings) => readonly TableChange[],
  ): Promise<TakenThings | HandoverRefusal>
  /** Puts something into a world; null: it is there. */
  put(
    to: PutTo,
    things: readonly Carried[],
    keep: () => readonly TableChange[],
  ): Promise<HandoverRefusal | null>
}

/** Which pictures a thing names, and a world holds: the node that it goes to may have them. */
export type HeldPictures = (world: WorldId, things: readonly Carried[]) => readonly PictureId[]

/** Another node. Each call is answered, or rejects: then nobody knows whether it was heard. */
export interface Remote {
  /** Sends something, to be put down there by the person that it is from. */
  offer(node: NodeName, id: string, as: MemberId, offer: TransferOffer): Promise<TransferAnswer>
  /** Wants a thing back that is on its way: if it is not there yet, it must not come any more. */
  takeBack(node: NodeName, id: string): Promise<TransferAnswer>
  /** Somebody puts down here what was lent to them there. */
  claim(node: NodeName, id: string, as: MemberId, loan: string): Promise<Claimed>
  /** The result of a claim. */
  tell(node: NodeName, id: string, answer: TransferAnswer): Promise<void>
  /**
   * Knows the results of these, and never asks again; answers those that the other node has forgotten, too.
   */
  settled(node: NodeName, ids: readonly string[]): Promise<readonly string[]>
}
