// What another node is asked about things that change hands, over signed requests. Addresses in what goes there are told as that node has them.
import type * as z from 'zod/mini'
import { withPortals } from '../../../shared/wire/carried.ts'
import { Answer, Claimed, Lent, Shown, type HeldLink } from '../../../shared/wire/transfers.ts'
import type { Address, MemberId, NodeName } from '../../../shared/world/address.ts'
import { toldTo } from '../../../shared/world/from-node.ts'
import type { Call, Caller } from '../caller.ts'
import { PeerFault } from '../fault.ts'
import type { Remote } from './ports.ts'

/** A thing with all that is in it comes as one answer, in bytes: with what stands around it. */
const CLAIMED_BYTES_MAX = 10 * 1024 * 1024

export interface RemoteHands {
  /** Tells what somebody holds who is there now; answers what stands for each. */
  show(node: NodeName, as: MemberId, links: readonly HeldLink[]): Promise<Shown['shown']>
  /** Somebody is not there any more; answers all that is lent to them. */
  carry(node: NodeName, as: MemberId): Promise<readonly HeldLink[]>
}

export function createRemote(options: {
  readonly caller: Pick<Caller, 'call'>
  /** What this node is called elsewhere. */
  readonly self: () => NodeName
}): Remote & RemoteHands {
  const { caller, self } = options

  async function ask<T>(node: NodeName, call: Call, shape: z.ZodMiniType<T>): Promise<T> {
    const { status, body } = await caller.call(node, call)
    const read = shape.safeParse(body)
    if (status === 200 && read.success) return read.data
    throw new PeerFault('refused', node, `${node} did not say what comes of it. It is asked again.`)
  }

  return {
    offer: (node, id, as, offer) => {
      const things = withPortals(offer.things, (portal) => toldTo(portal, self(), node))
      const body = { ...offer, things }
      return ask(node, { method: 'POST', path: `/api/peers/transfers/${id}`, as, body }, Answer)
    },
    takeBack: (node, id) =>
      ask(node, { method: 'DELETE', path: `/api/peers/transfers/${id}`, body: {} }, Answer),
    async claim(node, id, as, loan) {
      const path = `/api/peers/loans/${loan}/claim`
      const call = { method: 'POST', path, as, body: { id }, bytesMax: CLAIMED_BYTES_MAX } as const
      const claimed = await ask(node, call, Claimed)
      if (claimed.state === 'refused') return claimed
      const told = (portal: Address): Address => toldTo(portal, node, self())
      return { state: 'sent', things: withPortals(claimed.things, told) }
    },
    async tell(node, id, answer) {
      const call = { method: 'POST', path: `/api/peers/transfers/${id}/answer`, body: answer } as const
      const { status } = await caller.call(node, call)
      if (status !== 200 && status !== 204)
        throw new PeerFault('refused', node, `${node} did not hear what came of it.`)
    },
    async show(node, as, links) {
      const body = { links }
      return (await ask(node, { method: 'PUT', path: '/api/peers/hands', as, body }, Shown)).shown
    },
    carry: async (node, as) =>
      (await ask(node, { method: 'POST', path: '/api/peers/hands/carry', as, body: {} }, Lent)).links,
  }
}
