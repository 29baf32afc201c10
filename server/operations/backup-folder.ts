// The folder with all backups: each is a folder of its own in it, named after its time.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupLine } from '../../shared/wire/api/backup-bodies.ts'
import { readNote } from '../storage/maintenance/backup-note.ts'

const NAME = /^\d{4}-\d{2}-\d{2}-\d{4}-\d{2}$/

/** Whether a backup could be called so. */
export const isBackupName = (name: string): boolean => NAME.test(name)

/** `2026-03-01-0400-00`, in UTC: names in order are times in order. */
export function nameAt(at: Date): string {
  const [day = '', time = ''] = at.toISOString().split('T')
  return `${day}-${time.slice(0, 2)}${time.slice(3, 5)}-${time.slice(6, 8)}`
}

async function namesIn(folder: string): Promise<string[]> {
  const all = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  return all.filter((name) => NAME.test(name)).sort()
}

/**
 * The whole backups in a folder, the last first; other folders are left out. Rejects where it cannot be read.
 */
export async function backupsIn(folder: string): Promise<BackupLine[]> {
  const lines = (await namesIn(folder)).toReversed().map(async (name): Promise<BackupLine[]> => {
    const note = await readNote(join(folder, name)).catch(() => null)
    return note === null ? [] : [{ name, madeAt: note.madeAt, worlds: note.worlds }]
  })
  return (await Promise.all(lines)).flat()
}

/** Removes all backups but the last `keep`; other folders are left alone. Returns the removed ones. */
export async function removeOld(folder: string, keep: number): Promise<string[]> {
  const removed: string[] = []
  for (const name of (await namesIn(folder)).slice(0, -keep)) {
    const path = join(folder, name)
    if (await readNote(path).catch(() => null)) {
      await rm(path, { recursive: true })
      removed.push(path)
    }
  }
  return removed
}
