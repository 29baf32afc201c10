// The folder that a node keeps its data in: made for its owner alone, and used by one process at a time.
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreRefusal } from '../../store-refusal.ts'
import { isBusy, isDamageAtStart } from './sqlite-errors.ts'

/** The folder cannot be used as it is; the message says what to do. */
export class FolderRefusal extends StoreRefusal {
  override readonly name = 'FolderRefusal'
}

/** Another process has it. */
class FolderInUse extends FolderRefusal {}

/** The database's file in the folder. */
export const DATABASE = 'inkland.sqlite'
/** Left there by a backup, so that a node can say when the last one was. */
export const LAST_BACKUP = 'last-backup.json'
const LOCK = 'inkland.lock'

/** How long to wait for a lock, in ms: a process that is just ending needs some time. */
const LOCK_WAIT_MS = 1000

const WHY_UNUSABLE: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read and write there',
  EPERM: 'this user may not read and write there',
  EROFS: 'that disk can only be read',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a file is in its way',
  EEXIST: 'a file is in its way',
  EISDIR: 'a folder is in its way',
  ENOSPC: 'its disk is full',
  EDQUOT: 'no more may be written on its disk',
  EIO: 'its disk does not work',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'it is a link that leads back to itself',
  EMFILE: 'this process may open no more files (ulimit -n)',
  ENFILE: 'this machine may open no more files',
}

/** The system's error about a folder, in plain words; null for other errors. */
export function whyUnusable(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? (WHY_UNUSABLE[code] ?? null) : null
}

/** The system's error about a file or a folder that it names, in a sentence; null for other errors. */
export function whyPathUnusable(error: unknown): string | null {
  const path = error instanceof Error && 'path' in error ? error.path : null
  const why = whyUnusable(error)
  if (typeof path !== 'string' || why === null) return null
  return `${path} cannot be used: ${why}. Fix it, or choose another folder with --data.`
}

/** Makes the folder (0700) unless it is there. */
export function makeFolder(folder: string): void {
  // One by one: in some places, such as /proc, Node's own `recursive` tries for ever.
  if (isFolder(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolder(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (!isFolder(folder)) throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** What to do about a folder that others on this machine can look into; null: they cannot. */
export function whyOpenToOthers(folder: string): string | null {
  // There modes say nothing.
  if (process.platform === 'win32' || (statSync(folder).mode & 0o077) === 0) return null
  return `Others on this machine can look into ${folder}. Run: chmod 700 ${folder}`
}

/** Waits until a file or a folder is on the disk. */
export function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes the database's file (0600) unless it is there; answers its path. */
export function makeDatabaseFile(folder: string): string {
  const path = join(folder, DATABASE)
  makePrivate(path)
  return path
}

/**
 * Makes a file that only its owner reads. One that is there is not opened: closing it would let go of every
 * lock that this process holds on it (POSIX).
 */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (isFolder(path))
      throw new FolderRefusal(`${path} has to be a file: move the folder away, and start again.`)
    chmodSync(path, 0o600)
  }
}

/**
 * Holds the folder for this process until closed: a transaction on an empty database beside the real one. The
 * operating system ends it when the process ends, however that happens, so nothing stale is left; and the
 * real database stays free to be copied while it is used.
 */
export function lockFolder(folder: string): DatabaseSync {
  const path = join(folder, LOCK)
  makePrivate(path)
  const lock = new DatabaseSync(path, { timeout: LOCK_WAIT_MS })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (isDamageAtStart(error)) {
      throw new FolderRefusal(
        `The file ${path} is damaged. There is nothing in it: delete it, and start again.`,
      )
    }
    if (!isBusy(error)) throw error
    throw new FolderInUse(
      `Another Inkland is using the folder ${folder}. Stop it first, or choose another folder with --data.`,
    )
  }
}

/** Whether a node, or a command, has a folder open. Makes nothing. */
export function isInUse(folder: string): boolean {
  if (statSync(join(folder, LOCK), { throwIfNoEntry: false }) === undefined) return false
  try {
    lockFolder(folder).close()
    return false
  } catch (error) {
    return error instanceof FolderInUse
  }
}
