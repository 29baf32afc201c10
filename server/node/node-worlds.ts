// The cluster of worlds: documents that people follow and write, the owner who runs them, and the worlds and
// people of other nodes.
import { shownWhere } from '../accounts/directory/given-user.ts'
import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import { closedFor } from '../accounts/rights/closed-words.ts'
import { createOwner, type Owner } from '../owner/world-owner.ts'
import { playsInTurns } from '../owner/worlds/play-turns.ts'
import {
  historySettings,
  lookBackBy,
  openHistorySettings,
  type HistorySettings,
  type MayLookBack,
} from '../history/look-back.ts'
import { openComments, type CommentTable } from '../drafts/comment-table.ts'
import { openPublishing, type Publishing } from '../history/drafts/publishing.ts'
import type { DraftMerging } from '../history/drafts/draft-merging.ts'
import { openMerges } from '../history/drafts/merge-table.ts'
import { openOfferRights, type OfferRights } from '../history/drafts/offer-rights.ts'
import { openVersions, type WorldVersions } from '../history/version-table.ts'
import { openDraftEndings } from '../history/drafts/draft-endings.ts'
import { createErasedRecords } from '../history/drafts/erased-records.ts'
import { createErasing, type Erasing } from '../history/erasing.ts'
import { createWorldHistory, type WorldHistory } from '../history/world-history.ts'
import type { Store } from '../storage/store.ts'
import { memoryBudgetFor } from '../sync/document/memory-budget.ts'
import { openRooms, type NodeRooms } from '../sync/node-rooms.ts'
import { serveRooms, type Sync, type WorldActions } from '../sync/sync-server.ts'
import { WorldNews } from '../owner/worlds/world-news.ts'
import type { AccountServices } from '../accounts/account-services.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { createPlay } from '../../shared/play/create-play.ts'
import { BEHAVIOR, nodeOf } from '../../shared/world/address.ts'
import { picturesNamedIn } from '../../shared/world/picture-id.ts'
import type { AmongProcesses } from './among-processes.ts'
import { openDraftOffers, type DraftOffers } from './draft-offers.ts'
import type { NodeAccounts } from './node-accounts.ts'
import type { NodeBase } from './node-base.ts'
import { createNodeFetching } from './node-fetching.ts'
import type { NodeProcesses } from './node-processes.ts'
import { openPeerServices, type PeerServices } from './peer-services.ts'
import { createWorldsHere } from './worlds-here.ts'

/** The message for people whose tabs stay open; their edits are kept there. */
export const MAINTENANCE =
  'This place is closed for maintenance. What you write stays on your device until it opens again.'

export interface NodeWorlds {
  readonly otherNodes: PeerServices
  readonly sync: Sync
  readonly owner: Owner
  readonly history: WorldHistory
  readonly versions: WorldVersions
  readonly mayLookBack: MayLookBack
  readonly historySettings: HistorySettings
  readonly merging: DraftMerging
  readonly offers: DraftOffers
  readonly comments: CommentTable
  readonly publishing: Publishing
  readonly erasing: Erasing
}

interface WorldParts {
  /** The store before access has it tell whose worlds are. */
  readonly disk: Store
  readonly accounts: NodeAccounts
  readonly processes: Pick<NodeProcesses, 'trials' | 'sandboxes' | 'historyPool'>
  /** Null: this is the only process of the node. */
  readonly among: AmongProcesses | null
}

