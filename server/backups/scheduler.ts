// Makes backups when they are due. Each is made by the command line's own `backup`, in a process of its own: it reads and checks the whole
// database, which nobody here is to wait for, and what goes wrong there ends nothing here.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { BackupLine, BackupPlan, Backups } from '../../shared/wire/backups.ts'
import type { Kept } from '../accounts/kept.ts'
import { backupsIn } from './folder.ts'
import { nextBackup, PlanRecord, USUAL_PLAN } from './plan.ts'

const COMMANDS = fileURLToPath(new URL('../cli.ts', import.meta.url))
/** How often it is looked whether one is due, in ms. */
const LOOK_EVERY_MS = 60_000
/** After one failed, in ms: a disk that was full may have room again. */
const RETRY_MS = 60 * 60_000
/** Most that is kept of what the command says, in characters. */
const SAID_MAX = 2_000
const ID = 'plan'

export interface BackupScheduler {
  /** Why the last one could not be made; null where it was. */
  readonly failed: Backups['failed']
  state(): Promise<Backups>
  /** Sets the plan; false where it was set when the node was started. */
  change(plan: BackupPlan): Promise<boolean>
  /** Makes one now, or waits for the one that is being made. */
  make(): Promise<void>
  /** Looks each minute, until the answer is called, which ends one that is being made. */
  begin(): () => void
}

export interface BackupSchedulerOptions {
  readonly kept: Kept
  /** The data folder, and where backups are kept, absolute. */
  readonly data: string
  readonly folder: string
  /** What was said when the node was started; null: the admins say it. */
  readonly plan: BackupPlan | null
  /** Why one could not be made, in a sentence; told once until one is made again. */
  readonly onFailed: (text: string) => void
  readonly onFault: (error: unknown) => void
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
}

export async function openBackupScheduler(options: BackupSchedulerOptions): Promise<BackupScheduler> {
  const { kept, data, folder, onFailed, onFault, clock } = options
  const table = await kept.table('backupPlan', PlanRecord)
  const plan = (): BackupPlan => options.plan ?? table.get(ID) ?? USUAL_PLAN
  const ending = new AbortController()
  let failed: Backups['failed'] = null
  let running: Promise<void> | null = null

  async function makeOne(): Promise<void> {
    const wrong = await runBackup({ data, folder, keep: plan().keep, signal: ending.signal })
    if (ending.signal.aborted) return
    if (wrong !== null && failed === null) onFailed(wrong)
    failed = wrong === null ? null : { at: clock.now(), text: wrong }
  }

  function make(): Promise<void> {
    running ??= makeOne().finally(() => {
      running = null
    })
    return running
  }

  /** Null where the folder cannot be read. */
  const listed = (): Promise<BackupLine[] | null> => backupsIn(folder).catch(() => null)

  function nextAfter(backups: readonly BackupLine[] | null): number | null {
    const last = backups?.[0]?.madeAt ?? null
    const due = nextBackup(plan(), last, clock.now())
    return due === null || failed === null ? due : Math.max(due, failed.at + RETRY_MS)
  }

  async function look(): Promise<void> {
    const due = nextAfter(await listed())
    if (due !== null && due <= clock.now()) await make()
  }

  return {
    get failed() {
      return failed
    },
    async state() {
      const backups = await listed()
      const unread = { at: clock.now(), text: `The folder ${folder} cannot be read.` }
      return {
        folder,
        plan: plan(),
        isFixed: options.plan !== null,
        nextAt: nextAfter(backups),
        isRunning: running !== null,
        failed: failed ?? (backups === null ? unread : null),
        backups: backups ?? [],
      }
    },
    async change(wanted) {
      if (options.plan !== null) return false
      await kept.change([table.set(ID, wanted)])
      return true
    },
    make,
    begin() {
      let cancel = (): void => undefined
      const again = (): void => {
        if (ending.signal.aborted) return
        cancel = clock.after(LOOK_EVERY_MS, () => void look().catch(onFault).finally(again))
      }
      again()
      return () => {
        ending.abort()
        cancel()
      }
    },
  }
}

interface Wanted {
  readonly data: string
  readonly folder: string
  readonly keep: number
  readonly signal: AbortSignal
}

/** Resolves with what was wrong, in a sentence; null where a backup was made. */
function runBackup({ data, folder, keep, signal }: Wanted): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const args = [COMMANDS, 'backup', folder, '--data', data, '--keep', String(keep)]
  const command = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], signal })
  let said = ''
  command.stderr.setEncoding('utf8')
  command.stderr.on('data', (text: string) => (said = (said + text).slice(-SAID_MAX)))
  command.once('error', (error) => resolve(error.message))
  command.once('close', (code) => resolve(code === 0 ? null : sentenceIn(said)))
  return promise
}

/** The last line that the command said: it ends with what was wrong. */
const sentenceIn = (said: string): string => said.trim().split('\n').at(-1) || 'The backup ended early.'
