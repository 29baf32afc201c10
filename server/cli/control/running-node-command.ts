// A command that runs within a node, since that has the folder: the node's services for it, and where its
// output goes.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { BatchDeletion } from '../../accounts/leaving/batch-deletion.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import type { NodeSettingsStore } from '../../accounts/directory/node-settings.ts'
import type { AgeClock } from '../../records/age-clock.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'

export interface NodeToManage {
  readonly store: AccountServices['store']
  readonly entrance: AccountEntry
  readonly rights: Rights
  readonly settings: NodeSettingsStore
  readonly audit: Audit
  /** The time by which things go for their age. */
  readonly ages: Pick<AgeClock, 'doubt' | 'trust'>
  /** Ends accounts; only where the node runs, since it has to release the things that they hold. */
  readonly ends?: BatchDeletion
  /** A world went to the bin, or came out of it. */
  readonly binned: (world: WorldRecord) => Promise<void>
}

interface Inside {
  readonly node: NodeToManage
  readonly say: (line: string) => void
}

const running = new AsyncLocalStorage<Inside>()

/** Null in a process of the command line's own. */
export const insideNow = (): Inside | null => running.getStore() ?? null

export const runInside = <T>(inside: Inside, work: () => Promise<T>): Promise<T> => running.run(inside, work)
