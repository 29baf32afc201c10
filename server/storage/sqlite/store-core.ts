// The store itself, without a thread around it: takes groups of calls, commits each at once, and answers.
import type { DatabaseSync } from 'node:sqlite'
import { unpackAppends } from '../update-packing.ts'
import type { Append } from '../store.ts'
import { NO_ANSWER, READS, type ParcelAnswer, type ThreadAnswer, type Parcel } from './thread-calls.ts'
import { createCommitCounter } from './files/commit-counter.ts'
import { callsOn, openDatabase } from './database-calls.ts'
import { FolderRefusal, lockFolder, makeDatabaseFile, makeFolder } from './files/data-folder.ts'
import { assertNotLeft } from './files/left-folder.ts'
import { createGroups, type CommitGroups, type StoreJob } from './group-commit.ts'
import { identityOf, inspectFolder, remedy } from './folder-inspection.ts'
import { createLog } from './tables/log-table.ts'
import { createProgressWriter } from './files/progress-file.ts'

/** Between two steps of deleting what is gone, in ms: others have most of the disk's time. */
const CLEAN_EVERY_MS = 20
/** The same after it failed. */
const CLEAN_AGAIN_MS = 5_000

interface Core {
  /** Answers a group of calls, parcel by parcel. */
  answer(group: readonly Parcel[]): ParcelAnswer[]
  /** Does what can wait until a group was answered. */
  tidy(): void
  close(): void
}

/** Opens the store in a folder; throws a FolderRefusal, or an error of SQLite or the system. */
export function openCore(folder: string): Core {
  makeFolder(folder)
  const lock = lockFolder(folder)
  try {
    const core = openLocked(folder)
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
export function openLocked(folder: string): Core {
  assertNotLeft(folder)
  const trouble = inspectFolder(folder)
  if (trouble !== null) throw new FolderRefusal(`${trouble.text} ${remedy(folder, trouble)}`)
  const path = makeDatabaseFile(folder)
  const database = openDatabase(path)
  const log = createLog(database)
  const calls = callsOn(database, log)
  const commits = createCommitCounter({ database, wal: `${path}-wal`, lastRow: log.lastRow })
  const identity = identityOf(database)
  const progress = createProgressWriter(folder, () => ({
    database: identity,
    commits: commits.count,
    row: log.lastRow(),
  }))
  const groups = createGroups({ database, commits, resync: log.resync, onCommit: progress.note })
  groups.run([ownJob(log.file), ownJob(calls.sweep), ownJob(calls.releaseAll)])

  const jobsOf = (parcel: Parcel): StoreJob[] =>
    parcel.name === 'append' ? unpackAppends(parcel.encoded).map(appendJob) : [jobOf(parcel)]

  const appendJob = (updates: readonly Append[]): StoreJob => ({
    reads: false,
    appendsTo: updates.map((update) => update.document),
    run: () => log.append(updates),
  })

  const jobOf = (parcel: Exclude<Parcel, { name: 'append' }>): StoreJob =>
    parcel.name === 'appendPassing'
      ? {
          reads: false,
          appendsTo: parcel.args[0].map((update) => update.document),
          run: () => calls.appendPassing(...parcel.args),
        }
      : callJob(parcel)

  const callJob = ({ name, args }: Exclude<Parcel, { name: 'append' | 'appendPassing' }>): StoreJob => {
    // The arguments were checked against this very call on the other thread.
    const call = calls[name] as (...args: readonly unknown[]) => unknown
    return { reads: READS.has(name), appendsTo: [], run: () => call(...args) }
  }

  const cleaning = createCleaning(groups, log)
  cleaning.begin()
  return {
    answer(group) {
      const jobs = group.map(jobsOf)
      const answers = groups.run(jobs.flat())
      let from = 0
      return group.map(({ name }, index) => {
        const own = answers.slice(from, (from += jobs[index]?.length ?? 0))
        return name === 'append' ? appendsAnswer(own) : (own[0] ?? NO_ANSWER)
      })
    },
    tidy() {
      // If it fails, it is due again after the next group; writers are told when it cannot be written.
      if (log.isFilingDue()) groups.run([ownJob(log.file)])
      cleaning.begin()
      if (log.wal.isToEmpty) log.wal.isToEmpty = !isWalEmptied(database)
    },
    close() {
      cleaning.end()
      commits.close()
      database.close()
      progress.end()
    },
  }
}

function appendsAnswer(answers: readonly ThreadAnswer[]): ParcelAnswer {
  const [first] = answers
  const isWell = answers.every((answer) => 'value' in answer)
  return isWell && first !== undefined && 'value' in first
    ? { first: Number(first.value) }
    : { each: answers }
}

/** Writes the write-ahead log back and cuts it to nothing; false while somebody reads the database. */
const isWalEmptied = (database: DatabaseSync): boolean =>
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0

const ownJob = (run: () => void): StoreJob => ({ reads: false, appendsTo: [], run })

/**
 * Deletes what is gone between the groups of those who wait; where the disk does not take it, it is tried
 * again.
 */
function createCleaning(groups: CommitGroups, log: ReturnType<typeof createLog>) {
  let timer: NodeJS.Timeout | null = null
  const begin = (inMs = CLEAN_EVERY_MS): void => {
    if (timer !== null || !log.hasDropped()) return
    timer = setTimeout(() => {
      timer = null
      const [answer] = groups.run([ownJob(log.deleteSome)])
      begin(answer !== undefined && 'fault' in answer ? CLEAN_AGAIN_MS : CLEAN_EVERY_MS)
    }, inMs)
  }
  return { begin: () => begin(), end: () => clearTimeout(timer ?? undefined) }
}
