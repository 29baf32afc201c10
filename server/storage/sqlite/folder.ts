// The folder that a node keeps its data in: made for its owner alone, and used by one process at a time.
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The folder cannot be used as it is; the message says what to do. */
export class FolderRefusal extends Error {
  override readonly name = 'FolderRefusal'
}

/** The database's file in the folder. */
export const DATABASE = 'inkland.sqlite'

/** How long to wait for a lock, in ms: a process that is just ending needs some time. */
const LOCK_WAIT_MS = 1000
const SQLITE_BUSY = 5

/** Makes the folder (0700) unless it is there, and the database file (0600). */
export function prepareFolder(folder: string): { readonly databasePath: string; readonly lockPath: string } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const databasePath = join(folder, DATABASE)
  const lockPath = join(folder, 'inkland.lock')
  for (const path of [databasePath, lockPath]) makePrivate(path)
  return { databasePath, lockPath }
}

/**
 * Makes a file that only its owner reads. One that is there is not opened: closing it would let go of every lock
 * that this process holds on it (POSIX).
 */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    chmodSync(path, 0o600)
  }
}

/**
 * Holds the folder for this process until closed: a transaction on an empty database beside the real one. The operating
 * system ends it when the process ends, however that happens, so nothing stale is left; and the real database
 * stays free to be copied while it is used.
 */
export function lockFolder(folder: string, lockPath: string): DatabaseSync {
  const lock = new DatabaseSync(lockPath, { timeout: LOCK_WAIT_MS })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    throw new FolderRefusal(
      `Another Inkland is using the folder ${folder}. Stop it first, or choose another folder with --data.`,
    )
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
