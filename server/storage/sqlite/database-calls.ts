// The database and everything that can be asked of it, by name. It lives on the store's thread.
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../shared/time/clock.ts'
import type { NewLine } from '../history-store.ts'
import type { Append, AvatarMove } from '../store.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import type { PurgeCalls } from './purging.ts'
import { keepChecksums } from './tables/row-checksums.ts'
import { createCompaction, type MergeRun } from './tables/log-compaction.ts'
import { createCondensing } from './tables/log-condensing.ts'
import { leaseCalls } from './tables/lease-table.ts'
import type { Log } from './tables/log-table.ts'
import { createReplacement } from './tables/log-replacement.ts'
import { memberCalls } from './tables/member-table.ts'
import { createHistory } from './tables/history-tables.ts'
import { createPeople } from './tables/people-table.ts'
import { recordCalls } from './tables/record-table.ts'
import { migrate } from './tables/database-schema.ts'
import { sizeCalls } from './tables/log-size-query.ts'
import { wordCalls } from './tables/word-table.ts'
import { worldCalls } from './tables/world-table.ts'

/** How long to wait for somebody who copies the database while it is used, in ms. */
export const BUSY_MS = 5000

/** The write-ahead log's file is cut back to this size after something large went through it. */
export const WAL_KEPT_BYTES = 16 * 1024 * 1024

/**
 * After so many pages (of 4 kB) the log is written back: each time holds up one group by some ms, so it is
 * done seldom.
 */
const CHECKPOINT_PAGES = 4000

/** From this format on everything was deleted for good. */
const SECURE_FORMAT = 7

/** Opens the database and brings its format up to date. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MS })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  // What is deleted or replaced leaves no byte in the file.
  database.exec('PRAGMA secure_delete = ON')
  database.exec(
    `PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  )
  const taken = migrate(database)
  // Before that format, free pages kept what was deleted.
  if (taken > 0 && taken < SECURE_FORMAT) database.exec('VACUUM')
  keepChecksums(database)
  return database
}

/** The answers of the storage thread. */
export type Calls = ReturnType<typeof callsOn>

export function callsOn(
  database: DatabaseSync,
  log: Log,
  purge: PurgeCalls,
  mergeRun: MergeRun,
  clock: Pick<Clock, 'now'>,
) {
  const { open, rows, snapshot, quarantine, forgetRows, personalLogs, importRows, reserveClients } = log
  const people = createPeople(database, log.memberKey)
  const { changeAll, ...records } = recordCalls(database)
  /** People who go along must be where they go from, and new records must be new, or nothing is written. */
  const appendPassing = (
    updates: readonly Append[],
    passages: readonly AvatarMove[],
    changes: readonly RecordChange[],
  ): number => {
    const first = log.append(updates)
    people.passAll(passages)
    changeAll(changes)
    return first
  }
  const history = createHistory(database, log)
  const compact = createCompaction(database, log, history, mergeRun)
  const condense = createCondensing(database, log, history)
  const logCalls = {
    open,
    rows,
    snapshot,
    quarantine,
    forgetRows,
    personalLogs,
    importRows,
    reserveClients,
    compact,
    condense,
  }
  const worlds = worldCalls(database, log)
  const replace = createReplacement(database, log, worlds.findByKey)
  const replaceLogs = (lines: readonly NewLine[], changes: readonly RecordChange[]) => {
    const replaced = lines.map(replace)
    changeAll(changes)
    return replaced
  }
  const ofWorlds = {
    ...worlds,
    ...history.calls,
    ...wordCalls(database, log, clock),
    ...purge,
    replaceLogs,
    ...leaseCalls(database),
    ...logCalls,
    ...sizeCalls(database, log),
  }
  return { ...ofWorlds, ...memberCalls(database), ...people, ...records, appendPassing }
}
