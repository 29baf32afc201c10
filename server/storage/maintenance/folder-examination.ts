// Looks at a data folder as a doctor would: is everything there, whole, and readable? Nothing is changed.
import { createHash } from 'node:crypto'
import { DAY_MS } from '../../../shared/time/durations.ts'
import { createReadStream, existsSync } from 'node:fs'
import { readdir, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readBinding } from '../opening/folder-binding.ts'
import { BackupNote } from './data-backup.ts'
import { unpackTail } from '../update-packing.ts'
import { addChecksums } from '../sqlite/tables/row-checksums.ts'
import { findDamage } from '../sqlite/tables/damaged-rows.ts'
import { DATABASE, isInUse, LAST_BACKUP, whyUnusable } from '../sqlite/files/data-folder.ts'
import { inspectFolder, remedy } from '../sqlite/folder-inspection.ts'
import { createLog } from '../sqlite/tables/log-table.ts'
import { PROGRESS, readProgress } from '../sqlite/files/progress-file.ts'
import { FORMAT } from '../sqlite/tables/database-schema.ts'
import { worldCalls } from '../sqlite/tables/world-table.ts'
import type { Stored } from '../store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'

export interface FolderFinding {
  /** `note` is worth knowing, `trouble` needs somebody. */
  readonly kind: 'well' | 'note' | 'trouble'
  readonly text: string
}

/** Below this a node is near to not being able to write, in bytes. */
const FREE_MIN = 1024 ** 3
/** A backup that is older is told, in days. */
const BACKUP_DAYS = 7
const BUSY_MS = 5_000
/** Where pictures are. */
const ASSETS = 'assets'

const well = (text: string): FolderFinding => ({ kind: 'well', text })
const note = (text: string): FolderFinding => ({ kind: 'note', text })
const trouble = (text: string): FolderFinding => ({ kind: 'trouble', text })

/**
 * Why a stored document cannot be opened, in plain words; null where it can. It takes no longer than opening
 * it may.
 */
type WhyUnreadable = (stored: Stored) => Promise<string | null>

/**
 * Looks at everything in turn; findings come as they are made. Every error is a finding, and none is thrown.
 */
export async function* examine(
  data: string,
  now: number,
  whyUnreadable: WhyUnreadable,
): AsyncGenerator<FolderFinding> {
  const folder = await stat(data).catch(() => null)
  if (folder === null || !folder.isDirectory()) {
    yield trouble(`There are no worlds in ${data}. Use --data to say where they are.`)
    return
  }
  yield* told('The folder', () => examineMode(data))
  yield* told('The disk', () => examineSpace(data))
  const binding = readBinding(data)
  if (binding !== null) {
    yield note(
      `The worlds are in the database ${binding.name}: look after that with PostgreSQL’s own programs.`,
    )
  } else yield* told('The database', () => examineFiles(data))
  if (binding === null && (await isDatabase(join(data, DATABASE)))) {
    yield* told('The database', () => examineDatabase(data, whyUnreadable))
  }
  yield* told('The pictures', () => examineAssets(join(data, ASSETS)))
  yield* told('The note of the last backup', () => examineBackup(data, now))
}

/** A check of a damaged disk may fail itself: that is a finding, too. */
async function* told(what: string, look: () => AsyncIterable<FolderFinding>): AsyncGenerator<FolderFinding> {
  try {
    yield* look()
  } catch (error) {
    const why = whyUnusable(error) ?? (error instanceof Error ? error.message : String(error))
    yield trouble(`${what} cannot be read to the end (${oneLine(why)}). ${RESTORE}`)
  }
}

const RESTORE =
  'Restore the last backup into a new folder: npm run inkland -- restore BACKUP --data NEW_FOLDER'

const accept = (data: string): string => `npm run inkland -- doctor --accept-loss --data ${data}`

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** Whether the files belong together and are whole; as a start sees it, however long it takes. */
async function* examineFiles(data: string): AsyncGenerator<FolderFinding> {
  const isUsed = isInUse(data)
  const found = inspectFolder(data, { whole: true, isUsed })
  if (found !== null) yield trouble(`${found.text} ${remedy(data, found)}`)
  else if (!existsSync(join(data, DATABASE))) {
    yield trouble(`There are no worlds in ${data}. Use --data to say where they are.`)
  } else yield well('The database is in order.')
  if (!isUsed && readProgress(data) === 'damaged') {
    yield note(`The file ${PROGRESS} is damaged. It is written again at the next start; nothing is lost.`)
  }
}

async function isDatabase(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && found.isFile() && found.size > 0
}

async function* examineMode(data: string): AsyncGenerator<FolderFinding> {
  const { mode } = await stat(data)
  const open = (mode & 0o077) !== 0
  yield open
    ? trouble(`Others on this machine can look into ${data}. Run: chmod 700 ${data}`)
    : well('Only its owner can look into the folder.')
}

async function* examineSpace(data: string): AsyncGenerator<FolderFinding> {
  const { bavail, bsize } = await statfs(data)
  const free = bavail * bsize
  const text = `${(free / 1024 ** 3).toFixed(1)} GB are free on the disk.`
  yield free < FREE_MIN
    ? trouble(`${text} Free some space before worlds can no longer be saved.`)
    : well(text)
}

