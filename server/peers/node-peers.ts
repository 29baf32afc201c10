// Puts together the connections of this node with others: its identity, the nodes that it met, their people
// here, and its requests to them.
import type { RecordTables } from '../records/record-tables.ts'
import type { Store } from '../storage/store.ts'
import type { MemberPeople } from '../accounts/directory/member-people.ts'
import type { ServerClock } from '../time/server-clock.ts'
import type { NodeName, RandomBytes } from '../../shared/world/address.ts'
import { createAcquaintance, type NodeDiscovery } from './known/node-discovery.ts'
import { openPeerDirectory, type Openness, type PeerDirectory } from './known/peer-directory.ts'
import { createPeerClient, type PeerClient } from './known/peer-client.ts'
import type { Who } from './known/vouched-people.ts'
import { createForeigners, type Foreigners } from './guests/foreign-members.ts'
import { openForeignPresence, type ForeignPresence } from './guests/foreign-presence.ts'
import type { NodeIdentity } from './identity/node-identity.ts'
import type { AllowedAddresses } from './outward/destination.ts'
import { createOutward, type Outward } from './outward/outward-requests.ts'
import { createSigning, type Signing } from './identity/request-signing.ts'

export interface Peers {
  readonly openness: Openness
  readonly identity: NodeIdentity
  readonly signing: Signing
  readonly outward: Outward
  readonly book: PeerDirectory
  readonly acquaintance: NodeDiscovery
  readonly foreigners: Foreigners
  readonly caller: PeerClient
}

interface PeersOptions {
  /** Opened before, since rights rest on it. */
  readonly known: KnownNodes
  readonly tables: RecordTables
  readonly store: Store
  readonly people: MemberPeople
  readonly clock: Pick<ServerClock, 'now' | 'after' | 'soon' | 'monotonic'>
  readonly random: RandomBytes
  readonly identity: NodeIdentity
  readonly openness: Openness
  /** Private networks in which other nodes are gone to. */
  readonly allowPrivate: AllowedAddresses
  /** Authorities in PEM that are trusted beside the public ones. */
  readonly authorities?: readonly string[]
  readonly who: Who
}

/** The nodes that this one knows, and who of them is here. */
export interface KnownNodes {
  readonly book: PeerDirectory
  readonly presence: ForeignPresence
}

export async function openKnownNodes(options: {
  readonly tables: RecordTables
  readonly clock: Pick<ServerClock, 'now' | 'sinceStillMs'>
  readonly openness: Openness
  /** A node showed keys that are not those it had, and was blocked. */
  readonly onTrouble: (node: NodeName) => void
}): Promise<KnownNodes> {
  const book = await openPeerDirectory(options)
  const presence = await openForeignPresence({ ...options, mayCome: (node) => book.mayCome(node) })
  return { book, presence }
}

export function createPeers(options: PeersOptions): Peers {
  const {
    known: { book, presence },
    tables,
    store,
    people,
    clock,
    random,
    identity,
    openness,
    allowPrivate,
    authorities = [],
    who,
  } = options
  const signing = createSigning({ identity, clock, random })
  const outward = createOutward({ clock, allowPrivate, authorities })
  const mayBePlain = allowPrivate === true || (allowPrivate !== false && allowPrivate.length > 0)
  const acquaintance = createAcquaintance({ book, outward, self: identity, clock, mayBePlain })
  const foreigners = createForeigners({ tables, store, people, clock, random, presence })
  // People who came in by a key that was stolen are out with it; the node's own people come back by its new
  // one.
  book.onKeyEnded((node) => foreigners.doubt(node))
  const caller = createPeerClient({ identity, signing, outward, book, acquaintance, who, clock })
  return { openness, identity, signing, outward, book, acquaintance, foreigners, caller }
}
