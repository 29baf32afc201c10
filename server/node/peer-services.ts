// A node's relations with others: its identity and the nodes that it met, people who come from there and who
// went there, their worlds, and things that change hands. Puts the parts of server/peers together.
import type { Ages } from '../records/age-clock.ts'
import { hostname } from 'node:os'
import { isIPv6 } from 'node:net'
import type { Logger } from 'pino'
import {
  parseNodeName,
  nodeOf,
  type MemberId,
  type NodeName,
  type RandomBytes,
} from '../../shared/world/address.ts'
import type { AccountServices } from '../accounts/account-services.ts'
import type { RightOf } from '../accounts/rights/right-of.ts'
import type { Audit } from '../accounts/directory/audit-log.ts'
import type { Member } from '../contracts/request-member.ts'
import type { NodeSettingsStore } from '../accounts/directory/node-settings.ts'
import type { Pictures } from '../assets/node-pictures.ts'
import type { Config } from '../config/node-config.ts'
import { openForeignWorlds, type ForeignWorlds } from '../peers/copies/foreign-worlds.ts'
import { nodeNameOf, openIdentity, type NodeIdentity } from '../peers/identity/node-identity.ts'
import { startForgetting } from '../peers/peer-cleanup.ts'
import { isKeyName } from '../peers/identity/node-keys.ts'
import { createAskingPairing } from '../peers/nearby/pairing-client.ts'
import { startNearby, type NearbyNodes } from '../peers/nearby/nearby-nodes.ts'
import { createPairing, type Pairing } from '../peers/nearby/node-pairing.ts'
import { openMet, type Met } from '../peers/abroad/met-records.ts'
import { openOpenWorlds, type OpenWorldLists } from '../peers/abroad/open-world-lists.ts'
import { createPeers, type KnownNodes, type Peers } from '../peers/node-peers.ts'
import { openStolenKey } from '../peers/known/key-change-notice.ts'
import { createTabs } from '../peers/abroad/remote-tabs.ts'
import { tellNewNames } from '../peers/abroad/renamed-people.ts'
import type { Transfers } from '../peers/transfers/thing-transfers.ts'
import { createWho } from '../peers/known/vouched-people.ts'
import type { Store } from '../storage/store.ts'
import { openTravel } from './peer-travel.ts'
import type { WorldsHere } from './worlds-here.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import { readAuthorities } from '../tls/trusted-authorities.ts'
import type { WorldActions, ServerClock, ClosedToMember, Trials } from '../sync/sync-server.ts'

export interface PeerServices {
  readonly identity: NodeIdentity
  readonly peers: Peers
  readonly foreign: ForeignWorlds
  readonly transfers: Transfers
  readonly pairing: Pairing
  /** The people whom people of this node met, and their open worlds on their nodes. */
  readonly friends: { readonly met: Met; readonly elsewhere: OpenWorldLists }
  nearby(): NearbyNodes | null
  /** A person's right in a world of any node. */
  readonly rightOf: RightOf
  /** Why another node has it that somebody may not be in a world; null: none has. */
  whyNot(member: Member, world: WorldRecord): ClosedToMember | null
  /** Answers actions in worlds of other nodes. */
  readonly actions: WorldActions
  /**
   * Somebody left for good: the records of where they were, what they held there, and whom they met are
   * deleted; other nodes are told.
   */
  forget(member: MemberId): Promise<void>
  /** The node listens there: others may come to it, and look for it. */
  listening(port: number): Promise<void>
  /** Goes on with work that waited when the node ended. */
  begin(): void
  /** Nobody is on their way any more, while those here are still served. */
  leave(): Promise<void>
  stop(): void
}

interface OtherNodesOptions {
  readonly config: Config
  readonly access: AccountServices
  /** The store before access has it tell whose worlds are: it holds who this node is. */
  readonly disk: Store
  readonly known: KnownNodes
  readonly here: WorldsHere
  readonly trials: Trials
  readonly note: Audit['note']
  readonly pictures: Pictures
  readonly clock: ServerClock
  /** The time by which records are forgotten. */
  readonly ages: Ages
  readonly random: RandomBytes
  readonly log: Logger
}

