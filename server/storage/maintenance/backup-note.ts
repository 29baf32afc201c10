// The note in a backup: what is in it.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DATABASE, FolderRefusal } from '../sqlite/files/data-folder.ts'
import { FORMAT } from '../sqlite/tables/database-schema.ts'

export const BACKUP_FORMAT = 1
export const NOTE = 'backup.json'

export const BackupNote = z.object({
  format: z.number().int(),
  /** ms since 1970. */
  madeAt: z.number(),
  /** Each backup in a folder has the next one, whatever the clock says; older backups have none. */
  number: z.number().int().optional(),
  /** Of the database's tables. */
  database: z.number().int(),
  worlds: z.number().int(),
  /** The bucket that the pictures are in, `HOST/BUCKET/PREFIX`; they are not in the backup then. */
  pictures: z.string().optional(),
})
export type BackupNote = z.infer<typeof BackupNote>

/**
 * A backup's note about itself; rejects with a FolderRefusal when there is none at `from`, or a newer one, or
 * when the database beside it is gone.
 */
export async function readNote(from: string): Promise<BackupNote> {
  const text = await readFile(join(from, NOTE), 'utf8').catch(() => null)
  if (text === null)
    throw new FolderRefusal(`There is no backup at ${from}: a folder with a file ${NOTE} in it.`)
  const note = BackupNote.safeParse(parsed(text))
  if (!note.success) throw new FolderRefusal(`The file ${NOTE} in ${from} is damaged. Choose another backup.`)
  if (note.data.format > BACKUP_FORMAT || note.data.database > FORMAT) {
    throw new FolderRefusal(`The backup at ${from} was made by a newer Inkland. Restore it with that one.`)
  }
  const { size } = await stat(join(from, DATABASE)).catch(() => ({ size: 0 }))
  if (size === 0) {
    throw new FolderRefusal(
      `The backup at ${from} is damaged: its database is missing or empty. Choose another backup.`,
    )
  }
  return note.data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
