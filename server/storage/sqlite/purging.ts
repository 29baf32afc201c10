// Leaves nothing on the disk of what was deleted: once its rows are gone, the write-ahead log is written back
// and cut to nothing, and what SQLite left in unused parts of its pages is overwritten, some at a time.
import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { StoreFault } from '../store.ts'
import { createUnusedBytes } from './files/unused-bytes.ts'
import type { Log } from './tables/log-table.ts'

type Purging = ReturnType<typeof createPurging>

export type PurgeCalls = Purging['calls']

interface PurgingOptions {
  readonly database: DatabaseSync
  /** The path of its file. */
  readonly path: string
  /** How long the database waits for others, in ms. */
  readonly busyMs: number
  readonly log: Pick<Log, 'deleteSome' | 'hasDropped'>
}

export function createPurging({ database, path, busyMs, log }: PurgingOptions) {
  const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.['page_size'])
  const unused = createUnusedBytes(path, pageBytes)
  /** The page with which overwriting goes on; null: all is done. */
  let next: number | null = null
  let fault: StoreFault | null = null

  /** Writes the write-ahead log back and cuts it to nothing; false while somebody reads the database. */
  function isWalEmptied(): boolean {
    // They may read for a long time, and everybody's saving would wait.
    database.exec('PRAGMA busy_timeout = 0')
    try {
      return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0
    } finally {
      database.exec(`PRAGMA busy_timeout = ${busyMs}`)
    }
  }

  function clearFrom(page: number): number | null {
    if (!isWalEmptied()) return page
    // Nobody writes meanwhile, no tool beside this process either.
    database.exec('BEGIN IMMEDIATE')
    try {
      return statSync(`${path}-wal`).size > 0 ? page : unused.clearFrom(page)
    } finally {
      database.exec('ROLLBACK')
      // Pages in memory have the bytes still, and would be written with them.
      database.exec('PRAGMA shrink_memory')
    }
  }

  return {
    calls: {
      /** Whether there is more. */
      purgeSome(): boolean {
        log.deleteSome()
        if (log.hasDropped()) return true
        fault = null
        next = 0
        return false
      },
      /** Throws a StoreFault where the disk did not take it. */
      isPurged(): boolean {
        if (fault !== null) throw fault
        return next === null
      },
    },
    /** Does some of what is left to do; outside of a transaction. */
    tidy(): void {
      if (next === null) return
      try {
        next = clearFrom(next)
      } catch (cause) {
        next = null
        fault = new StoreFault('What was deleted is still on the disk, which cannot be written now.', {
          cause,
        })
      }
    },
    /** Once the database is closed. */
    close: () => unused.close(),
  }
}
