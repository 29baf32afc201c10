// A data folder as a backup, taken while a node uses it, and back. A backup is a folder: the database as it
// was in one moment, the pictures, and a note. It stands under its name only when it is whole.
import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, cp, lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite'
import { makeNextLineId } from '../../../shared/world/address.ts'
import { readBinding } from '../opening/folder-binding.ts'
import { PICTURE_PLACE, type PicturePlace } from '../opening/picture-place.ts'
import { placeInTables } from '../opening/place-reading.ts'
import { checksumColumn, keepChecksums } from '../sqlite/tables/row-checksums.ts'
import { DATABASE, FolderRefusal, LAST_BACKUP } from '../sqlite/files/data-folder.ts'
import { assertHasDatabase, hasOurTables, OTHER_TABLES, openToRead } from '../sqlite/folder-inspection.ts'
import { isDamageAtStart } from '../sqlite/files/sqlite-errors.ts'
import { formatOf } from '../sqlite/tables/database-schema.ts'
import { BACKUP_FORMAT, NOTE, readNote, type BackupNote } from './backup-note.ts'

/** Pictures, as files in folders of their own. */
const ASSETS = 'assets'
/**
 * All pages in one step: a copy in several would begin again whenever the node writes. Readers hold nobody up
 * (WAL).
 */
const ALL_PAGES = 2 ** 31 - 1

/**
 * Saves the folder `data` as the new folder `to`, the `number`th of those beside it; rejects with a
 * FolderRefusal that says what to do.
 */
