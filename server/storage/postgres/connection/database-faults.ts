// What goes wrong with a database while it is used, and what that means for who called. Messages are ours:
// the server's own may have data in them.
import pg from 'pg'
import { DiskFull, StoreFault } from '../../store.ts'

/** The connection is gone; what became of a commit that was on its way is not known. */
export class ConnectionLost extends StoreFault {
  override readonly name = 'ConnectionLost'
}

/** The server's code of an error; null for one that is not the server's. */
export const codeOf = (error: unknown): string | null =>
  error instanceof pg.DatabaseError ? (error.code ?? '') : null

/** Nothing was kept, and the same may go well now: a serialization failure, or a deadlock. */
export const isToRepeat = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error) ?? '')

/** Two did the same at once: what the second is told depends on what is there now. */
export const isConstraint = (error: unknown): boolean => codeOf(error)?.startsWith('23') === true

/**
 * The server ends the connection, is starting or stopping, or is a standby. 25006: it takes no writes, as one
 * that was the primary before.
 */
export const isAway = (error: unknown): boolean => {
  const code = codeOf(error)
  return code !== null && (/^(?:08|57P)/.test(code) || code === '25006' || code === '53300')
}

/** The error for who called, of one that the server told. */
export function faultOf(error: unknown): Error {
  const code = codeOf(error)
  if (code === null) return error instanceof Error ? error : new StoreFault(String(error))
  if (code === '53100') return new DiskFull('The database’s disk is full.', { cause: error })
  return new StoreFault(`The database refused this (${code}).`, { cause: error })
}

export const isAwayFault = (): StoreFault =>
  new StoreFault('The database cannot be reached. What you write is kept on your device.')

export const databaseTaken = (): StoreFault =>
  new StoreFault('Another process has taken this database. What you write is kept on your device.')
