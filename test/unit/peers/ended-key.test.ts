// A key of a node ends while a request that it signed for somebody is under way.
import { expect, it } from 'vitest'
import type { IncomingMessage } from 'node:http'
import { createPeerEdge } from '../../../server/http/edge/peer-admission.ts'
import { cardOf, type NodeKeys } from '../../../server/peers/identity/node-card.ts'
import { openIdentity } from '../../../server/peers/identity/node-identity.ts'
import { vouch } from '../../../server/peers/identity/person-vouchers.ts'
import type { Peers } from '../../../server/peers/node-peers.ts'
import { parseAccountName, parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import { PERSON_HEADER } from '../../../shared/wire/peers/peer-headers.ts'
import { ada } from '../../contract/made.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'

const NOW = 1_700_000_000_000
const [home, here] = ['home.example', 'here.example'].map((name) => parseNodeName(name) as NodeName) as [
  NodeName,
  NodeName,
]

const identityOf = (name: NodeName) =>
  openIdentity({
    store: createMemoryStore(),
    clock: { now: () => NOW },
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    names: () => [name],
  })

/** A request for Ada that her node signed; `during` happens while she is looked up. */
async function comes(during: (known: { keys: NodeKeys }, after: NodeKeys) => void) {
  const [own, hers, next] = [await identityOf(here), await identityOf(home), await identityOf(home)]
  const record = { keys: cardOf(hers, 'Home') as NodeKeys, trust: 'met' }
  const member = { id: ada, name: 'Ada', session: `peer:${home}`, kind: 'peer' }
  const doubted: NodeName[] = []
  const peers = {
    identity: own,
    acquaintance: {},
    signing: { check: () => Promise.resolve({ kind: 'from', node: home, isBody: () => true }) },
    book: { recordOf: () => ({ ...record }), judge: () => undefined, figures: { heard: () => undefined } },
    foreigners: {
      memberOf() {
        during(record, cardOf(next, 'Home'))
        return Promise.resolve(member)
      },
      doubt: (node: NodeName) => doubted.push(node),
    },
  } as unknown as Peers
  const person = { subject: ada, account: parseAccountName('ada')!, name: 'Ada', look: null, body: null }
  const voucher = await vouch(hers, person, { to: here, now: NOW })
  const request = {
    method: 'GET',
    url: '/api/worlds/bob/square/right',
    headers: {},
    headersDistinct: { authorization: ['Inkland'], [PERSON_HEADER.toLowerCase()]: [voucher] },
  } as unknown as IncomingMessage
  const edge = createPeerEdge({ peers, clock: { now: () => NOW } })
  return { admission: edge.admit(request), doubted, member }
}

it('[N2] whoever it vouched for is doubted, and the request refused', async () => {
  const { admission, doubted } = await comes((known, after) => (known.keys = after))
  await expect(admission).rejects.toThrow('has no such key, or has it no longer')
  expect(doubted).toEqual([home])
})

it('[N2] nobody is doubted where the node still has it beside a new one', async () => {
  const { admission, doubted, member } = await comes((known) => (known.keys = { ...known.keys }))
  expect((await admission).member).toEqual(member)
  expect(doubted).toEqual([])
})