/** Opens them, and tells those who were opened before them. */
export async function openNodeWorlds(base: NodeBase, parts: WorldParts): Promise<NodeWorlds> {
  const { disk, accounts, processes } = parts
  const { access, ages, audit, pictures, drafts, known, ended } = accounts
  const { tables, store } = access
  const here = createWorldsHere()
  const otherNodes = await openPeerServices({
    ...base,
    clock: base.peerClock,
    ages,
    access,
    disk,
    known,
    here,
    trials: processes.trials,
    note: (...deed) => audit.note(...deed),
    pictures,
  })
  const history = openHistory(base, parts)
  const settings = await openHistorySettings(tables)
  const offerRights = await openOfferRights({ store, drafts, rightOf: otherNodes.rightOf })
  const publishing = await openPublishing({ tables, store, drafts, rightOf: offerRights.rightOf })
  const mayLookBack = lookBackBy(settings, publishing.rightOf, access.seesSince)
  const versions = await openNodeVersions(base, parts, history)
  const opened = { otherNodes, history, versions, mayLookBack, publishing, offerRights }
  const news = new WorldNews()
  const rooms = openNodeRooms(base, parts, { ...opened, news })
  const owner = openOwner(base, parts, { ...opened, rooms })
  news.follow(owner)
  const sync = openSync(base, parts, { ...opened, rooms, owner })
  here.open({ rooms: sync, owner })
  followAccounts(access, { sync, owner })
  const comments = await openComments(tables)
  const merges = await openMerges(tables)
  const draftEndings = await openDraftEndings({ store, tables, drafts, comments, merges })
  const { peers } = otherNodes
  const merged = { accounts, processes, peers, sync, owner, history, versions, merges, comments, offerRights }
  const { merging, offers } = await openDraftOffers(base, merged)
  for (const kept of [versions, draftEndings]) ended.onEnded((world) => kept.forget(world))
  ended.onEnded((world) => offers.receiving.forget(world))
  return {
    otherNodes,
    sync,
    owner,
    history,
    versions,
    mayLookBack,
    publishing,
    historySettings: historySettings(tables, settings),
    erasing: createErasing({
      store,
      sync,
      pool: processes.historyPool,
      history,
      records: createErasedRecords({ drafts, versions, comments, merges }),
      tables,
      parentOf: async (world) => {
        const parent = drafts.of(world.id)?.parent
        return parent === undefined ? null : store.findById(parent)
      },
      clock: base.clock,
      random: base.random,
    }),
    merging,
    offers,
    comments,
  }
}

/** What follows in worlds from changes of accounts. */
function followAccounts(
  { entrance, usage }: AccountServices,
  { sync, owner }: Pick<NodeWorlds, 'sync' | 'owner'>,
): void {
  entrance?.guests.onBringing(async (guest, account, write) => {
    await sync.claim(guest, account, write)
    await owner.takeHome(guest)
  })
  entrance?.settling.onMoved(({ key, address }) =>
    sync.close(key, CLOSE.moved, `This world has moved to ${address}.`),
  )
  usage?.onWarning((member, words) => owner.notify(member, words))
}

function openHistory({ clock, random, log }: NodeBase, { accounts, processes }: WorldParts): WorldHistory {
  return createWorldHistory({
    store: accounts.access.store,
    pool: processes.historyPool,
    clock,
    random,
    onFault: (error) => log.warn({ err: error }, 'the past of a world could not be indexed'),
  })
}

function openNodeVersions(
  { clock, random, log }: NodeBase,
  { accounts: { access, ages } }: WorldParts,
  history: WorldHistory,
): Promise<WorldVersions> {
  const { store, tables } = access
  const onFault = (error: unknown): void => log.warn({ err: error }, 'a version of a world could not be kept')
  return openVersions({ store, tables, history, clock, ages, random, onFault })
}

type OpenedBefore = Pick<NodeWorlds, 'otherNodes' | 'history' | 'versions' | 'mayLookBack' | 'publishing'> & {
  readonly offerRights: OfferRights
}

function openNodeRooms(
  { config, clock, random, log }: NodeBase,
  { accounts, processes, among }: WorldParts,
  { otherNodes, history, versions, news }: OpenedBefore & { readonly news: WorldNews },
): NodeRooms {
  const { store, usage, rights } = accounts.access
  return openRooms({
    store,
    trials: processes.trials,
    clock,
    ages: accounts.ages,
    random,
    log,
    makeMissing: config.access === 'open',
    onLiving: (world, isLiving) => news.living(world, isLiving),
    // The past of another node's world is asked for there.
    onSceneSaved: (world) => {
      if (nodeOf(world.address) !== null) return
      history.edited(world)
      versions.edited(world)
    },
    onLost: (world) => news.lost(world),
    foreign: otherNodes.foreign.scenes,
    ...(usage && {
      whyFull: (world, kind, member) => usage.whyFullIn(world, kind, member),
      sharers: {
        ownerOf: (world) => rights?.ownerOf(world) ?? null,
        countsAs: (member) => usage.contributorOf(member),
      },
    }),
    ...(among && { leases: among.leases }),
    memory: memoryBudgetFor(memoryOfMachine(), (world) => usage?.ownerOf(world) ?? world.id),
  })
}