/** Opens what is kept of them; nothing is asked of any before `begin`. */
export async function openPeerServices(options: OtherNodesOptions): Promise<PeerServices> {
  const { config, access, disk, here, trials, note, pictures, clock, ages, random, log } = options
  const { store, tables, people, settings } = access
  let names = config.origins.flatMap((origin) => nodeNameOf(origin) ?? [])
  const identity = await openIdentity({ store: disk, clock, random, names: () => names })
  const peers = createPeersOf(options, identity)
  const { book, caller, foreigners } = peers
  const { abroad, transfers } = await openTravel(options, identity, peers)
  const stolenKey = await openStolenKey({
    tables,
    identity,
    book,
    caller,
    clock,
    onFault: (error) => log.debug({ err: error }, 'another node has not heard of the new key yet'),
  })
  const friends = await openFriends(options, identity, caller)
  const pairing = createPairing({
    identity,
    book,
    acquaintance: peers.acquaintance,
    asking: createAskingPairing(caller),
    clock,
    random,
    note,
  })
  const foreign = await openForeignWorlds({
    peers,
    sync: { ...here.rooms, trials },
    store,
    tables,
    clock,
    random,
    log,
    cacheBytesMax: config.peersCacheBytes,
    // A copy is gone for good, and so are pictures that only it used.
    release: ({ id }) => pictures.release(id),
  })
  const tabs = createTabs({
    there: transfers.around(foreign.actions),
    abroad,
    visit: here.owner.visitAbroad,
    putBack: here.owner.putBack,
    goBack: here.owner.goBack,
    placeOf: here.owner.placeOf,
    onChanged: (listener) => people.onChanged(listener),
  })
  const endNames = tellNewNames({
    people,
    clock,
    worldsOf: (member) => abroad.worldsOf(member),
    introduce: (member, world) => abroad.introduce(member, world),
  })
  let nearby: NearbyNodes | null = null
  let endForgetting = (): void => undefined
  return {
    identity,
    peers,
    foreign,
    transfers,
    pairing,
    friends,
    nearby: () => nearby,
    rightOf: (member, world) =>
      nodeOf(world.address) === null ? access.rightOf(member, world) : foreign.rightOf(member, world),
    whyNot: (member, world) =>
      nodeOf(world.address) === null ? foreigners.whyNotHere(member) : foreign.whyNot(member, world),
    actions: tabs,
    async forget(id) {
      const member: Member = { id, name: null, session: null }
      await abroad.end(id)
      await transfers.forget(id)
      // Edits that wait there for their host never get there: nobody can speak for their writer any more.
      for (const { address } of await foreign.list(member)) await foreign.leave(address, member, true)
      await friends.met.forget(id, null)
      await friends.elsewhere.forget(id, null)
    },
    async listening(port) {
      // In a private network others come to the address where it listens.
      if (names.length === 0 && config.peersPrivate !== false) {
        names = [privateName(config, port)].filter((name) => name !== null)
      }
      if (config.nearby === false || config.peers === 'off') return
      const at = config.nearby === true ? null : config.nearby
      nearby = startNearby({ at, announcement: () => announced(identity, settings, port), clock, log })
    },
    begin() {
      foreign
        .begin()
        .catch((error: unknown) =>
          log.error({ err: error }, 'edits that wait for other nodes could not be resumed'),
        )
      if (config.peers !== 'off') transfers.begin()
      if (config.peers !== 'off') stolenKey.begin()
      endForgetting = startForgetting({
        clock: ages,
        sending: transfers.sending,
        foreigners,
        isNeeded: async (member) =>
          access.rights?.isAbout(member) === true ||
          transfers.sending.loans.isAnyLentTo(member) ||
          !(await here.owner.handing.isEmptyHanded(member)),
        onFault: (error) => log.warn({ err: error }, 'old records about other nodes could not be deleted'),
      })
    },
    async leave() {
      await nearby?.stop()
      endForgetting()
      endNames()
      transfers.stop()
      stolenKey.stop()
      await abroad.stop()
    },
    stop: () => foreign.stop(),
  }
}

/** The connections with the nodes that it knows. */
function createPeersOf(
  { config, access, known, clock, random }: OtherNodesOptions,
  identity: NodeIdentity,
): Peers {
  const { store, tables, people, entrance } = access
  return createPeers({
    known,
    tables,
    store,
    people,
    clock,
    random,
    identity,
    openness: config.peers,
    allowPrivate: config.peersPrivate,
    authorities:
      config.peersAuthorities === null ? [] : readAuthorities(config.peersAuthorities, clock.now()),
    who: createWho({
      store,
      accounts: access.accounts,
      mayBeGuest: (member) => entrance === null || entrance.guests.isGuest(member),
    }),
  })
}

/** The people whom people of this node met, and the worlds that are open to them elsewhere. */
async function openFriends(
  { access: { tables }, clock, log }: OtherNodesOptions,
  identity: NodeIdentity,
  caller: Peers['caller'],
): Promise<PeerServices['friends']> {
  return {
    met: await openMet({ tables, clock }),
    elsewhere: await openOpenWorlds({
      tables,
      caller,
      clock,
      self: () => identity.name(),
      onFault: (error) =>
        log.warn({ err: error }, 'the list of open worlds of another node could not be stored'),
    }),
  }
}

/** This node's announcement in its network; null: nobody could come to it. */
function announced(identity: NodeIdentity, settings: NodeSettingsStore, port: number) {
  const node = identity.name()
  const word = identity
    .keys()
    .current.kid.replace(/[^a-z0-9]/gi, '')
    .slice(0, 8)
    .toLowerCase()
  return isKeyName(node) ? null : { node, title: settings.now().title, port, word }
}

/** The name of this node in a private network: where it listens, or the machine, if that is everywhere. */
function privateName({ host }: Config, port: number): NodeName | null {
  const isAll = host === '0.0.0.0' || host === '::'
  return parseNodeName(`${isAll ? `${hostname()}.local` : isIPv6(host) ? `[${host}]` : host}:${port}`)
}
