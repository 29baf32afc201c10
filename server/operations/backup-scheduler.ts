// Makes backups when they are due, and takes single worlds out of them: by the command line's own commands.
import { join } from 'node:path'
import type { WorldId } from '../../shared/world/address.ts'
import {
  BackedUpWorld,
  type BackupLine,
  type BackupPlan,
  type BackupPlanChange,
  type Backups,
} from '../../shared/wire/api/backup-bodies.ts'
import type { RecordTables } from '../records/record-tables.ts'
import { isRecent } from '../../shared/time/recent.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { runCommand } from './cli-process.ts'
import { backupsIn, isBackupName, removeOld } from './backup-folder.ts'
import { nextBackup, PlanRecord, USUAL_PLAN } from './backup-schedule.ts'

/** How often it is looked whether one is due, in ms. */
const LOOK_EVERY_MS = 60_000
/** After one failed, in ms: a disk that was full may have room again. */
const RETRY_MS = 60 * 60_000
const ID = 'plan'

/** A command that failed; the message says why, and what to do. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault'
}

export interface BackupScheduler {
  /** How the data is saved, where the node makes no backups; null: it makes them. */
  readonly instead: string | null
  /** Why the last one could not be made; null where it was. */
  readonly failed: Backups['failed']
  state(): Promise<Backups>
  /** Changes the plan, and says what it is now; null where it was set when the node was started. */
  change(change: BackupPlanChange): Promise<BackupPlan | null>
  /** Makes one now, or waits for the one that is being made. */
  make(): Promise<void>
  /**
   * Makes one now and removes all before it: something was erased for good. `none`: there were none; `kept`:
   * it could not be made, and the others stay.
   */
  renew(): Promise<'none' | 'renewed' | 'kept'>
  /** The worlds in a backup; rejects with a CommandFault. */
  worldsIn(name: string): Promise<readonly BackedUpWorld[]>
  /** Writes a world of a backup into a file, for an import; rejects with a CommandFault. */
  takeOut(name: string, world: WorldId, file: string): Promise<void>
  /** Looks each minute, until the answer is called, which ends one that is being made. */
  begin(): () => void
}

interface BackupSchedulerOptions {
  readonly tables: RecordTables
  /** The data folder, and where backups are kept, absolute. */
  readonly data: string
  readonly folder: string
  /** Where the command line begins, whose commands it uses. */
  readonly cli: string
  /** The plan of the node's start; null: the admins set it. */
  readonly plan: BackupPlan | null
  /** How the data is saved, where the node makes no backups; null: it makes them. */
  readonly instead?: string | null
  /** Why one could not be made, in a sentence; told once until one is made again. */
  readonly onFailed: (text: string) => void
  readonly onFault: (error: unknown) => void
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
}

export async function openBackupScheduler(options: BackupSchedulerOptions): Promise<BackupScheduler> {
  const { tables, data, folder, cli, instead = null, onFailed, onFault, clock } = options
  const table = await tables.table('backupPlan', PlanRecord)
  const plan = (): BackupPlan => options.plan ?? table.get(ID) ?? USUAL_PLAN
  const ending = new AbortController()
  let failed: Backups['failed'] = null
  let running: Promise<void> | null = null

  async function makeOne(): Promise<void> {
    const args = ['backup', folder, '--data', data, '--keep', String(plan().keep)]
    const ended = await runCommand(cli, args, ending.signal)
    if (ending.signal.aborted) return
    const wrong = 'wrong' in ended ? ended.wrong : null
    if (wrong !== null && failed === null) onFailed(wrong)
    failed = wrong === null ? null : { at: clock.now(), text: wrong }
  }

  function make(): Promise<void> {
    if (instead !== null) return Promise.resolve()
    running ??= makeOne().finally(() => {
      running = null
    })
    return running
  }

  /** Null where the folder cannot be read. */
  const listed = (): Promise<BackupLine[] | null> => backupsIn(folder).catch(() => null)

  function nextAfter(backups: readonly BackupLine[] | null): number | null {
    if (instead !== null) return null
    const last = backups?.[0]?.madeAt ?? null
    const due = nextBackup(plan(), last, clock.now())
    if (due === null || failed === null || !isRecent(failed.at, RETRY_MS, clock.now())) return due
    return Math.max(due, failed.at + RETRY_MS)
  }

  /** A name comes from outside. */
  function pathOf(name: string): string {
    if (isBackupName(name)) return join(folder, name)
    throw new CommandFault('There is no such backup.')
  }

  async function told(args: readonly string[]): Promise<string> {
    const ended = await runCommand(cli, args, ending.signal)
    if ('wrong' in ended) throw new CommandFault(ended.wrong)
    return ended.said
  }

  async function look(): Promise<void> {
    const due = nextAfter(await listed())
    if (due !== null && due <= clock.now()) await make()
  }

  return {
    instead,
    get failed() {
      return failed
    },
    async state() {
      const backups = await listed()
      const unread = { at: clock.now(), text: `The folder ${folder} cannot be read.` }
      return {
        folder,
        instead,
        plan: plan(),
        isFixed: options.plan !== null,
        nextAt: nextAfter(backups),
        isRunning: running !== null,
        failed: failed ?? (backups === null ? unread : null),
        backups: backups ?? [],
      }
    },
    async change({ everyHours, atHour, keep }) {
      if (options.plan !== null || instead !== null) return null
      const before = plan()
      const next = {
        everyHours: everyHours ?? before.everyHours,
        atHour: atHour ?? before.atHour,
        keep: keep ?? before.keep,
      }
      await tables.change([table.set(ID, next)])
      return next
    },
    make,
    async renew() {
      if (instead !== null) return 'kept'
      const before = await listed()
      if (before !== null && before.length === 0) return 'none'
      // One that is being made now may have begun before.
      await running
      await make()
      if (failed !== null || before === null) return 'kept'
      await removeOld(folder, 1)
      return 'renewed'
    },
    async worldsIn(name) {
      const said = await told(['take', pathOf(name), '--list'])
      return said
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => BackedUpWorld.parse(JSON.parse(line)))
    },
    async takeOut(name, world, file) {
      await told(['take', pathOf(name), world, '--out', file])
    },
    begin() {
      const stop = repeat(look, { everyMs: LOOK_EVERY_MS, onFault, clock })
      return () => {
        ending.abort()
        stop()
      }
    },
  }
}
