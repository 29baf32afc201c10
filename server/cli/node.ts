// What a node keeps of people and worlds, for a command that runs while no node does: what is in memory there would not learn of it.
import { randomBytes } from 'node:crypto'
import { openNode, type Access } from '../access.ts'
import type { Account } from '../accounts/accounts.ts'
import { createAudit, type Audit } from '../accounts/audit.ts'
import type { Entrance } from '../accounts/entrance.ts'
import type { Rights } from '../accounts/rights/rights.ts'
import type { Settings } from '../accounts/settings.ts'
import { parseAccountName, type Address } from '../../shared/world/address.ts'
import { FolderRefusal, openSqliteStore } from '../storage/sqlite.ts'
import type { WorldRecord } from '../storage/store.ts'
import { systemClock as clock } from '../sync/clock.ts'
import { warn } from './command.ts'
import { CliFault } from './fault.ts'

export interface StoppedNode {
  readonly store: Access['store']
  readonly entrance: Entrance
  readonly rights: Rights
  readonly settings: Settings
  readonly audit: Audit
}

/** Opens a data folder that no node uses, lets `work` do something with it, and closes it; rejects with a CliFault. */
export async function withNode<T>(data: string, work: (node: StoppedNode) => Promise<T>): Promise<T> {
  const disk = await openSqliteStore({ folder: data }).catch((error: unknown) => {
    if (!(error instanceof FolderRefusal)) throw error
    if (!error.message.startsWith('Another Inkland')) throw new CliFault(error.message)
    throw new CliFault(`A node is using ${data}. Use its /admin page, or stop it first.`)
  })
  try {
    const { store, entrance, rights, settings } = await openNode('accounts', {
      store: disk,
      clock,
      random: (bytes) => randomBytes(bytes),
      log: { warn: tell, error: tell },
      claim: (_guest, _account, write) => write(),
      onMoved: () => Promise.resolve(),
    })
    if (entrance === null || rights === null) throw new Error('a node with accounts has an entrance')
    const audit = createAudit({ store, clock, onFault: (error) => warn(String(error)) })
    return await work({ store, entrance, rights, settings, audit })
  } finally {
    await disk.close()
  }
}

function tell(_facts: unknown, words?: string): void {
  if (words !== undefined) warn(words)
}

/** The account of a name; throws a CliFault. */
export function accountIn({ entrance }: StoppedNode, text: string): Account {
  const name = parseAccountName(text)
  const account = name && entrance.book.find(name)
  if (account) return account
  throw new CliFault(`There is no account “${text}”. Use account list to see them all.`)
}

/** The world at an address; throws a CliFault. */
export async function worldIn({ store }: StoppedNode, address: Address): Promise<WorldRecord> {
  const world = await store.find(address)
  if (world !== null) return world
  throw new CliFault(`There is no world at ${address}. Use world list to see them all.`)
}
