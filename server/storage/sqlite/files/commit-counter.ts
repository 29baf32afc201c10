// The number of commits, in the first page of the database (its `application_id`, which SQLite leaves to us),
// so that a later start sees whether some are missing. A transaction that added rows to the log is told by
// their numbers and does not count: it would write that page, and so twice as much, for nothing else. But
// each beginning of the write-ahead log counts, so that no log fits an older or newer database. It wraps
// after 2^32.
import type { DatabaseSync } from 'node:sqlite'
import { openSalts } from './wal-reader.ts'

interface CounterOptions {
  readonly database: DatabaseSync
  /** The path of the write-ahead log. */
  readonly wal: string
  /** The last row that the log of edits ever had. */
  readonly lastRow: () => number
}

export interface CommitCounter {
  readonly count: number
  /** Counts the transaction that is about to be committed, where its rows do not tell of it. */
  add(): void
  /** It was committed. */
  added(): void
  close(): void
}

export function createCommitCounter({ database, wal, lastRow }: CounterOptions): CommitCounter {
  let count = commitsIn(database)
  let row = lastRow()
  const reader = openSalts(wal)
  let salts = ''
  let isCounted = false
  const write = (): void => database.exec(`PRAGMA application_id = ${(count + 1) | 0}`)
  const counted = (): void => {
    count = (count + 1) >>> 0
  }

  /** In a transaction of its own: this is seldom, and the rows are on the disk already. */
  function countBeginning(): boolean {
    try {
      write()
      counted()
      return true
    } catch {
      // The disk does not take it; it is tried again after the next transaction.
      return false
    }
  }

  return {
    get count() {
      return count
    },
    add() {
      isCounted = lastRow() === row
      if (isCounted) write()
    },
    added() {
      row = lastRow()
      if (isCounted) counted()
      const now = reader.now()
      if (now !== salts && (isCounted || countBeginning())) salts = now
    },
    close: () => reader.close(),
  }
}

export function commitsIn(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA application_id').get()?.['application_id'] ?? 0) >>> 0
}

/** How many commits `a` is ahead of `b`; less than 0 when it is behind. */
export const ahead = (a: number, b: number): number => (a - b) | 0
