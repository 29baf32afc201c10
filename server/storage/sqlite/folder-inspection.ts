// Checks whether the files of a data folder belong together and are whole, before anything is opened for
// writing. SQLite itself would take a damaged write-ahead log for a short one, and delete one whose database
// is missing. This changes nothing.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { addChecksums, damagedRows, SUMMED, TOTALLED } from './tables/row-checksums.ts'
import { ahead, commitsIn } from './files/commit-counter.ts'
import { DATABASE, FolderRefusal, LAST_BACKUP } from './files/data-folder.ts'
import { PROGRESS, readProgress, type CommitProgress } from './files/progress-file.ts'
import { countMisplacedClaims, countMisplacedRows } from './tables/damaged-rows.ts'
import { FORMAT, formatOf, migrate } from './tables/database-schema.ts'
import { PLACE } from './tables/row-index.ts'
import { isDamageAtStart } from './files/sqlite-errors.ts'
import { readMainFile, readWalFile, type MainFile } from './files/wal-reader.ts'

/** A folder's trouble, in one sentence, without the advice. */
interface FolderTrouble {
  /**
   * `missing`: the database is gone. `parted`: it and the log beside it are not of one time. `behind`: it has
   * less than was saved. `rows`: it can be opened, and small tables in it are damaged. `broken`: it cannot be
   * opened, or not be trusted.
   */
  readonly kind: 'missing' | 'parted' | 'behind' | 'rows' | 'broken'
  readonly text: string
}

/**
 * A database up to this size, in bytes, is gone through whole at a start: some 200 ms. Doctor always does it.
 */
const CHECKED_BYTES_MAX = 32 * 1024 * 1024
/** How long to wait for a node that is just writing, in ms. */
const BUSY_MS = 5_000
/** Where pictures are. */
const ASSETS = 'assets'

/** A trouble, and what to do. */
export function describeTrouble(folder: string, { kind, text }: FolderTrouble): string {
  const restore = `${text} Nothing was changed. Restore the last backup: npm run inkland -- restore BACKUP --data NEW_FOLDER.`
  if (kind === 'broken') return restore
  return `${restore} To go on with what is left: npm run inkland -- doctor --accept-loss --data ${folder}`
}

/** The refusal of a folder where an error says that its database is damaged; else the error itself. */
export function refusalOr(folder: string, error: unknown): unknown {
  const trouble = brokenBy(folder, error)
  return trouble === null ? error : new FolderRefusal(describeTrouble(folder, trouble), { cause: error })
}

/** What SQLite says of a damaged database; null for other errors, such as of a full disk. */
function brokenBy(folder: string, error: unknown): FolderTrouble | null {
  return error instanceof Error && isDamageAtStart(error) ? broken(folder, error.message) : null
}

const broken = (folder: string, why: string): FolderTrouble => ({
  kind: 'broken',
  text: `The database in ${folder} is damaged (${oneLine(why)}).`,
})

/**
 * Looks at a folder; null where all is well. `whole`: however long that takes. `isUsed`: by a node that may
 * be writing.
 */
export function inspectFolder(folder: string, { whole = false, isUsed = false } = {}): FolderTrouble | null {
  const path = join(folder, DATABASE)
  const size = sizeOf(path)
  if (size === 0 || size === null) return missingIn(folder, size)
  const main = readMainFile(path)
  if (main === null) {
    return {
      kind: 'broken',
      text: `The file ${path} is damaged at its beginning: it is no database any more.`,
    }
  }
  try {
    return inspectDatabase(folder, main, { isUsed, isWhole: whole || size <= CHECKED_BYTES_MAX })
  } catch (error) {
    const trouble = brokenBy(folder, error)
    if (trouble === null) throw error
    return trouble
  }
}

/** Whether a start does not go through all of it. */
export const isLarge = (folder: string): boolean => (sizeOf(join(folder, DATABASE)) ?? 0) > CHECKED_BYTES_MAX

/**
 * Reads a folder's database, beside a node that may be using it: nothing is written. Throws a FolderRefusal
 * where there is none, or a damaged one.
 */
export function readDatabase<T>(folder: string, read: (database: DatabaseSync) => T): T {
  const database = openToRead(folder)
  try {
    return read(database)
  } catch (error) {
    throw refusalOr(folder, error)
  } finally {
    database.close()
  }
}

/** Opens it likewise. What SQLite says of damage is thrown as it is. */
export function openToRead(folder: string): DatabaseSync {
  assertHasDatabase(folder)
  return new DatabaseSync(join(folder, DATABASE), { readOnly: true, timeout: BUSY_MS })
}

