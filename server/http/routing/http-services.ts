// The services of a node that its routes are built over, in groups. Each route states which of them it uses.
import type { Logger } from 'pino'
import type { RandomBytes } from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { EndingServices } from '../../accounts/ending-services.ts'
import type { GuestHomes } from '../../accounts/leaving/guest-home-expiry.ts'
import type { ThingLoans } from '../../accounts/loans/thing-loans.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import type { Pictures } from '../../assets/node-pictures.ts'
import type { Erasing } from '../../history/erasing.ts'
import type { HistorySettings, MayLookBack } from '../../history/look-back.ts'
import type { WorldVersions } from '../../history/version-table.ts'
import type { WorldHistory } from '../../history/world-history.ts'
import type { ForeignDrafts } from '../../history/drafts/foreign-drafts.ts'
import type { OfferReceiving } from '../../history/drafts/offer-receiving.ts'
import type { OfferSending } from '../../history/drafts/offer-sending.ts'
import type { DraftMerging } from '../../history/drafts/draft-merging.ts'
import type { CommentTable } from '../../drafts/comment-table.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { ProcessOverview } from '../../cluster/process-list.ts'
import type { Publishing } from '../../history/drafts/publishing.ts'
import type { BackupScheduler } from '../../operations/backup-scheduler.ts'
import type { AgeClock } from '../../records/age-clock.ts'
import type { NodeAlarms } from '../../operations/node-alarms.ts'
import type { Updates } from '../../operations/update-check.ts'
import type { Owner } from '../../owner/world-owner.ts'
import type { Met } from '../../peers/abroad/met-records.ts'
import type { OpenWorldLists } from '../../peers/abroad/open-world-lists.ts'
import type { ForeignWorlds } from '../../peers/copies/foreign-worlds.ts'
import type { NodeIdentity } from '../../peers/identity/node-identity.ts'
import type { NearbyNodes } from '../../peers/nearby/nearby-nodes.ts'
import type { Pairing } from '../../peers/nearby/node-pairing.ts'
import type { AllowedAddresses } from '../../peers/outward/destination.ts'
import type { Peers } from '../../peers/node-peers.ts'
import type { Transfers } from '../../peers/transfers/thing-transfers.ts'
import type { FilePool } from '../../sync/file-import/world-file-pool.ts'
import type { Sync } from '../../sync/sync-server.ts'
import type { TemplateOffers } from '../../templates/template-offers.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { Pool } from '../../workers/process-pool.ts'
import type { MetricsAccess } from '../../config/node-config.ts'
import type { Guard } from '../edge/origin-guard.ts'
import type { NodeFacts } from './node-facts.ts'
import type { Ownership } from './world-ownership.ts'

export interface HttpServices {
  /** Identities and rights. `rightOf` also knows worlds of other nodes. */
  readonly access: Omit<AccountServices, 'tables'>
  readonly worlds: WorldServices
  readonly nodes: NodeLinks
  readonly handover: HandoverServices
  readonly upkeep: UpkeepServices
  /** The processes that are this node; null: it is only one. */
  readonly processes: ProcessOverview | null
  /** Private networks that this node goes to. */
  readonly allowPrivate: AllowedAddresses
  readonly guard: Guard
  /** The folder of the built client. */
  readonly clientFolder: string
  readonly metrics: MetricsAccess
  readonly clock: ServerClock
  readonly random: RandomBytes
  readonly log: Logger
}

/** Open worlds, and the services around them. */
export interface WorldServices {
  readonly sync: Pick<
    Sync,
    | 'accept'
    | 'close'
    | 'here'
    | 'flush'
    | 'writableScene'
    | 'imports'
    | 'readWords'
    | 'writers'
    | 'present'
    | 'stats'
    | 'trials'
  >
  readonly owner: Pick<Owner, 'faults' | 'look' | 'recall' | 'sendOut' | 'stats'>
  readonly pictures: Pictures
  /** Judges the files of worlds, which lie in this folder meanwhile. */
  readonly files: Pick<FilePool, 'judge'> & { readonly folder: string }
  /** Makes pictures of worlds from drawings. */
  readonly previews: Pick<Pool<string, Uint8Array>, 'run'>
  /** Loans from world to world of this node; null: there are none. */
  readonly loans: ThingLoans | null
  readonly audit: Audit
  readonly history: WorldHistory
  readonly versions: WorldVersions
  readonly mayLookBack: MayLookBack
  readonly drafts: Drafts
  readonly templateOffers: TemplateOffers
  readonly publishing: Publishing
  readonly historySettings: HistorySettings
  readonly merging: DraftMerging
  /** Offers of drafts between nodes; null where nothing links this node with others. */
  readonly offers: {
    readonly sending: OfferSending
    readonly receiving: OfferReceiving
    readonly following: Pick<ForeignDrafts, 'follow'>
  } | null
  readonly comments: CommentTable
  readonly erasing: Erasing
}

/** This node's identity for other nodes, and its dealings with them. */
export interface NodeLinks {
  readonly identity: NodeIdentity
  /** Null where nothing links this node with others. */
  readonly peers: Peers | null
  /** The worlds of other nodes that people of this one are in; null where nothing links it with others. */
  readonly foreign: ForeignWorlds | null
  /** Things that change hands between this node and others. */
  readonly transfers: Transfers | null
  /** Whom people of this node met, and which worlds elsewhere are open to them. */
  readonly friends: { readonly met: Met; readonly elsewhere: OpenWorldLists } | null
  /** Linking this node with another one by a code. */
  readonly pairing: Pairing | null
  /** Looks for other nodes in this network; null: it does not. */
  readonly nearby: () => NearbyNodes | null
}

/** Endings and handovers; all null in an open node. */
export interface HandoverServices {
  readonly ownership: Ownership | null
  /** The homes of guests, which end some time after the guests were here last. */
  readonly guestHomes: GuestHomes | null
  /** Passkeys, other places to sign in with, and leaving. */
  readonly otherWays: SignInServices | null
  /** Ends several accounts at once. */
  readonly ends: EndingServices | null
}

export interface UpkeepServices {
  readonly facts: NodeFacts
  /** The time by which things are deleted, or end, for their age. */
  readonly ages: Pick<AgeClock, 'doubt' | 'trust'>
  /** The backups that the node makes by itself; null: it makes none. */
  readonly backups: BackupScheduler | null
  /** Looks for newer versions; null: it does not. */
  readonly updates: Updates | null
  /** Alarms for the people who run the node; null: none are sent. */
  readonly alarms: NodeAlarms | null
}
