// What goes wrong with a database: what it means for who called, and what to say at a start. Messages are ours:
// the server's own may have data in them, and the address has the password.
import pg from 'pg'
import { DiskFull, StoreFault } from '../../store.ts'
import type { DatabaseAddress } from './database-address.ts'

/** The database cannot be used as it is; the message says what to do. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal'
}

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

/** Why the store could not be opened, in one sentence that says what to do. */
export function refusalOf(error: unknown, { name, user }: DatabaseAddress): DatabaseRefusal {
  if (error instanceof DatabaseRefusal) return error
  return new DatabaseRefusal(sentenceOf(error, name, user), { cause: error })
}

function sentenceOf(error: unknown, name: string, user: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  switch (code) {
    case '28P01':
    case '28000':
      return `The database ${name} does not let ${user || 'this user'} in: check the user and the password in --store.`
    case '3D000':
      return `There is no database ${name}. Make it first (createdb), or name another one in --store.`
    case '42501':
      return `${user || 'This user'} may not make tables in ${name}. Give them the right to (GRANT CREATE ON SCHEMA public), or name another user in --store.`
    case '53300':
      return `The database ${name} has too many connections. Raise its max_connections, or end others.`
    case '57P03':
      return `The database ${name} is starting or stopping. Try again in a moment.`
    case '25006':
      return `The database ${name} takes no writes: it is a standby. Name the primary in --store.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host of the database ${name} is not known. Check the address in --store.`
    case 'ECONNREFUSED':
    case 'ENOENT':
      return `No PostgreSQL answers at ${name}. Start it, or check the address in --store.`
    default:
      return code === ''
        ? `The database ${name} cannot be used: ${withoutSecrets(error)}. Check the address in --store.`
        : `The database ${name} cannot be used (${code}). Check the address in --store.`
  }
}

/** The words of the client library, unless they quote an address. */
function withoutSecrets(error: unknown): string {
  const words = error instanceof Error ? error.message : ''
  if (words === '' || words.includes('://') || words.includes('@'))
    return 'it does not answer as PostgreSQL does'
  return words.replace(/\.$/, '')
}
