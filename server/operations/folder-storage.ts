// The size of a data folder on its disk, the room left there, and the time of the last backup.
import { readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { BACKUP_OLD_MS, LOW_DISK_BYTES, type Overview } from '../../shared/wire/api/admin-bodies.ts'
import { BackupNote } from '../storage/maintenance/backup-note.ts'
import { LAST_BACKUP } from '../storage/sqlite/files/data-folder.ts'
import { DATABASE } from '../storage/sqlite/files/data-folder.ts'

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

export async function storageIn(folder: string, pictures: number): Promise<Overview['storage']> {
  const database = join(folder, DATABASE)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  return {
    database: await sizeOf(database),
    writeAhead: await sizeOf(`${database}-wal`),
    pictures,
    free,
    isLow: free < LOW_DISK_BYTES,
  }
}

/** Null when there never was one. One from a time to come counts as old: the clock was wrong. */
export async function lastBackupIn(folder: string, now: number): Promise<Overview['backup']> {
  const text = await readFile(join(folder, LAST_BACKUP), 'utf8').catch(() => null)
  const note = text === null ? null : BackupNote.safeParse(parsed(text))
  if (!note?.success) return null
  const { madeAt } = note.data
  return { madeAt, isOld: Math.abs(now - madeAt) > BACKUP_OLD_MS }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
