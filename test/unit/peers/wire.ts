// Nodes with real parts over a scripted wire: each answers the others as its entrance says, and has a clock
// of its own.
import type { IncomingMessage } from 'node:http'
import { expect } from 'vitest'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { createPeerEdge, PeerRefusalError } from '../../../server/http/edge/peer-admission.ts'
import { cardOf } from '../../../server/peers/identity/node-card.ts'
import { openIdentity } from '../../../server/peers/identity/node-identity.ts'
import { createPeerClient, type PeerClient } from '../../../server/peers/known/peer-client.ts'
import { createAcquaintance } from '../../../server/peers/known/node-discovery.ts'
import { createPeers, openKnownNodes, type Peers } from '../../../server/peers/node-peers.ts'
import { OutwardFault, PeerFault } from '../../../server/peers/outward/faults.ts'
import type { Outward } from '../../../server/peers/outward/outward-requests.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import type { ServerClock } from '../../../server/time/server-clock.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import { CARD_PATH } from '../../../shared/wire/peers/peer-claims.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { pathTo } from '../../peers.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'

/** Anything signed would do. */
export const KEY = pathTo('/api/peers/key')

/** A node, with a clock on its wall. */
export interface Side {
  readonly clock: ServerClock & { jumped: number }
  readonly peers: Peers
  readonly caller: PeerClient
}

export class Wire {
  readonly time = new VirtualTime()
  /** Who answers under a name. */
  readonly sides = new Map<NodeName, Side>()
  /** How often each was asked something signed. */
  readonly asked = new Map<NodeName, number>()
  /** Nobody is shown a card. */
  hidesCards = false

  async #answer(host: NodeName, path: string, method: string, headers: Record<string, string>) {
    const side = this.sides.get(host)
    if (side === undefined || (this.hidesCards && path === CARD_PATH))
      throw new OutwardFault('away', `${host} does not answer.`)
    const { peers, clock } = side
    if (path === CARD_PATH) return { status: 200, body: cardOf(peers.identity, '') }
    this.asked.set(host, (this.asked.get(host) ?? 0) + 1)
    const request = {
      method,
      url: path,
      headers,
      headersDistinct: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    }
    try {
      await createPeerEdge({ peers, clock }).admit(request as unknown as IncomingMessage)
      return { status: 204, body: null }
    } catch (error) {
      if (error instanceof PeerRefusalError) return { status: 401, body: error.refusal }
      throw error
    }
  }

  /** A node that began just now; with the store of an earlier one it is that one, started again. */
  async begin(name: NodeName, seed: number, store = createMemoryStore()): Promise<Side> {
    const { time } = this
    const clock = {
      jumped: 0,
      now: () => time.now() + clock.jumped,
      monotonic: () => time.monotonic(),
      after: (ms: number, run: () => void) => time.after(ms, run),
      soon: (run: () => void) => time.soon(run),
    }
    const { bytes: random } = seededRandom(seed)
    const tables = createRecordTables({ store, onUnreadable: () => {} })
    const answer = this.#answer.bind(this)
    const outward: Outward = {
      async fetch(address, { method = 'GET', headers = {} } = {}) {
        const url = new URL(address)
        const { status, body } = await answer(url.host as NodeName, url.pathname, method, { ...headers })
        return { status, headers: {}, body: Buffer.from(JSON.stringify(body)), url }
      },
      socket: () => expect.unreachable('no socket is opened'),
    }
    const identity = await openIdentity({ store, clock, random, names: () => [name] })
    const who = () => Promise.resolve(null)
    const made = createPeers({
      known: await openKnownNodes({ tables, clock, openness: 'open', onTrouble: () => {} }),
      tables,
      store,
      people: createPeople({ store, random }),
      clock,
      random,
      identity,
      openness: 'open',
      allowPrivate: true,
      who,
    })
    const { book, signing } = made
    const acquaintance = createAcquaintance({ book, outward, self: identity, clock, mayBePlain: false })
    const caller = createPeerClient({ identity, signing, outward, book, acquaintance, who, clock })
    const side: Side = { clock, caller, peers: { ...made, outward, acquaintance, caller } }
    return side
  }

  /** The same, which answers under its name. */
  async start(...began: Parameters<Wire['begin']>): Promise<Side> {
    const side = await this.begin(...began)
    this.sides.set(began[0], side)
    return side
  }
}

/** Asks something signed; the status of the answer, or why there is none. */
export const ask = (from: Side, to: NodeName): Promise<string> =>
  from.caller.call(to, { method: 'POST', path: KEY }).then(
    ({ status }) => String(status),
    (error: unknown) => (error instanceof PeerFault ? `${error.kind}: ${error.message}` : String(error)),
  )