/**
 * Throws a FolderRefusal where a folder has no database, or only an empty file. SQLite would take that for a
 * new database, and delete the log beside it: all that may be left.
 */
export function assertHasDatabase(folder: string): void {
  const size = sizeOf(join(folder, DATABASE))
  if (size !== 0 && size !== null) return
  const trouble = missingIn(folder, size)
  throw new FolderRefusal(trouble === null ? noWorldsIn(folder) : describeTrouble(folder, trouble))
}

/** For people, where a folder has never had a database. */
export const noWorldsIn = (folder: string): string =>
  `There are no worlds in ${folder}. Use --data to say where they are.`

/** There is no database: well where there never was one. */
function missingIn(folder: string, size: number | null): FolderTrouble | null {
  const wal = join(folder, `${DATABASE}-wal`)
  const what = size === 0 ? 'is empty' : 'is missing'
  if ((sizeOf(wal) ?? 0) > 0) {
    return {
      kind: 'missing',
      text: `The database in ${folder} ${what}, and the last changes are in the file beside it (${wal}).`,
    }
  }
  const isUsed =
    readProgress(folder) !== 'none' || existsSync(join(folder, LAST_BACKUP)) || hasFiles(join(folder, ASSETS))
  return isUsed
    ? { kind: 'missing', text: `The database in ${folder} ${what}, and there were worlds.` }
    : null
}

function inspectDatabase(
  folder: string,
  main: MainFile,
  { isUsed, isWhole }: { readonly isUsed: boolean; readonly isWhole: boolean },
): FolderTrouble | null {
  const path = join(folder, DATABASE)
  const walPath = `${path}-wal`
  const wal = sizeOf(walPath) === null ? NO_WAL : readWalFile(walPath, main.pageBytes)
  // A journal is left by a change of formats that was cut off: only who may write can take that back.
  const readOnly = sizeOf(`${path}-journal`) === null
  const database = new DatabaseSync(path, { readOnly, timeout: BUSY_MS })
  try {
    // First, so that it tells of no more than is read next, where a node is writing.
    const told = readProgress(folder)
    const commits = commitsIn(database)
    const parted = isUsed ? null : partedIn(folder, { main: main.commits, now: commits, ...wal })
    if (parted !== null) return parted
    if (wal.isStrange && told === 'damaged') {
      return {
        kind: 'behind',
        text: `The file ${walPath} is damaged, and so is ${PROGRESS}: changes that were saved may be missing.`,
      }
    }
    const why = whyBroken(database, isWhole)
    if (why !== null) return broken(folder, why)
    const behind = behindIn(folder, told, {
      commits,
      database: identityOf(database),
      row: lastRowOf(database),
    })
    return behind ?? damageIn(folder, database, isWhole)
  } finally {
    database.close()
  }
}

const NO_WAL = { first: null, lost: 0, isStrange: false } as const

interface ChangeCounts {
  /** In the database's own file, and in all that SQLite reads. */
  readonly main: number
  readonly now: number
  /** The first that counted in the log beside it, whether SQLite reads it or not. */
  readonly first: number | null
  /** Commits in that log which SQLite does not read. */
  readonly lost: number
}

/**
 * The file and the log beside it were not written by the same node one after the other, or part of the log is
 * lost.
 */
function partedIn(folder: string, { main, now, first, lost }: ChangeCounts): FolderTrouble | null {
  const wal = join(folder, `${DATABASE}-wal`)
  if (first !== null && ahead(first, main) > 1) {
    return {
      kind: 'parted',
      text: `The database in ${folder} is older than the changes beside it (${wal}), so they do not fit together.`,
    }
  }
  if (ahead(now, main) < 0) {
    return {
      kind: 'parted',
      text: `The changes beside the database (${wal}) are older than the database, so they do not fit together.`,
    }
  }
  // One may be a transaction that was cut off before it counted.
  if (lost <= 1) return null
  return {
    kind: 'behind',
    text: `The file ${wal} is damaged, and the last ${lost} times of saving cannot be read.`,
  }
}

function behindIn(
  folder: string,
  told: ReturnType<typeof readProgress>,
  { commits, database, row }: CommitProgress,
): FolderTrouble | null {
  if (typeof told === 'string') return null
  if (told.database !== database) {
    return { kind: 'behind', text: `The database in ${folder} is not the one that was there before.` }
  }
  const lost = ahead(told.commits, commits)
  if (lost <= 0 && told.row > row) {
    return {
      kind: 'behind',
      text: `The last ${told.row - row} changes that were saved are missing in ${folder}.`,
    }
  }
  if (lost <= 0) return null
  const times = lost === 1 ? 'once' : `${lost} times`
  return {
    kind: 'behind',
    text: `Changes that were saved are missing in ${folder}: it was written ${times} more than its database has (${PROGRESS} knows).`,
  }
}

