// The folder with all backups: each is a folder of its own in it, named after its time.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupLine } from '../../shared/wire/api/backup-bodies.ts'
import { readNote, type BackupNote } from '../storage/maintenance/backup-note.ts'

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

interface FoundBackup {
  readonly name: string
  readonly note: BackupNote
}

/**
 * The whole backups in a folder in the order in which they were made, whatever the clock said; other folders
 * are left out. Rejects where the folder cannot be read.
 */
async function madeIn(folder: string): Promise<FoundBackup[]> {
  const found = (await namesIn(folder)).map(async (name): Promise<FoundBackup[]> => {
    const note = await readNote(join(folder, name)).catch(() => null)
    return note === null ? [] : [{ name, note }]
  })
  return (await Promise.all(found)).flat().toSorted((one, other) => numberOf(one) - numberOf(other))
}

/** Those of older versions, which have no number, are older; among themselves they go by name. */
const numberOf = ({ note }: FoundBackup): number => note.number ?? 0

/** The number of the backup that is made next in a folder. */
export async function nextNumberIn(folder: string): Promise<number> {
  const last = (await madeIn(folder)).at(-1)
  return last === undefined ? 1 : numberOf(last) + 1
}

/** The whole backups in a folder, the last one first. Rejects where it cannot be read. */
export async function backupsIn(folder: string): Promise<BackupLine[]> {
  return (await madeIn(folder))
    .toReversed()
    .map(({ name, note: { madeAt, worlds } }) => ({ name, madeAt, worlds }))
}

/** Removes all backups but the last `keep` that were made. Returns the removed ones. */
export async function removeOld(folder: string, keep: number): Promise<string[]> {
  const removed = (await madeIn(folder)).slice(0, -keep).map(({ name }) => join(folder, name))
  for (const path of removed) await rm(path, { recursive: true })
  return removed
}
