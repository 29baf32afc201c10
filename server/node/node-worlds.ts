// The cluster of worlds: documents that people follow and write, the owner who runs them, and the worlds and
// people of other nodes.
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
import { createSync, type Sync } from '../sync/sync-server.ts'
import { createPlay } from '../../shared/play/create-play.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { BEHAVIOR, nodeOf } from '../../shared/world/address.ts'
import { picturesNamedIn } from '../../shared/world/picture-id.ts'
import type { AmongProcesses } from './among-processes.ts'
import { openDraftOffers, type DraftOffers } from './draft-offers.ts'
import type { LateParts } from './late-part.ts'
import type { NodeAccounts } from './node-accounts.ts'
import type { NodeBase } from './node-base.ts'
import type { NodeProcesses } from './node-processes.ts'
import { openPeerServices, type PeerServices } from './peer-services.ts'

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

interface WithOffers {
  readonly offerRights: OfferRights
}

interface WorldParts {
  /** The store before access has it tell whose worlds are. */
  readonly disk: Store
  readonly accounts: NodeAccounts
  readonly processes: Pick<NodeProcesses, 'trials' | 'sandboxes' | 'historyPool'>
  readonly later: LateParts
  /** Null: this is the only process of the node. */
  readonly among: AmongProcesses | null
}

/** Opens them, and tells those who were opened before them. */
export async function openNodeWorlds(base: NodeBase, parts: WorldParts): Promise<NodeWorlds> {
  const { disk, accounts, later } = parts
  const { access, audit, pictures } = accounts
  const otherNodes = await openPeerServices({
    ...base,
    access,
    disk,
    sync: () => later.sync.part,
    owner: () => later.owner.part,
    note: (...deed) => audit.note(...deed),
    pictures,
  })
  later.peers.put(otherNodes.peers)
  const history = openHistory(base, parts)
  const settings = await openHistorySettings(access.tables)
  const { tables, store } = access
  const { drafts } = accounts
  const offerRights = await openOfferRights({ store, drafts, rightOf: otherNodes.rightOf })
  const publishing = await openPublishing({ tables, store, drafts, rightOf: offerRights.rightOf })
  const mayLookBack = lookBackBy(settings, publishing.rightOf, access.seesSince)
  const versions = await openNodeVersions(base, parts, history)
  later.versions.put(versions)
  const sync = openSync(base, parts, { otherNodes, history, versions, mayLookBack, publishing, offerRights })
  later.sync.put(sync)
  const owner = openOwner(base, parts, { otherNodes, sync, publishing, offerRights })
  later.owner.put(owner)
  const comments = await openComments(access.tables)
  const merges = await openMerges(access.tables)
  later.draftEndings.put(await openDraftEndings({ store, tables, drafts, comments, merges }))
  const { peers } = otherNodes
  const merged = {
    accounts,
    processes: parts.processes,
    peers,
    sync,
    owner,
    history,
    versions,
    merges,
    comments,
    offerRights,
  }
  const { merging, offers } = await openDraftOffers(base, merged)
  later.offers.put(offers.receiving)
  return {
    otherNodes,
    sync,
    owner,
    history,
    versions,
    mayLookBack,
    publishing,
    historySettings: historySettings(access.tables, settings),
    erasing: createErasing({
      store: access.store,
      sync,
      pool: parts.processes.historyPool,
      history,
      records: createErasedRecords({ drafts, versions, comments, merges }),
      tables: access.tables,
      parentOf: async (world) => {
        const parent = accounts.drafts.of(world.id)?.parent
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
  { accounts }: WorldParts,
  history: WorldHistory,
): Promise<WorldVersions> {
  const { store, tables } = accounts.access
  const onFault = (error: unknown): void => log.warn({ err: error }, 'a version of a world could not be kept')
  return openVersions({ store, tables, history, clock, random, onFault })
}

function openSync(
  { config, clock, random, log }: NodeBase,
  parts: WorldParts,
  {
    otherNodes,
    history,
    versions,
    mayLookBack,
    publishing,
    offerRights,
  }: Pick<NodeWorlds, 'otherNodes' | 'history' | 'versions' | 'mayLookBack' | 'publishing'> & WithOffers,
): Sync {
  const { accounts, processes, later, among } = parts
  const { store, rights, usage, settings, accounts: book } = accounts.access
  const sync = createSync({
    store,
    trials: processes.trials,
    clock,
    random,
    log,
    rightOf: offerRights.readOnly(publishing.floorRightOf),
    standingOf: publishing.standingOf,
    seesPast: (member, world) => mayLookBack(world, member) === 'everything',
    whyNot: (member, world) =>
      otherNodes.whyNot(member, world) ??
      closedFor(rights?.whyNot(member, world) ?? { type: 'closed' }, clock.now()),
    shutFor: (member) =>
      rights !== null && settings.now().maintenance && !book.isAdmin(member)
        ? { code: CLOSE.disk, reason: MAINTENANCE }
        : null,
    makeMissing: config.access === 'open',
    onLiving: (world, isLiving) => later.owner.part.living(world, isLiving),
    // The past of another node's world is asked for there.
    onSceneSaved: (world) => {
      if (nodeOf(world.address) !== null) return
      history.edited(world)
      versions.edited(world)
    },
    onLost: (world) => later.owner.part.mend(world),
    actions: otherNodes.actions,
    foreign: otherNodes.foreign.scenes,
    ...(usage && { whyFull: (world, kind, member) => usage.whyFullIn(world, kind, member) }),
    ...(among && { arrivalOf: (socket) => among.door.arrivalOf(socket), leases: among.leases }),
    memory: memoryBudgetFor(memoryOfMachine(), (world) => usage?.ownerOf(world) ?? world.id),
  })
  return among === null ? sync : withElsewhere(sync, among.elsewhere)
}

/** Who is in a world of this node, whichever process has it open. */
const withElsewhere = (sync: Sync, elsewhere: AmongProcesses['elsewhere']): Sync => ({
  ...sync,
  here: () => [...sync.here(), ...elsewhere()],
  stats() {
    const stats = sync.stats()
    return { ...stats, connections: stats.connections + elsewhere().length }
  },
})

function openOwner(
  { clock, random, log }: NodeBase,
  { accounts, processes, among }: WorldParts,
  {
    otherNodes,
    sync,
    publishing,
    offerRights,
  }: Pick<NodeWorlds, 'otherNodes' | 'sync' | 'publishing'> & WithOffers,
): Owner {
  const { access, audit, loans, pictures, drafts } = accounts
  const { store, people, rights, usage } = access
  return createOwner({
    store,
    sync,
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
    isInert: ({ id }) => offerRights.isOffer(id),
    onLent: (from, by, name) => audit.note(by, 'world.carriedOff', from.address, { name }),
    abroad: otherNodes.transfers.abroad,
    elsewhere: {
      find: (address, member) => otherNodes.foreign.scenes.find(address, member),
      actions: otherNodes.actions,
    },
    clock,
    random,
    log,
    holder: Buffer.from(random(16)).toString('base64url'),
    ...(among && { leases: among.leases }),
  })
}

/** Most memory of this process, in bytes: what Node allows it, and no more than the machine has. */
export function memoryOfMachine(): number {
  const bounds = [getHeapStatistics().heap_size_limit, totalmem(), process.constrainedMemory()]
  // 0: nobody constrains it.
  return Math.min(...bounds.filter((bytes) => bytes > 0))
}