function openSync(
  { config, clock, log }: NodeBase,
  { accounts, among }: WorldParts,
  {
    otherNodes,
    mayLookBack,
    publishing,
    offerRights,
    rooms,
    owner,
  }: OpenedBefore & { readonly rooms: NodeRooms; readonly owner: Owner },
): Sync {
  const { rights, settings, accounts: book } = accounts.access
  const sync = serveRooms(rooms, {
    clock,
    log,
    rightOf: offerRights.readOnly(publishing.floorRightOf),
    standingOf: publishing.standingOf,
    seesPast: (member, world) => mayLookBack(world, member) === 'everything',
    whyNot: (member, world) =>
      otherNodes.whyNot(member, world) ??
      closedFor(rights?.whyNot(member, world) ?? { type: 'closed' }, clock.now()),
    shownAs: shownWhere(config.access, accounts.access.people),
    shutFor: (member) =>
      rights !== null && settings.now().maintenance && !book.isAdmin(member)
        ? { code: CLOSE.disk, reason: MAINTENANCE }
        : null,
    actions: actionsOf(owner, otherNodes),
    foreign: otherNodes.foreign.scenes,
    ...(among && { pace: among.pace }),
  })
  return among === null ? sync : withElsewhere(sync, among.elsewhere)
}

/** Answers actions in a world of any node. */
function actionsOf(
  here: WorldActions,
  { actions: elsewhere, transfers: { undone } }: Pick<PeerServices, 'actions' | 'transfers'>,
): WorldActions {
  const at = ({ address }: WorldRecord): WorldActions => (nodeOf(address) === null ? here : elsewhere)
  return {
    act: (world, asker, sequence, request) => at(world).act(world, asker, sequence, request),
    came(world, asker) {
      at(world).came(world, asker)
      undone.came(asker)
    },
    failed: (world, error) => at(world).failed(world, error),
    gone(world, asker) {
      at(world).gone(world, asker)
      undone.gone(asker)
    },
  }
}

/** Who is in a world of this node, whichever process has it open. */
const withElsewhere = (sync: Sync, elsewhere: AmongProcesses['elsewhere']): Sync => ({
  ...sync,
  here: () => [...sync.here(), ...elsewhere.here()],
  writableScene: async (world) => (await elsewhere.writableScene(world)) ?? sync.writableScene(world),
  present: async (world) => (await elsewhere.present(world)) ?? sync.present(world),
  writers: async (world, clients) =>
    (await elsewhere.writers(world, clients)) ?? sync.writers(world, clients),
  stats() {
    const stats = sync.stats()
    return { ...stats, connections: stats.connections + elsewhere.here().length }
  },
})

function openOwner(
  { config, clock, random, log }: NodeBase,
  { accounts, processes, among }: WorldParts,
  { otherNodes, publishing, offerRights, rooms }: OpenedBefore & { readonly rooms: NodeRooms },
): Owner {
  const { access, audit, loans, pictures, drafts } = accounts
  const { store, people, rights, usage } = access
  return createOwner({
    store,
    sync: rooms.rooms,
    sandboxes: processes.sandboxes,
    createPlay: playsInTurns(clock, createPlay),
    people,
    rightOf: offerRights.readOnly(publishing.floorRightOf),
    ...(rights && { isMuted: (member, world) => rights.isMuted(member, world), ownedHomes: true }),
    ...(usage && {
      room: {
        whyStill: (world) => usage.whyFullIn(world, 'live', BEHAVIOR)?.text ?? null,
        whyNoPages: (world) => usage.whyFullIn(world, 'scene', BEHAVIOR)?.text ?? null,
        whyNoHome: (member) => usage.whyFull(member)?.text ?? null,
      },
    }),
    onCarried: (from, to, words) => {
      pictures
        .carry(from.id, to, picturesNamedIn(words))
        .catch((error: unknown) => log.warn({ err: error }, 'the pictures of a carried thing stayed behind'))
    },
    loans,
    isDraft: ({ id }) => drafts.of(id) !== null,
    fetchAddress: createNodeFetching(
      { config, clock },
      access.settings,
      (world) => usage?.ownerOf(world) ?? null,
    ),
    isInert: ({ id }) => offerRights.isOffer(id),
    onLent: (from, by) => audit.note(by, 'world.carriedOff', from.address),
    abroad: otherNodes.transfers.abroad,
    elsewhere: {
      find: (address, member) => otherNodes.foreign.scenes.find(address, member),
      actions: otherNodes.actions,
    },
    clock,
    random,
    log,
    holder: Buffer.from(random(16)).toString('base64url'),
    ...(among && { leases: among.leases, playing: among.playing, claim: among.claim }),
  })
}

/** Most memory of this process, in bytes: what Node allows it, and no more than the machine has. */
export function memoryOfMachine(): number {
  const bounds = [getHeapStatistics().heap_size_limit, totalmem(), process.constrainedMemory()]
  // 0: nobody constrains it.
  return Math.min(...bounds.filter((bytes) => bytes > 0))
}
