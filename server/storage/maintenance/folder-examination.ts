// Looks at a data folder as a doctor would: is everything there, whole, and readable? Nothing is changed.
import { DAY_MS } from '../../../shared/time/durations.ts'
import { existsSync } from 'node:fs'
import { readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { readBinding } from '../opening/folder-binding.ts'
import { inDatabase } from '../opening/node-store.ts'
import type { BucketClient } from '../bucket/bucket-client.ts'
import { placeInTables } from '../opening/place-reading.ts'
import type { StoreAddress } from '../opening/store-address.ts'
import { examineBucket } from './bucket-examination.ts'
import { examineDatabase } from './database-examination.ts'
import {
  note,
  oneLine,
  trouble,
  well,
  examineWorld,
  type FolderFinding,
  type WhyUnreadable,
} from './finding.ts'
import { examineAssets, examineHeld } from './picture-examination.ts'
import { BackupNote } from './backup-note.ts'
import { unpackTail } from '../update-packing.ts'
import { addChecksums } from '../sqlite/tables/row-checksums.ts'
import { findDamage } from '../sqlite/tables/damaged-rows.ts'
import { DATABASE, isInUse, LAST_BACKUP, whyOpenToOthers, whyUnusable } from '../sqlite/files/data-folder.ts'
import { describeTrouble, inspectFolder, noWorldsIn, openToRead } from '../sqlite/folder-inspection.ts'
import { createLog } from '../sqlite/tables/log-table.ts'
import { PROGRESS, readProgress } from '../sqlite/files/progress-file.ts'
import { FORMAT, formatOf, newerFormat } from '../sqlite/tables/database-schema.ts'
import { worldCalls } from '../sqlite/tables/world-table.ts'
import type { Stored } from '../store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'

/** Below this a node is near to not being able to write, in bytes. */
const FREE_MIN = 1024 ** 3
/** A backup that is older is told, in days. */
const BACKUP_DAYS = 7

interface ExaminedPlaces {
  /** Where the worlds are. */
  readonly store?: StoreAddress
  /** Where the pictures are; null: nobody said a bucket. */
  readonly bucket?: BucketClient | null
}

/**
 * Looks at everything in turn; findings come as they are made. Every error is a finding, and none is thrown.
 */
export async function* examine(
  data: string,
  now: number,
  whyUnreadable: WhyUnreadable,
  { store = { kind: 'sqlite' }, bucket = null }: ExaminedPlaces = {},
): AsyncGenerator<FolderFinding> {
  const folder = await stat(data).catch(() => null)
  if (folder === null || !folder.isDirectory()) {
    yield trouble(noWorldsIn(data))
    return
  }
  yield* told('The folder', () => examineMode(data))
  yield* told('The disk', () => examineSpace(data))
  yield* told('The worlds', () => examineStore(data, whyUnreadable, store))
  yield* told('The pictures', () => examineAssets(data))
  yield* told('The bucket', () => examineBucket(data, store, bucket))
  if (store.kind === 'postgres') yield note(DATABASE_BACKUPS)
  else yield* told('The note of the last backup', () => examineBackup(data, now))
}

const DATABASE_BACKUPS = 'Of the database PostgreSQL’s own programs make backups, such as pg_dump.'

/** The worlds, wherever they are. */
async function* examineStore(
  data: string,
  whyUnreadable: WhyUnreadable,
  store: StoreAddress,
): AsyncGenerator<FolderFinding> {
  if (store.kind === 'postgres') {
    yield* examineDatabase(store.database, data, whyUnreadable)
    return
  }
  const binding = readBinding(data)
  if (binding !== null) {
    yield trouble(inDatabase(data, binding.name).message)
    return
  }
  yield* told('The database', () => examineFiles(data))
  if (await isDatabase(join(data, DATABASE))) {
    yield* told('The database', () => examineTables(data, whyUnreadable))
  }
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

/** Whether the files belong together and are whole; as a start sees it, however long it takes. */
async function* examineFiles(data: string): AsyncGenerator<FolderFinding> {
  const isUsed = isInUse(data)
  const found = inspectFolder(data, { whole: true, isUsed })
  if (found !== null) yield trouble(describeTrouble(data, found))
  else if (!existsSync(join(data, DATABASE))) {
    yield trouble(noWorldsIn(data))
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
  const why = whyOpenToOthers(data)
  yield why === null ? well('Only its owner can look into the folder.') : trouble(why)
}

async function* examineSpace(data: string): AsyncGenerator<FolderFinding> {
  const { bavail, bsize } = await statfs(data)
  const free = bavail * bsize
  const text = `${(free / 1024 ** 3).toFixed(1)} GB are free on the disk.`
  yield free < FREE_MIN
    ? trouble(`${text} Free some space before worlds can no longer be saved.`)
    : well(text)
}

async function* examineTables(data: string, whyUnreadable: WhyUnreadable): AsyncGenerator<FolderFinding> {
  const database = openToRead(data)
  try {
    const format = formatOf(database)
    if (format > FORMAT) {
      yield trouble(newerFormat(format))
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
    if (yield* examineWorld(world.address, documentsOf(world, log), whyUnreadable)) readable += 1
    const rows = Number(aside.get(world.key)?.['n'])
    if (rows > 0)
      yield note(`${world.address}: ${rows} changes could not be read and were put aside. The rest is there.`)
  }
  yield well(`${readable} of ${worlds.length} worlds can be opened.`)
}

async function* examineHolds(data: string, database: DatabaseSync): AsyncGenerator<FolderFinding> {
  if ((placeInTables(database)?.bucket ?? null) !== null) return
  const held = database.prepare("SELECT id FROM records WHERE kind = 'asset'")
  yield* examineHeld(
    data,
    [...held.iterate()].map(({ id }) => String(id)),
  )
}

function* documentsOf({ key }: WorldRecord, log: ReturnType<typeof createLog>): Generator<Stored> {
  for (const kind of ['scene', 'live'] as const) {
    const { tail, ...stored } = log.open({ world: key, kind })
    yield { ...stored, tail: unpackTail(tail) }
  }
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