/** Why a database cannot be used at all. */
function whyBroken(database: DatabaseSync, isWhole: boolean): string | null {
  if (!hasOurTables(database)) return OTHER_TABLES
  if (!isWhole) return null
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
  if (found !== 'ok') return String(found)
  if (formatOf(database) !== FORMAT) return null
  const unfiled = Number(database.prepare(UNFILED).get()?.['n'] ?? 1) + countMisplacedRows(database)
  return unfiled === 0 ? null : `${unfiled} changes are not where they belong`
}

export const OTHER_TABLES = 'its tables are not as they were made'

/**
 * Whether it has all tables of its format, each in the words that made it: a flipped letter makes another
 * name, perhaps one that only a later statement asks for.
 */
export function hasOurTables(database: DatabaseSync): boolean {
  const format = formatOf(database)
  // Which tables a newer one has, nobody knows here.
  if (format > FORMAT) return true
  const made = new DatabaseSync(':memory:')
  try {
    migrate(made, format)
    const here = new Set(tablesOf(database))
    return tablesOf(made).every((table) => here.has(table))
  } finally {
    made.close()
  }
}

/** The tables and their indexes, each as one line. */
const tablesOf = (database: DatabaseSync): string[] =>
  database
    .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema')
    .all()
    .map((table) => JSON.stringify(table))

/** The damage of small tables, of which a start needs all rows. */
function damageIn(folder: string, database: DatabaseSync, isWhole: boolean): FolderTrouble | null {
  if (formatOf(database) !== FORMAT) return null
  for (const name of TOTALLED) {
    const total = database.prepare(
      `SELECT coalesce(sum(checksum), 0) AS now, (SELECT total FROM sums WHERE name = ?) AS total FROM ${name}`,
    )
    const found = total.get(name)
    if (found?.['now'] !== found?.['total']) {
      return { kind: 'rows', text: `Some of the ${NAMES[name]} in ${folder} are missing.` }
    }
  }
  addChecksums(database)
  for (const { table } of SUMMED) {
    const rows = Number(
      database.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${damagedRows(table)}`).get()?.['n'],
    )
    if (rows > 0) return damagedTable(folder, rows, table)
  }
  const claims = isWhole ? countMisplacedClaims(database) : 0
  return claims === 0 ? null : damagedTable(folder, claims, 'client_owners')
}

const damagedTable = (folder: string, rows: number, table: keyof typeof NAMES): FolderTrouble => ({
  kind: 'rows',
  text: `${rows} of the ${NAMES[table]} in ${folder} are damaged.`,
})

/**
 * Rows of the log that are filed wrongly, or not at all, or are missing among the last ones. The index is one
 * to one, and rows that are not filed yet have no gap; otherwise people would miss edits.
 */
const UNFILED = `SELECT
  (SELECT count(*) FROM filed LEFT JOIN log ON log.sequence = ${PLACE} WHERE log.document IS NOT filed.document)
  + (SELECT count(*) FROM (
       SELECT ${PLACE} AS place, lag(${PLACE}) OVER (PARTITION BY document ORDER BY sequence) AS before FROM filed
     ) WHERE place <= before)
  + abs((SELECT count(*) FROM filed) - (SELECT count(*) FROM log WHERE sequence <= (SELECT filed FROM marks)))
  + (SELECT coalesce(max(sequence) - marks.filed - count(*), 0) FROM log, marks WHERE sequence > marks.filed) AS n`

const NAMES = {
  worlds: 'worlds’ names and owners',
  members: 'names of people',
  people: 'people',
  records: 'records of accounts and rights',
  client_owners: 'records of who wrote what',
  secrets: 'keys of this node',
} as const

/** Which database this is; empty for one of an older format. */
export function identityOf(database: DatabaseSync): string {
  if (formatOf(database) === 0) return ''
  const row = database.prepare("SELECT hex(bytes) AS name FROM secrets WHERE name = 'database'").get()
  return String(row?.['name'] ?? '')
}

/** The last row that its log ever had. */
function lastRowOf(database: DatabaseSync): number {
  if (formatOf(database) === 0) return 0
  const row = database
    .prepare('SELECT max(highest, coalesce((SELECT max(sequence) FROM log), 0)) AS n FROM marks')
    .get()
  return Number(row?.['n'] ?? 0)
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** How large a file is, in bytes; null where there is none. */
const sizeOf = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.size ?? null

function hasFiles(folder: string): boolean {
  if (!existsSync(folder)) return false
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile())
}
