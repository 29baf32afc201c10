// What a transfer asks of the worlds of this node, and of the other node. A simulation has its own of both.
import type { Carried } from '../../../shared/play/cargo.ts'
import type { Answer, Claimed, Offer } from '../../../shared/wire/transfers.ts'
import type { Address, ArtifactId, MemberId, NodeName, WorldId } from '../../../shared/world/address.ts'
import type { Change } from '../../accounts/kept.ts'

/** A place is full, a right is gone: it is no in words. `isPassing`: not now, and later perhaps. */
export interface Refused {
  readonly why: string
  readonly isPassing: boolean
}

export interface Taken {
  readonly world: WorldId
  /** It comes first, and then what is in it. */
  readonly things: readonly Carried[]
}

/** Where a thing is put. */
export type PutTo =
  /** Beside somebody who is in a world and puts it down there; what stood for it in their hand goes in the same moment. */
  | {
      readonly type: 'hands'
      readonly member: MemberId
      readonly world: Address
      readonly at: { readonly x: number; readonly y: number } | null
      /** What stands for it in their hand; null: nothing did. */
      readonly link: string | null
      /** Those who want to be asked before something is put down were asked. */
      readonly isAsked: boolean
    }
  /** Into somebody's hand, wherever their avatar is; where they are nowhere, into the world that it came from. */
  | { readonly type: 'back'; readonly member: MemberId; readonly world: WorldId }
  /** Into the world that it came from: who owns it calls it back. */
  | { readonly type: 'world'; readonly world: WorldId }

/** The worlds of this node. What happens in one is written with the records that change, in one transaction, or nothing of it. */
export interface Worlds {
  /** Takes something out of somebody's hand. */
  take(from: MemberId, thing: ArtifactId, keep: (taken: Taken) => readonly Change[]): Promise<Taken | Refused>
  /** Puts something into a world; null: it is there. */
  put(to: PutTo, things: readonly Carried[], keep: () => readonly Change[]): Promise<Refused | null>
}

/** Another node. Each call is answered, or rejects: then nobody knows whether it was heard. */
export interface Remote {
  /** Sends something, to be put down there by whom it is from. */
  offer(node: NodeName, id: string, as: MemberId, offer: Offer): Promise<Answer>
  /** Wants it back that is on its way: what is not there yet must not come any more. */
  takeBack(node: NodeName, id: string): Promise<Answer>
  /** Somebody puts down here what was lent to them there. */
  claim(node: NodeName, id: string, as: MemberId, loan: string): Promise<Claimed>
  /** What came of something that was claimed. */
  tell(node: NodeName, id: string, answer: Answer): Promise<void>
}
