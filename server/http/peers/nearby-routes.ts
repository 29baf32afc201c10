// Nodes in the same network, and linking two by a code. The other node asks at `/api/peers/pairing…`, signed
// with the keys that are compared. An admin here uses `/api/admin/nearby` and `/api/admin/pairing`.
import type { Request } from 'express'
import type * as z from 'zod/mini'
import {
  PAIRING_ID,
  PairingBegin,
  PairingNonce,
  PairingWord,
  SayPairing,
  StartPairing,
  type Nearby,
  type PairingCommitment,
  type PairingInfo,
} from '../../../shared/wire/peers/pairing-bodies.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import type { NearbyNodes } from '../../peers/nearby/nearby-nodes.ts'
import type { Pairing } from '../../peers/nearby/node-pairing.ts'
import type { Peers } from '../../peers/node-peers.ts'
import { askingNode } from '../routing/asking-node.ts'
import { nodeIn } from '../admin/admin-peer-routes.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const NO_NODE = new HttpRefusal(
  400,
  'malformed',
  'That is not the address of a node. One looks like house.example, or https://house.example.',
)

interface NearbyParts {
  readonly pairing: Pairing
  readonly peers: Peers
  /** Looks for other nodes in this network; null: it does not. */
  readonly looking: () => NearbyNodes | null
}

export function addNearbyRoutes(routes: Routes, { pairing, peers, looking }: NearbyParts): void {
  routes.add('get', '/admin/nearby', 'admin', ({ response }) => {
    const nearby = looking()
    const trustOf = (node: NodeName) => peers.book.find(node)?.trust ?? null
    response.json({
      ...(nearby?.state() ?? { looking: 'off', trouble: null }),
      found: (nearby?.found() ?? []).map(({ node, title }) => ({ node, title, trust: trustOf(node) })),
      pairing: pairing.info(),
    } satisfies Nearby)
  })

  routes.add('post', '/admin/pairing', 'admin', async ({ request, response, member }) => {
    const node = nodeIn(bodyOf(StartPairing, request).address)
    if (node === null) throw NO_NODE
    response.status(201).json((await pairing.begin(node, member.id)) satisfies PairingInfo)
  })

  routes.add('post', '/admin/pairing/word', 'admin', async ({ request, response, member }) => {
    response.json((await pairing.say(bodyOf(SayPairing, request), member.id)) satisfies PairingInfo)
  })

  routes.add('post', '/peers/pairing', 'anyone', async ({ request, response }) => {
    const { node } = askingNode(request)
    const commitment = await pairing.begun(node, bodyOf(PairingBegin, request).id)
    response.json({ commitment } satisfies z.infer<typeof PairingCommitment>)
  })

  routes.add('post', '/peers/pairing/:id/nonce', 'anyone', ({ request, response }) => {
    const { node } = askingNode(request)
    const nonce = pairing.revealed(node, idIn(request), bodyOf(PairingNonce, request).nonce)
    response.json({ nonce } satisfies z.infer<typeof PairingNonce>)
  })

  routes.add('post', '/peers/pairing/:id/word', 'anyone', async ({ request, response }) => {
    const { node } = askingNode(request)
    const agreed = await pairing.said(node, idIn(request), bodyOf(PairingWord, request).agreed)
    response.json({ agreed } satisfies z.infer<typeof PairingWord>)
  })

  routes.add('delete', '/peers/pairing/:id', 'anyone', ({ request, response }) => {
    pairing.ended(askingNode(request).node, idIn(request))
    response.status(204).end()
  })
}

function idIn({ params: { id } }: Request): string {
  if (typeof id !== 'string' || !PAIRING_ID.test(id)) throw NO_SUCH_PAGE
  return id
}
