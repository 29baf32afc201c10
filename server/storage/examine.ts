// Looks at a data folder as a doctor would: is everything there, whole, and readable? Nothing is changed.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readdir, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { BackupNote, LAST_BACKUP } from './backup.ts'
import { unpackTail } from './packing.ts'
import { DATABASE } from './sqlite/folder.ts'
import { createLog } from './sqlite/log.ts'
import { FORMAT } from './sqlite/schema.ts'
import { worldCalls } from './sqlite/worlds.ts'
import type { Stored, WorldRecord } from './store.ts'

export interface Finding {
  /** `note` is worth knowing, `trouble` needs somebody. */
  readonly kind: 'well' | 'note' | 'trouble'
  readonly text: string
}

/** Below this a node is near to not being able to write, in bytes. */
const FREE_MIN = 1024 ** 3
/** A backup that is older is told, in days. */
const BACKUP_DAYS = 7
const DAY_MS = 24 * 60 * 60_000
const BUSY_MS = 5_000

const well = (text: string): Finding => ({ kind: 'well', text })
const note = (text: string): Finding => ({ kind: 'note', text })
const trouble = (text: string): Finding => ({ kind: 'trouble', text })

/** Why a stored document cannot be opened, in plain words; null where it can. It takes no longer than opening it may. */
export type WhyUnreadable = (stored: Stored) => Promise<string | null>

/** Looks at everything in turn; what is found comes as it is found. */
export async function* examine(
  data: string,
  now: number,
  whyUnreadable: WhyUnreadable,
): AsyncGenerator<Finding> {
  const path = join(data, DATABASE)
  if (!existsSync(path)) {
    yield trouble(`There are no worlds in ${data}. Use --data to say where they are.`)
    return
  }
  yield await examineMode(data)
  yield await examineSpace(data)
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS })
  try {
    yield* examineDatabase(database, whyUnreadable)
  } finally {
    database.close()
  }
  yield* examineAssets(join(data, 'assets'))
  yield await examineBackup(data, now)
}

async function examineMode(data: string): Promise<Finding> {
  const { mode } = await stat(data)
  const open = (mode & 0o077) !== 0
  return open
    ? trouble(`Others on this machine can look into ${data}. Run: chmod 700 ${data}`)
    : well('Only its owner can look into the folder.')
}

async function examineSpace(data: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(data)
  const free = bavail * bsize
  const text = `${(free / 1024 ** 3).toFixed(1)} GB are free on the disk.`
  return free < FREE_MIN
    ? trouble(`${text} Free some space before worlds can no longer be saved.`)
    : well(text)
}

async function* examineDatabase(
  database: DatabaseSync,
  whyUnreadable: WhyUnreadable,
): AsyncGenerator<Finding> {
  const format = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  if (format > FORMAT) {
    yield trouble('The folder was written by a newer Inkland. Start that one.')
    return
  }
  const damage = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
  if (damage === 'ok') yield well('The database is in order.')
  else yield trouble(`The database is damaged (${String(damage)}). Restore the last backup.`)
  if (format < FORMAT) {
    yield note('The folder was written by an older Inkland. It will be updated at the next start.')
    return
  }
  yield* examineWorlds(database, whyUnreadable)
}

async function* examineWorlds(database: DatabaseSync, whyUnreadable: WhyUnreadable): AsyncGenerator<Finding> {
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
    return error instanceof Error ? error.message : String(error)
  }
}

/** The name of a picture's file begins with what its bytes hash to. */
async function* examineAssets(folder: string): AsyncGenerator<Finding> {
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

async function examineBackup(data: string, now: number): Promise<Finding> {
  const text = await readFile(join(data, LAST_BACKUP), 'utf8').catch(() => 'null')
  const last = BackupNote.safeParse(JSON.parse(text))
  if (!last.success) return note('There is no backup yet. Run: npm run inkland -- backup FOLDER')
  const days = Math.floor((now - last.data.madeAt) / DAY_MS)
  const age = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
  return days > BACKUP_DAYS ? note(`The last backup was ${age}.`) : well(`The last backup was ${age}.`)
}
