// `/api/admin/peers`: the nodes that this one met, their state, and whether they may connect; and meeting
// one.
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import {
  MeetPeer,
  PeerChange,
  type PeerInfo,
  type PeerList,
  type PeerTrust,
} from '../../../shared/wire/api/peer-admin-bodies.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import type { Audit, DeedName } from '../../accounts/directory/audit-log.ts'
import type { Peer } from '../../peers/known/peer-directory.ts'
import { noAddress } from '../../peers/outward/faults.ts'
import { isKeyName } from '../../peers/identity/node-keys.ts'
import type { Peers } from '../../peers/node-peers.ts'
import type { NodeLinks } from '../routing/http-services.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const OFF = new HttpRefusal(
  409,
  'peers',
  'This node is not connected to other nodes. Start it with --peers open, or closed, to change that.',
)
const NO_NODE = new HttpRefusal(
  400,
  'malformed',
  'That is not the address of a node. One looks like house.example, or https://house.example.',
)
const NOT_MET = new HttpRefusal(404, 'missing', 'This node does not know that one.')

const DEED: Readonly<Record<PeerTrust, DeedName>> = {
  allowed: 'admin.peerAllowed',
  blocked: 'admin.peerBlocked',
  unknown: 'admin.peerLeftOpen',
}

export function addAdminPeerRoutes(
  routes: Routes,
  parts: Pick<NodeLinks, 'identity' | 'peers'> & { readonly audit: Audit },
): void {
  const { identity, peers, audit } = parts

  function peersOf(): Peers {
    if (peers === null) throw OFF
    return peers
  }

  function metIn(node: unknown): NodeName {
    const name = parseNodeName(String(node))
    if (name === null || peersOf().book.find(name) === null) throw NOT_MET
    return name
  }

  function infoOf(node: NodeName): PeerInfo {
    const { book, foreigners } = peersOf()
    const peer = book.find(node)
    if (peer === null) throw NOT_MET
    return inform(peer, foreigners.countOf(node))
  }

  routes.add('get', '/admin/peers', 'admin', ({ response }) => {
    const met = peers?.book.all() ?? []
    response.json({
      name: identity.name(),
      openness: peers?.openness ?? 'off',
      peers: met
        .toSorted((one, other) => other.metAt - one.metAt)
        .map((peer) => inform(peer, peers?.foreigners.countOf(peer.node) ?? 0)),
    } satisfies PeerList)
  })

  routes.add('post', '/admin/peers', 'admin', async ({ request, response, member }) => {
    const { acquaintance, book } = peersOf()
    const node = nodeIn(bodyOf(MeetPeer, request).address)
    if (node === null) throw NO_NODE
    await acquaintance.meet(node, true)
    await book.setTrust(node, 'allowed')
    audit.note(member.id, DEED.allowed, node)
    response.status(201).json(infoOf(node))
  })

  routes.add('patch', '/admin/peers/:node', 'admin', async ({ request, response, member }) => {
    const { trust } = bodyOf(PeerChange, request)
    const node = metIn(request.params['node'])
    await peersOf().book.setTrust(node, trust)
    audit.note(member.id, DEED[trust], node)
    response.json(infoOf(node))
  })

  routes.add('post', '/admin/peers/:node/retry', 'admin', async ({ request, response }) => {
    const node = metIn(request.params['node'])
    const { acquaintance, book, caller } = peersOf()
    if (isKeyName(node)) throw noAddress(node)
    book.figures.retry(node)
    await acquaintance.meet(node, true)
    // Its card is not signed: whether the clocks agree by now, only something signed shows.
    if (book.figures.clockTrouble(node) !== null)
      await caller.call(node, { method: 'POST', path: peersPath('key') })
    response.json(infoOf(node))
  })
}

function inform({ lastError, ...peer }: Peer, people: number): PeerInfo {
  if (lastError === null) return { ...peer, lastError, people }
  const { at, sentence, kind } = lastError
  return {
    ...peer,
    lastError: { at, sentence, isSilence: kind === 'asleep', isClock: kind === 'clock' },
    people,
  }
}

/** The node in a typed or pasted text: its name, a page of it, or a person or a world there. */
export function nodeIn(text: string): NodeName | null {
  const trimmed = text.trim()
  const url = /^https?:\/\//i.test(trimmed) ? URL.parse(trimmed) : null
  if (url !== null)
    return parseNodeName(url.protocol === 'http:' && url.port === '' ? `${url.host}:80` : url.host)
  const [place = ''] = trimmed.slice(trimmed.indexOf('@') + 1).split('/')
  return parseNodeName(place)
}
