// The cluster of parts that look after a node while it runs: backups, newer versions, alarms, and pictures
// that nobody needs any more.
import { startCollector } from '../assets/picture-collector.ts'
import type { UpkeepServices } from '../http/routing/http-services.ts'
import { nodeFacts } from '../http/routing/node-facts.ts'
import { openBackupScheduler } from '../operations/backup-scheduler.ts'
import { beginNodeAlarms } from '../operations/node-alarms.ts'
import { watchUpdates } from '../operations/update-check.ts'
import { copyOfStored } from '../sync/document/stored-document.ts'
import type { NodeAccounts } from './node-accounts.ts'
import type { NodeBase } from './node-base.ts'
import type { NodeProcesses } from './node-processes.ts'
import type { NodeWorlds } from './node-worlds.ts'

export interface NodeUpkeep extends UpkeepServices {
  /** Makes backups when they are due. */
  begin(): void
  stop(): void
}

const SAVED_BY_DATABASE =
  'This node keeps everything in PostgreSQL: save that with pg_dump, or as its provider does.'

interface UpkeepParts {
  readonly accounts: NodeAccounts
  readonly worlds: NodeWorlds
  readonly processes: Pick<NodeProcesses, 'trials'>
  /** How many errors were logged since it was asked last. */
  readonly errors: () => number
  /** Where the command line begins, which makes backups. */
  readonly cli: string
}

export async function openUpkeep(base: NodeBase, parts: UpkeepParts): Promise<NodeUpkeep> {
  const { config, clock, log } = base
  const { accounts, worlds, errors, cli } = parts
  const { access, ages, audit } = accounts
  const isInDatabase = config.store.kind === 'postgres'
  const collector = collectorOf(base, parts)
  const backups = await openBackupScheduler({
    tables: access.tables,
    data: config.data,
    cli,
    ...config.backups,
    instead: isInDatabase ? SAVED_BY_DATABASE : null,
    onFailed(text) {
      log.error({ why: text }, 'a backup could not be made')
      audit.note(null, 'admin.backupFailed', '', { why: text })
    },
    onFault: (error) => log.warn({ err: error }, 'the check whether a backup is due failed'),
    clock,
  })
  const facts = nodeFacts({ startedAt: clock.now(), folder: config.data, isInDatabase })
  const updates = watchUpdates({
    version: facts.version,
    isAllowed: () => access.settings.now().lookForUpdates,
    onFault: (error) => log.warn({ err: error }, 'the check for a newer version failed'),
    clock,
  })
  const alarms =
    config.alarms &&
    beginNodeAlarms({
      to: config.alarms,
      title: () => access.settings.now().title,
      folder: config.data,
      sync: worlds.sync,
      ages,
      backups,
      errors,
      log,
      clock,
    })
  let endBackups = (): void => undefined
  let endLooks = (): void => undefined
  return {
    facts,
    ages,
    backups,
    updates,
    alarms,
    begin() {
      endBackups = backups.begin()
      endLooks = ages.begin()
    },
    stop() {
      collector.stop()
      endBackups()
      endLooks()
      updates.stop()
      alarms?.stop()
    },
  }
}

/** Begins to look for pictures that no world needs any more. */
function collectorOf({ clock, log }: NodeBase, { accounts, worlds, processes }: UpkeepParts) {
  const { access, ages, loans, pictures } = accounts
  const { sending } = worlds.otherNodes.transfers
  const { trials } = processes
  return startCollector({
    store: access.store,
    pictures,
    read: (stored, by) => copyOfStored(stored, { trials, clock, by }),
    clock: ages,
    alsoNamed: (world) => new Set([...sending.picturesOf(world), ...loans.picturesOf(world)]),
    onFault: (world, error) => log.warn({ err: error, world }, 'the search for unused pictures failed'),
  })
}
