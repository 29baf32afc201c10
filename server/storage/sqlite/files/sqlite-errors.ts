// What an error of SQLite is about, by its code (https://sqlite.org/rescode.html). While a store is used, only
// two codes say that its database is damaged: others may be a fault of ours. While it is opened or examined,
// every error does for which nothing outside of its file is to blame, since the same was asked of whole ones.

const BUSY = 5
const CORRUPT = 11
const FULL = 13
const NOTADB = 26

/** Those that blame a single call: TOOBIG, CONSTRAINT, MISMATCH, RANGE. */
const OF_ONE_CALL: readonly number[] = [18, 19, 20, 25]

/**
 * Those that blame the disk, the system or another process: PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL,
 * CANTOPEN, PROTOCOL.
 */
const OUTSIDE: readonly number[] = [3, BUSY, 6, 7, 8, 10, FULL, 14, 15]

/** The lower byte of the code; null for other errors. */
function codeOf(error: unknown): number | null {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return null
  return error.errcode & 0xff
}

const isOneOf = (codes: readonly number[], error: unknown): boolean => codes.includes(codeOf(error) ?? 0)

export const isBusy = (error: unknown): boolean => codeOf(error) === BUSY

export const isFull = (error: unknown): boolean => codeOf(error) === FULL

/** Whether the database is in trouble, and not the call that met it. */
export const isOfTheDatabase = (error: unknown): boolean =>
  codeOf(error) !== null && !isOneOf(OF_ONE_CALL, error)

/** Whether a database in use is damaged. */
export const isDamage = (error: unknown): boolean => isOneOf([CORRUPT, NOTADB], error)

/** Whether a database that is opened or examined is damaged. */
export const isDamageAtStart = (error: unknown): boolean => codeOf(error) !== null && !isOneOf(OUTSIDE, error)