export async function backUp(data: string, to: string, now: number, number = 1): Promise<BackupNote> {
  const binding = readBinding(data)
  if (binding !== null) {
    throw new FolderRefusal(
      `The worlds of ${data} are in the database ${binding.name}: save that with pg_dump, or as its provider does.`,
    )
  }
  assertHasDatabase(data)
  if (await isThere(to)) throw new FolderRefusal(`There is already something at ${to}. Choose another name.`)
  return inPart(to, async (part) => {
    const copy = join(part, DATABASE)
    const source = openToRead(data)
    try {
      await copyDatabase(source, copy, { rate: ALL_PAGES })
    } finally {
      source.close()
    }
    const { database, worlds, pictures } = await settle(copy)
    // After the database: the files that it names are there, since pictures come first and go last.
    if (await isThere(join(data, ASSETS))) await copyAll(join(data, ASSETS), join(part, ASSETS))
    const note: BackupNote = { format: BACKUP_FORMAT, madeAt: now, number, database, worlds, ...pictures }
    await writeFile(join(part, NOTE), `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 })
    return note
  }).then(async (note) => {
    await writeFile(join(data, LAST_BACKUP), `${JSON.stringify(note)}\n`, { mode: 0o600 })
    return note
  })
}

/**
 * Makes the new data folder `data` from a backup. Its worlds get new lines, since their history has forked
 * from that on people's devices. Everybody signs in again, so that no session that was ended since comes back
 * to life. `onBegin` hears what will be restored, before anything is. Rejects with a FolderRefusal.
 */
export async function restoreBackup(
  from: string,
  data: string,
  onBegin: (note: BackupNote) => void = () => undefined,
): Promise<BackupNote> {
  const note = await readNote(from)
  if (await isFull(data)) {
    throw new FolderRefusal(
      `The folder ${data} is not empty. Choose another one with --data, or move it away first.`,
    )
  }
  onBegin(note)
  return inPart(data, async (part) => {
    await copyAll(from, part)
    await rm(join(part, NOTE))
    await settle(join(part, DATABASE))
    forkLines(join(part, DATABASE))
    return note
  })
}

/**
 * Lets `fill` make a folder, which gets its name when all of it is on the disk. If that fails, the unfinished
 * folder is removed. Rejects with a FolderRefusal where a database is damaged.
 */
async function inPart<T>(name: string, fill: (part: string) => Promise<T>): Promise<T> {
  const part = `${name}.${randomBytes(6).toString('hex')}.part`
  await mkdir(part, { recursive: true, mode: 0o700 })
  try {
    const filled = await fill(part)
    await syncAll(part)
    await rename(part, name)
    await sync(dirname(name))
    return filled
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error instanceof Error && isDamageAtStart(error) ? damaged(error.message, error) : error
  }
}

interface SettledDatabase extends Pick<BackupNote, 'database' | 'worlds'> {
  readonly pictures: Pick<BackupNote, 'pictures'>
}

/** Makes one private file of a copied database, without a log beside it, and looks whether it is whole. */
async function settle(path: string): Promise<SettledDatabase> {
  await chmod(path, 0o600)
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA journal_mode = DELETE')
    const damage = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
    if (damage !== 'ok') throw damaged(String(damage))
    if (!hasOurTables(database)) throw damaged(OTHER_TABLES)
    const worlds = Number(database.prepare('SELECT count(*) AS n FROM worlds').get()?.['n'])
    const bucket = placeInTables(database)?.bucket ?? null
    const pictures = bucket === null ? {} : { pictures: bucket.name }
    return { database: formatOf(database), worlds, pictures }
  } finally {
    database.close()
  }
}

const damaged = (why: string, cause?: unknown): FolderRefusal =>
  new FolderRefusal(
    `The database is damaged (${why}), so nothing was kept. Run doctor, or choose an older backup.`,
    { cause },
  )

/**
 * Records that name a revision with its line, and the field that does: the new line has the same revisions.
 */
const LINES_OF = [
  ['version', '$.line'],
  ['draft', '$.baseLine'],
] as const

function followLines(database: DatabaseSync, kind: string, field: string): void {
  database
    .prepare(
      `UPDATE records SET value = json_replace(value, ?2,
         (SELECT line FROM forked WHERE old = json_extract(value, ?2)))
       WHERE kind = ?1 AND json_extract(value, ?2) IN (SELECT old FROM forked)`,
    )
    .run(kind, field)
}

function forkLines(path: string): void {
  const database = new DatabaseSync(path)
  try {
    if (checksumColumn(database) === 'checksum') keepChecksums(database)
    database.exec('BEGIN IMMEDIATE')
    const fork = database.prepare('UPDATE worlds SET line = ? WHERE key = ?')
    database.exec('CREATE TEMP TABLE forked (old TEXT PRIMARY KEY, line TEXT)')
    const note = database.prepare('INSERT OR IGNORE INTO forked VALUES (?, ?)')
    for (const row of database.prepare('SELECT key, line FROM worlds').all()) {
      const line = makeNextLineId((bytes) => randomBytes(bytes))
      fork.run(line, Number(row['key']))
      note.run(String(row['line']), line)
    }
    const knowsRecords = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'records'").get()
    if (knowsRecords !== undefined) {
      database.exec("DELETE FROM records WHERE kind = 'session'")
      for (const [kind, field] of LINES_OF) followLines(database, kind, field)
      forkPlace(database)
    }
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}

/** Another node than that of the backup: two that share a bucket delete each other's pictures. */
function forkPlace(database: DatabaseSync): void {
  const bucket = placeInTables(database)?.bucket ?? null
  if (bucket === null) return
  const { kind, id } = PICTURE_PLACE
  const place: PicturePlace = { node: randomUUID(), bucket: { ...bucket, isClaimed: false } }
  database
    .prepare('UPDATE records SET value = ? WHERE kind = ? AND id = ?')
    .run(JSON.stringify(place), kind, id)
}

const copyAll = (from: string, to: string): Promise<void> =>
  cp(from, to, {
    recursive: true,
    // A file that is being written has another name until it is whole.
    filter: (path) => !path.endsWith('.part') && !path.endsWith('.tmp'),
  })

/** Every file and folder below, on the disk. */
async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await syncAll(path)
    else await sync(path)
  }
  await sync(folder)
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** Empty folders may be filled: a container's volume is there before anything is in it. */
async function isFull(folder: string): Promise<boolean> {
  if (!(await isThere(folder))) return false
  const inside = await readdir(folder).catch(() => ['a file'])
  if (inside.length === 0) await rm(folder, { recursive: true })
  return inside.length > 0
}
