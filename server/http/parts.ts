// What the routes are given by whoever puts the node together.
import type { Logger } from 'pino'
import type { RandomBytes } from '../../shared/world/address.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Pictures } from '../assets/pictures.ts'
import type { Audit } from '../accounts/audit.ts'
import type { RightOf } from '../accounts/access.ts'
import type { People } from '../accounts/people.ts'
import type { Rights } from '../accounts/rights/rights.ts'
import type { Sessions } from '../accounts/session.ts'
import type { Owner } from '../owner/owner.ts'
import type { Clock } from '../sync/clock.ts'
import type { Sync } from '../sync/sync.ts'
import type { Store } from '../storage/store.ts'
import type { Guard } from './guard.ts'

export interface Parts {
  readonly store: Store
  readonly sync: Pick<Sync, 'accept' | 'close' | 'here' | 'hold' | 'writers' | 'present' | 'stats'>
  readonly owner: Pick<Owner, 'look' | 'sendOut' | 'stats'>
  readonly sessions: Sessions
  readonly people: People
  readonly pictures: Pictures
  readonly accounts: Accounts
  readonly audit: Audit
  readonly guard: Guard
  readonly rightOf: RightOf
  /** Who may do what; null in an open node, where everybody may do everything. */
  readonly rights: Rights | null
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Logger
  /** The folder of the built client. */
  readonly clientFolder: string
  /** Who may read /metrics: programs on this machine, or anybody. */
  readonly metrics: 'local' | 'anyone'
}
