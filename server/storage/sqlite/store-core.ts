// The store of a folder, without a thread around it: opens it, and does what is left to do between the groups
// of calls that `group-commit.ts` answers.
import type { Clock } from '../../../shared/time/clock.ts'
import { createCommitCounter } from './files/commit-counter.ts'
import { BUSY_MS, callsOn, openDatabase, WAL_KEPT_BYTES } from './database-calls.ts'
import { FolderRefusal, lockFolder, makeDatabaseFile, makeFolder } from './files/data-folder.ts'
import { assertNotLeft } from './files/left-folder.ts'
import { createGroups, type CommitGroups } from './group-commit.ts'
import { describeTrouble, identityOf, inspectFolder, refusalOr } from './folder-inspection.ts'
import { createPurging } from './purging.ts'
import type { MergeRun } from './tables/log-compaction.ts'
import { createLog, type Log } from './tables/log-table.ts'
import { createProgressWriter } from './files/progress-file.ts'
import { createWalSpace } from './files/wal-space.ts'

/** Between two steps of deleting what is gone, in ms: others have most of the disk's time. */
const CLEAN_EVERY_MS = 20
/** The same after it failed. */
const CLEAN_AGAIN_MS = 5_000

interface Core extends Pick<CommitGroups, 'answer'> {
  /** Does what can wait until a group was answered. */
  tidy(): void
  close(): void
}

/** Opens the store in a folder; throws a FolderRefusal, or an error of SQLite or the system. */
export function openCore(folder: string, clock: Pick<Clock, 'after' | 'now'>, mergeRun: MergeRun): Core {
  makeFolder(folder)
  const lock = lockFolder(folder)
  try {
    const core = openLocked(folder, clock, mergeRun)
    return {
      ...core,
      close() {
        core.close()
        lock.close()
      },
    }
  } catch (error) {
    lock.close()
    throw error
  }
}

/** Opens the store in a folder that is locked for this process. */
export function openLocked(folder: string, clock: Pick<Clock, 'after' | 'now'>, mergeRun: MergeRun): Core {
  assertNotLeft(folder)
  const trouble = inspectFolder(folder)
  if (trouble !== null) throw new FolderRefusal(describeTrouble(folder, trouble))
  try {
    return openInspected(folder, clock, mergeRun)
  } catch (error) {
    throw refusalOr(folder, error)
  }
}

function openInspected(folder: string, clock: Pick<Clock, 'after' | 'now'>, mergeRun: MergeRun): Core {
  const path = makeDatabaseFile(folder)
  const database = openDatabase(path)
  const log = createLog(database)
  const purging = createPurging({ database, path, busyMs: BUSY_MS, log })
  const calls = callsOn(database, log, purging.calls, mergeRun, clock)
  const commits = createCommitCounter({ database, wal: `${path}-wal`, lastRow: log.lastRow })
  const identity = identityOf(database)
  const progress = createProgressWriter(folder, clock, () => ({
    database: identity,
    commits: commits.count,
    row: log.lastRow(),
  }))
  const space = createWalSpace(`${path}-wal`, WAL_KEPT_BYTES)
  const groups = createGroups({ database, log, calls, commits, onCommit: progress.note })
  groups.run(log.file, calls.sweep, calls.releaseAll)
  const cleaning = createCleaning(groups, log, clock)
  cleaning.begin()
  return {
    answer: groups.answer,
    tidy() {
      // If it fails, it is due again after the next group; writers are told when it cannot be written.
      if (log.isFilingDue()) groups.run(log.file)
      cleaning.begin()
      purging.tidy()
      space.keep()
    },
    close() {
      cleaning.end()
      commits.close()
      space.close()
      database.close()
      purging.close()
      progress.end()
    },
  }
}

/**
 * Deletes what is gone between the groups of those who wait; where the disk does not take it, it is tried
 * again.
 */
function createCleaning(groups: CommitGroups, log: Log, clock: Pick<Clock, 'after'>) {
  let cancel: (() => void) | null = null
  const begin = (inMs = CLEAN_EVERY_MS): void => {
    if (cancel !== null || !log.hasDropped()) return
    cancel = clock.after(inMs, () => {
      cancel = null
      begin(groups.run(log.deleteSome) ? CLEAN_EVERY_MS : CLEAN_AGAIN_MS)
    })
  }
  return { begin: () => begin(), end: () => cancel?.() }
}
