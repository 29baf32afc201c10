// A node's records of people and worlds, for a command: those of the node that has the folder, or of the
// folder alone where none does.
import { randomBytes } from 'node:crypto'
import { openAccountServices, openTables } from '../../accounts/account-services.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import { createAudit } from '../../accounts/directory/audit-log.ts'
import { parseAccountName, type Address } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { openAgeClock } from '../../records/age-clock.ts'
import { systemClock as clock } from '../../time/server-clock.ts'
import { warn, type StorePlace } from './cli-command.ts'
import { CliFault } from './cli-fault.ts'
import { askRunning } from './command-socket.ts'
import { openFolderStore } from './folder-store.ts'
import { insideNow, type NodeToManage } from './running-node-command.ts'

/**
 * Lets `work` do something with a data folder: in the node that uses it, where one does, which is given the
 * whole command; else by opening it. Rejects with a CliFault.
 */
export async function withNode(
  place: StorePlace,
  work: (node: NodeToManage) => Promise<void>,
): Promise<void> {
  const { data } = place
  const inside = insideNow()
  if (inside !== null) return work(inside.node)
  // Who opens a folder waits for whoever has it. A node may have another database than the one that is named.
  if (place.store.trim() === 'sqlite' && (await isDoneByNode(data))) return undefined
  const disk = await openFolderStore(place)
  if (disk === null) {
    if (await isDoneByNode(data)) return undefined
    throw new CliFault(`A node is using ${data}. Use its /admin page, or stop it first.`)
  }
  try {
    const log = { warn: tell, error: tell }
    const onFault = (error: unknown): void => warn(String(error))
    const tables = openTables({ store: disk, log })
    // Invitations and sessions end as in the node: not by a clock that jumped.
    const ages = await openAgeClock({ tables, clock, onDoubt: () => undefined, onFault })
    const { store, entrance, rights, settings } = await openAccountServices('accounts', {
      store: disk,
      tables,
      clock,
      ages,
      random: (bytes) => randomBytes(bytes),
      log,
    })
    if (entrance === null || rights === null) throw new Error('a node with accounts has an entrance')
    const audit = createAudit({ store, clock, ages, onFault })
    await work({ store, entrance, rights, settings, audit, ages, binned: () => Promise.resolve() })
  } finally {
    await disk.close()
  }
}

/** Whether a node that uses the folder has done the command; its exit code is that of this process. */
async function isDoneByNode(data: string): Promise<boolean> {
  const code = await askRunning(data, withoutStore(process.argv.slice(2)))
  if (code !== null) process.exitCode = code
  return code !== null
}

/** The node knows where its worlds are, and needs no password. */
const withoutStore = (args: readonly string[]): readonly string[] =>
  args.filter((word, at) => !/^--store(?:=|$)/.test(word) && args[at - 1] !== '--store')

function tell(_facts: unknown, words?: string): void {
  if (words !== undefined) warn(words)
}

/** The account of a name; throws a CliFault. */
export function accountIn({ entrance }: NodeToManage, text: string): Account {
  const name = parseAccountName(text)
  const account = name && entrance.book.find(name)
  if (account) return account
  throw new CliFault(`There is no account “${text}”. Use account list to see them all.`)
}

/** The world at an address; throws a CliFault. */
export async function worldIn({ store }: NodeToManage, address: Address): Promise<WorldRecord> {
  const world = await store.find(address)
  if (world !== null) return world
  throw new CliFault(`There is no world at ${address}. Use world list to see them all.`)
}
