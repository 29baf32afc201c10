// The number of commits, in the first page of the database (its `application_id`, which SQLite leaves to us).
// Each transaction that writes adds one, so that a later start sees whether commits are missing: nearly every
// transaction writes that page anyway. It wraps after 2^32.
import type { DatabaseSync } from 'node:sqlite'

export interface Commits {
  readonly count: number
  /** Adds the transaction that is about to be committed. */
  add(): void
  /** It was committed. */
  added(): void
}

export function createCommits(database: DatabaseSync): Commits {
  let count = commitsIn(database)
  return {
    get count() {
      return count
    },
    add: () => database.exec(`PRAGMA application_id = ${(count + 1) | 0}`),
    added() {
      count = (count + 1) >>> 0
    },
  }
}

export function commitsIn(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA application_id').get()?.['application_id'] ?? 0) >>> 0
}

/** How many commits `a` is ahead of `b`; less than 0 when it is behind. */
export const ahead = (a: number, b: number): number => (a - b) | 0
