// Requests to another node about things that change hands, signed. Addresses in them have that node's names.
import type * as z from 'zod/mini'
import type { HeldLink } from '../../../shared/play/crossings/cargo.ts'
import { withPortals } from '../../../shared/wire/peers/carried-things.ts'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import {
  TransferAnswer,
  Claimed,
  CarriedLinks,
  Settled,
  type ComparedGifts,
  HeldLinkIds,
} from '../../../shared/wire/peers/transfer-bodies.ts'
import { PICTURE_BYTES_MAX } from '../../../shared/pictures/picture-limits.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import {
  nodeOf,
  type AccountName,
  type Address,
  type MemberId,
  type NodeName,
} from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import type { Call, PeerClient } from '../known/peer-client.ts'
import { PeerFault } from '../outward/faults.ts'
import type { Remote } from './transfer-ports.ts'

/** A thing with everything in it comes as one answer, in bytes, with its overhead. */
const CLAIMED_BYTES_MAX = 10 * 1024 * 1024
/** How long one picture may take, in ms. */
const PICTURE_MS = 60_000

export interface RemoteHands {
  /** Tells what somebody holds who is there now; answers what stands for each. */
  show(node: NodeName, as: MemberId, links: readonly HeldLink[]): Promise<HeldLinkIds['shown']>
  /** Somebody is not there any more; answers all that is lent to them. */
  carry(node: NodeName, as: MemberId): Promise<readonly HeldLink[]>
  /** Gives back what is lent to somebody; answers why not. */
  giveBack(node: NodeName, as: MemberId, loan: string): Promise<string | null>
  /** Something is not lent any more: it was called back. */
  over(node: NodeName, loan: string): Promise<void>
  /** Somebody of this node left for good; rejects until what they held there is back. */
  left(node: NodeName, member: MemberId): Promise<void>
  /** A picture of a thing in a transfer; null: it cannot be had. */
  picture(node: NodeName, id: string, picture: PictureId): Promise<Uint8Array | null>
}

export interface RemoteGifts {
  /** Answers of which of these that node knows nothing. */
  compare(node: NodeName, gifts: ComparedGifts): Promise<readonly string[]>
}

export function createRemote(options: {
  readonly caller: Pick<PeerClient, 'call'>
  /** The name of this node elsewhere. */
  readonly self: () => NodeName
}): Remote & RemoteHands & RemoteGifts {
  const { caller, self } = options

  async function ask<T>(node: NodeName, call: Call, shape: z.ZodMiniType<T>): Promise<T> {
    const { status, body } = await caller.call(node, call)
    const read = shape.safeParse(body)
    if (status === 200 && read.success) return read.data
    throw new PeerFault('refused', node, `${node} did not say what comes of it. It is asked again.`)
  }

  /**
   * The owner of a thing, by this node's name for them. A node names its own people alone: no other gave it
   * the word for them.
   */
  function ownerIn(node: NodeName, of: AccountName | undefined): { readonly of?: AccountName } {
    const told = of === undefined ? null : nameAsSeenFrom(of, node, self())
    return told !== null && nodeOf(told) === node ? { of: told } : {}
  }

  return {
    offer: (node, id, as, offer) => {
      const things = withPortals(offer.things, (portal) => nameAsSeenFrom(portal, self(), node))
      const body = { ...offer, things }
      return ask(node, { method: 'POST', path: peersPath('transfers', id), as, body }, TransferAnswer)
    },
    takeBack: (node, id) =>
      ask(node, { method: 'DELETE', path: peersPath('transfers', id), body: {} }, TransferAnswer),
    async claim(node, id, as, loan) {
      const path = peersPath('loans', loan, 'claim')
      const call = { method: 'POST', path, as, body: { id }, bytesMax: CLAIMED_BYTES_MAX } as const
      const claimed = await ask(node, call, Claimed)
      if (claimed.state === 'refused') return claimed
      const told = (portal: Address): Address => nameAsSeenFrom(portal, node, self())
      return { state: 'sent', things: withPortals(claimed.things, told), ...ownerIn(node, claimed.of) }
    },
    async tell(node, id, answer) {
      const call = { method: 'POST', path: peersPath('transfers', id, 'answer'), body: answer } as const
      const { status } = await caller.call(node, call)
      if (status !== 200 && status !== 204)
        throw new PeerFault('refused', node, `${node} did not hear what came of it.`)
    },
    async show(node, as, links) {
      const body = { links }
      return (await ask(node, { method: 'PUT', path: peersPath('hands'), as, body }, HeldLinkIds)).shown
    },
    async carry(node, as) {
      const call = { method: 'POST', path: peersPath('hands', 'carry'), as, body: {} } as const
      const { links } = await ask(node, call, CarriedLinks)
      return links.map(({ of, ...link }) => ({ ...link, ...ownerIn(node, of) }))
    },
    async giveBack(node, as, loan) {
      const { status, body } = await caller.call(node, {
        method: 'POST',
        path: peersPath('loans', loan, 'back'),
        as,
        body: {},
      })
      if (status === 204) return null
      const said = Refusal.safeParse(body)
      return said.success ? said.data.text : `${node} could not take it back just now. Try again.`
    },
    async over(node, loan) {
      const { status } = await caller.call(node, {
        method: 'POST',
        path: peersPath('loans', loan, 'over'),
        body: {},
      })
      // An older node does not know what that is (404): its people find out when they put it down.
      if (status !== 204 && status !== 404)
        throw new PeerFault('refused', node, `${node} did not hear what was called back.`)
    },
    async left(node, member) {
      const path = peersPath('people', member, 'left')
      const { status } = await caller.call(node, { method: 'POST', path, body: {} })
      if (status !== 204)
        throw new PeerFault('refused', node, `${node} has not put back yet what somebody held who left.`)
    },
    async settled(node, ids) {
      const call = { method: 'POST', path: peersPath('settled'), body: { ids } } as const
      return (await ask(node, call, Settled)).ids
    },
    async compare(node, body) {
      const { status, body: said } = await caller.call(node, {
        method: 'POST',
        path: peersPath('compare'),
        body,
      })
      const read = Settled.safeParse(said)
      if (status === 200 && read.success) return read.data.ids
      // An older node knows nothing of it, and is asked nothing more.
      if (status === 404) return []
      throw new PeerFault('refused', node, `${node} did not compare what changed hands.`)
    },
    async picture(node, id, picture) {
      const { status, bytes } = await caller.call(node, {
        method: 'GET',
        path: peersPath('transfers', id, 'assets', picture),
        timeoutMs: PICTURE_MS,
        bytesMax: PICTURE_BYTES_MAX,
      })
      if (status === 200) return bytes
      if (status === 404) return null
      throw new PeerFault('refused', node, `${node} did not give a picture. It is asked again.`)
    },
  }
}
