// The parts of the node that routes use.
import type { Logger } from 'pino'
import type { RandomBytes } from '../../../shared/world/address.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { PasskeyInfo } from '../../../shared/wire/api/account-bodies.ts'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { Updates } from '../../operations/update-check.ts'
import type { NodeAlarms } from '../../operations/node-alarms.ts'
import type { BackupScheduler } from '../../operations/backup-scheduler.ts'
import type { GuestHomes } from '../../accounts/leaving/guest-home-expiry.ts'
import type { NodeSettingsStore } from '../../accounts/directory/node-settings.ts'
import type { Pictures } from '../../assets/node-pictures.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import type { ThingLoans } from '../../accounts/lending/thing-loans.ts'
import type { MemberPeople } from '../../accounts/directory/member-people.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import type { BoundsOfAccounts } from '../../accounts/usage/account-bounds.ts'
import type { Usage } from '../../accounts/usage/storage-usage.ts'
import type { BrowserSessions } from '../../accounts/sessions/browser-sessions.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import type { EndingServices } from '../../accounts/ending-services.ts'
import type { Ownership } from './world-ownership.ts'
import type { Owner } from '../../owner/world-owner.ts'
import type { Clock } from '../../time/server-clock.ts'
import type { NodeIdentity } from '../../peers/identity/node-identity.ts'
import type { ForeignWorlds } from '../../peers/copies/foreign-worlds.ts'
import type { Nearby } from '../../peers/nearby/nearby-nodes.ts'
import type { Pairing } from '../../peers/nearby/node-pairing.ts'
import type { Peers } from '../../peers/node-peers.ts'
import type { Transfers } from '../../peers/transfers/thing-transfers.ts'
import type { FilePool } from '../../sync/file-import/world-file-pool.ts'
import type { Sync } from '../../sync/sync-server.ts'
import type { Store } from '../../storage/store.ts'
import type { Met } from '../../peers/abroad/met-records.ts'
import type { OpenWorlds } from '../../peers/abroad/open-world-lists.ts'
import type { NodeFacts } from './node-facts.ts'
import type { Guard } from '../edge/origin-guard.ts'
import type { Uploads } from '../edge/upload-slots.ts'

export interface RouteParts {
  readonly store: Store
  readonly sync: Pick<Sync, 'accept' | 'close' | 'here' | 'hold' | 'writers' | 'present' | 'stats' | 'trials'>
  readonly owner: Pick<Owner, 'faults' | 'look' | 'recall' | 'sendOut' | 'stats'>
  readonly sessions: BrowserSessions
  readonly people: MemberPeople
  readonly pictures: Pictures
  /** Bodies of people that are read whole. */
  readonly uploads: Uploads
  /** Worlds' files that are judged, and where they lie meanwhile. */
  readonly files: Pick<FilePool, 'judge'> & { readonly folder: string }
  readonly accounts: Accounts
  /** How one gets an account and signs in; null in an open node, which has none. */
  readonly entrance: AccountEntry | null
  /** Further ways to sign in beside a password, as an account sees its own. */
  readonly ways: {
    passkeys(account: MemberId): readonly PasskeyInfo[]
    providers(account: MemberId): readonly string[]
  }
  /** Passkeys, other places, and leaving; where a node has accounts. */
  readonly otherWays?: SignInServices
  /** Ends several accounts at once; where a node has accounts. */
  readonly ends?: EndingServices | null
  /** Other places that one may sign in with. */
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  /** Looks for newer versions; null: it does not. */
  readonly updates: Updates | null
  /** Alarms for whoever runs the node; null: none are sent. */
  readonly alarms: NodeAlarms | null
  /** The backups that the node makes by itself; null: it makes none. */
  readonly backups: BackupScheduler | null
  /** Homes of guests, which go away after them; null in an open node, which knows no guests. */
  readonly guestHomes: GuestHomes | null
  /** The admins' settings of the node. */
  readonly settings: NodeSettingsStore
  readonly audit: Audit
  readonly guard: Guard
  readonly rightOf: RightOf
  /** The rights; null in an open node, where everybody may do everything. */
  readonly rights: Rights | null
  /** How much everybody added to the disks; null in an open node, where nobody is counted. */
  readonly usage: Usage | null
  /** The bounds of each account. */
  readonly bounds: BoundsOfAccounts | null
  /** How worlds become somebody else's; null in an open node. */
  readonly ownership: Ownership | null
  readonly node: NodeFacts
  /** This node's identity for other nodes. */
  readonly identity: NodeIdentity
  /** The connections with other nodes; null where there are none. */
  readonly peers: Peers | null
  /** Things that change hands between this node and others. */
  readonly transfers?: Transfers
  /** Loans from world to world of this node; there are none, unless given. */
  readonly loans?: ThingLoans
  /** The people whom people of this node met, and their open worlds elsewhere. */
  readonly friends?: { readonly met: Met; readonly elsewhere: OpenWorlds }
  /** Linking this node with another one by a code. */
  readonly pairing?: Pairing
  /** Looks for other nodes in this network; null: it does not. */
  readonly nearby?: () => Nearby | null
  /** The worlds of other nodes that people of this one are in; null where nothing joins it with others. */
  readonly foreign: ForeignWorlds | null
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Logger
  /** The folder of the built client. */
  readonly clientFolder: string
  /** Who may read /metrics: programs on this machine, or anybody. */
  readonly metrics: 'local' | 'anyone'
}
