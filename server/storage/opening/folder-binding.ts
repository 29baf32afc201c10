// Which database a data folder belongs to: its pictures, and what it knows by itself, are of no use to
// another one. A folder that says nothing has its worlds in itself (SQLite), or is new.
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { noted, noteIn, writeNote } from '../sqlite/files/note-file.ts'
import { StoreRefusal } from '../store-refusal.ts'

const FILE = 'database.json'
const HOLDER = 'database-holder.json'

const Binding = z.object({
  id: z.string().min(1),
  /** `HOST/DATABASE`, as it was last called. */
  name: z.string(),
})
type FolderBinding = z.infer<typeof Binding>

/** Null where a folder belongs to no database. Throws a StoreRefusal. */
export function readBinding(folder: string): FolderBinding | null {
  const path = join(folder, FILE)
  const text = noteIn(path)
  if (text === null) return null
  const read = Binding.safeParse(noted(text))
  if (read.success) return read.data
  throw new StoreRefusal(
    `The file ${path} is damaged: delete it, and start with the --store that this folder belongs to.`,
  )
}

/** From now on a folder belongs to this database. */
export function bindFolder(folder: string, binding: FolderBinding): void {
  writeNote(join(folder, FILE), binding)
}

/** From now on a folder has its worlds in itself. */
export function unbindFolder(folder: string): void {
  for (const file of [FILE, HOLDER]) rmSync(join(folder, file), { force: true })
}

/** Who held something from this folder; the file's own number, which a copy of it does not have. */
const Holder = z.object({ holder: z.string(), inode: z.number() })

/**
 * The process that last took the database from this folder. Whoever holds the folder's lock knows that it
 * does not run any more. `file` is another note of this kind.
 */
export function lastHolder(folder: string, file = HOLDER): string | null {
  const path = join(folder, file)
  const read = Holder.safeParse(noted(noteIn(path) ?? ''))
  const inode = statSync(path, { throwIfNoEntry: false })?.ino
  return read.success && read.data.inode === inode ? read.data.holder : null
}

/** This process has taken the database from this folder. */
export function noteHolder(folder: string, holder: string, file = HOLDER): void {
  const path = join(folder, file)
  writeFileSync(path, '', { mode: 0o600 })
  writeFileSync(path, JSON.stringify({ holder, inode: statSync(path).ino }))
}