async function* examineDatabase(data: string, whyUnreadable: WhyUnreadable): AsyncGenerator<FolderFinding> {
  const database = new DatabaseSync(join(data, DATABASE), { readOnly: true, timeout: BUSY_MS })
  try {
    const format = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    if (format > FORMAT) {
      yield trouble('The folder was written by a newer Inkland. Start that one.')
    } else if (format < FORMAT) {
      yield note('The folder was written by an older Inkland. It will be updated at the next start.')
    } else {
      addChecksums(database)
      yield* told('The changes', () => examineRows(data, database))
      yield* told('The pictures', () => examineHolds(data, database))
      yield* told('The worlds', () => examineWorlds(database, whyUnreadable))
    }
  } finally {
    database.close()
  }
}

/** Whether every row is as it was written. */
async function* examineRows(data: string, database: DatabaseSync): AsyncGenerator<FolderFinding> {
  const found = findDamage(database)
  for (const { place, rows, claims, isSnapshotDamaged } of found) {
    const world = place === null ? 'Something that no world knows any more' : (place.address ?? 'An import')
    if (rows.length + claims > 0) {
      const changes = rows.length === 1 ? '1 change is' : `${rows.length} changes are`
      yield trouble(
        `${world}: ${changes} damaged${claims > 0 ? `, and who wrote ${claims} others` : ''}. It can be read without them, and not written. ` +
          `${RESTORE}. To go on without what is damaged: ${accept(data)}`,
      )
    }
    if (isSnapshotDamaged) {
      yield trouble(
        `${world}: a copy that saves time is damaged, and not used. Nothing is lost, but the disk may be failing. To have it made again: ${accept(data)}`,
      )
    }
  }
  if (found.length === 0) yield well('Every change is as it was written.')
}

async function* examineWorlds(
  database: DatabaseSync,
  whyUnreadable: WhyUnreadable,
): AsyncGenerator<FolderFinding> {
  const log = createLog(database)
  const calls = worldCalls(database, log)
  const aside = database.prepare(
    'SELECT count(*) AS n FROM log JOIN documents ON documents.key = document WHERE world = ? AND quarantined',
  )
  const worlds = [...calls.worlds('here'), ...calls.worlds('binned')]
  let readable = 0
  for (const world of worlds) {
    const why = await whyWorldUnreadable(world, log, whyUnreadable)
    if (why === null) readable++
    else yield trouble(`${world.address} cannot be opened (${why}). Restore it from a backup.`)
    const rows = Number(aside.get(world.key)?.['n'])
    if (rows > 0)
      yield note(`${world.address}: ${rows} changes could not be read and were put aside. The rest is there.`)
  }
  yield well(`${readable} of ${worlds.length} worlds can be opened.`)
}

/** Whether the pictures that worlds hold are there. */
async function* examineHolds(data: string, database: DatabaseSync): AsyncGenerator<FolderFinding> {
  const gone = new Set<string>()
  for (const { id } of database.prepare("SELECT id FROM records WHERE kind = 'asset'").iterate()) {
    const path = picturePathIn(data, String(id))
    if (path !== null && !existsSync(path)) gone.add(path)
  }
  for (const path of gone) yield trouble(`The picture ${path} is missing. Restore it from a backup.`)
}

/** Where a picture is, by its name; null where that is none. */
const picturePathIn = (data: string, id: string): string | null =>
  /^[0-9a-f]{64}$/.test(id) ? join(data, ASSETS, id.slice(0, 2), id) : null

async function whyWorldUnreadable(
  { key }: WorldRecord,
  log: ReturnType<typeof createLog>,
  whyUnreadable: WhyUnreadable,
): Promise<string | null> {
  try {
    for (const kind of ['scene', 'live'] as const) {
      const { tail, ...stored } = log.open({ world: key, kind })
      const why = await whyUnreadable({ ...stored, tail: unpackTail(tail) })
      if (why !== null) return why
    }
    return null
  } catch (error) {
    return oneLine(error instanceof Error ? error.message : String(error))
  }
}

/** The name of a picture's file begins with the hash of its bytes. */
async function* examineAssets(folder: string): AsyncGenerator<FolderFinding> {
  if (!existsSync(folder)) return
  let whole = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const name = /^[0-9a-f]{64}/.exec(entry.name)?.[0]
    if (!entry.isFile() || name === undefined) continue
    const path = join(entry.parentPath, entry.name)
    if ((await hashOf(path)) === name) whole++
    else yield trouble(`The picture ${path} is damaged. Restore it from a backup.`)
  }
  yield well(`${whole} pictures are in order.`)
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function* examineBackup(data: string, now: number): AsyncGenerator<FolderFinding> {
  const text = await readFile(join(data, LAST_BACKUP), 'utf8').catch(() => null)
  const last = BackupNote.safeParse(parsed(text ?? 'null'))
  if (!last.success) {
    const why = text === null ? 'There is no backup yet' : 'When the last backup was cannot be read'
    yield note(`${why}. Run: npm run inkland -- backup FOLDER`)
    return
  }
  const days = Math.floor((now - last.data.madeAt) / DAY_MS)
  const age = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
  yield days > BACKUP_DAYS ? note(`The last backup was ${age}.`) : well(`The last backup was ${age}.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
