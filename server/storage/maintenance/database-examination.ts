// Looks at a node's database in PostgreSQL as a doctor would: is it the folder's, is everything there, whole,
// and readable? Nothing is changed, and a node may be using it.
import { createHash } from 'node:crypto'
import type { Stored } from '../store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { readingOf } from '../opening/node-store.ts'
import { PICTURE_PLACE, placeOf } from '../opening/picture-place.ts'
import { contentsOf, damagedRows } from '../postgres/contents/postgres-contents.ts'
import type { Sql } from '../postgres/connection/connection.ts'
import type { DatabaseAddress } from '../postgres/connection/database-address.ts'
import { codeOf } from '../postgres/connection/database-faults.ts'
import { readDatabaseBeside, whyUnread } from '../postgres/database-reading.ts'
import { openDocument } from '../postgres/tables/log-reading.ts'
import { recordsBy } from '../postgres/tables/record-table.ts'
import { listWorlds } from '../postgres/tables/world-table.ts'
import { note, trouble, well, examineWorld, type FolderFinding, type WhyUnreadable } from './finding.ts'
import { pictureRows } from '../postgres/tables/picture-table.ts'
import { examineHeld } from './picture-examination.ts'

const RESTORE = 'Restore the database from its last backup.'

/** Looks at everything in turn; every error is a finding, and none is thrown. */
export async function* examineDatabase(
  address: DatabaseAddress,
  data: string,
  whyUnreadable: WhyUnreadable,
): AsyncGenerator<FolderFinding> {
  let isOpen = false
  try {
    await using reading = await readDatabaseBeside(readingOf(address, data))
    const { sql } = reading
    isOpen = true
    yield well(`The database ${address.name} can be read, and is that of this folder.`)
    yield* examineServer(sql)
    yield* examineRows(sql)
    yield* examineMissing(sql)
    yield* examineRecords(sql, data)
    yield* examineWorlds(sql, whyUnreadable)
  } catch (error) {
    const code = isOpen ? codeOf(error) : null
    yield trouble(
      code === null
        ? whyUnread(error, address).message
        : `The database ${address.name} cannot be read to the end (${code}). ${RESTORE}`,
    )
  }
}

const SETTINGS = `
  SELECT name, setting FROM pg_settings
  WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums') AND setting = 'off' ORDER BY name`

/** Whether the server keeps what it says that it keeps. */
async function* examineServer(sql: Sql): AsyncGenerator<FolderFinding> {
  for (const { name } of await sql.rows<{ name: string }>(SETTINGS)) {
    yield name === 'data_checksums'
      ? note(
          'The database’s server keeps no checksums of its pages, so it notices less of what a failing disk does. Stop it and run pg_checksums --enable.',
        )
      : trouble(
          `The database’s server runs with ${name} = off: a power cut there may lose what was saved. Turn it on.`,
        )
  }
}

interface FoundDamage {
  rows: number
  /** Copies that save time, and can be made again. */
  copies: number
}

/** Whether every row is as it was written. */
async function* examineRows(sql: Sql): AsyncGenerator<FolderFinding> {
  const found = new Map<string, FoundDamage>()
  for (const part of ['log', 'snapshots', 'summaries', 'checkpoints'] as const) {
    for await (const { address } of damagedRows(sql, part)) {
      const world = nameOf(address)
      const damage = found.get(world) ?? { rows: 0, copies: 0 }
      found.set(world, damage)
      damage[part === 'log' ? 'rows' : 'copies'] += 1
    }
  }
  for (const [world, { rows, copies }] of found) {
    if (rows > 0) {
      yield trouble(
        `${world}: ${rows === 1 ? '1 change is' : `${rows} changes are`} damaged. It can be read without ${rows === 1 ? 'it' : 'them'}, and not written. ${RESTORE}`,
      )
    }
    if (copies > 0) {
      yield trouble(
        `${world}: ${copies === 1 ? 'a copy that saves time is' : `${copies} copies that save time are`} damaged, and not used. Nothing is lost, but the database’s disk may be failing.`,
      )
    }
  }
  if (found.size === 0) yield well('Every change is as it was written.')
}

const nameOf = (address: string | null): string => address ?? 'An import'

const WORLDS = 'worlds JOIN documents ON documents.world = worlds.key'
const IN_LOG = 'SELECT 1 FROM log WHERE log.document = documents.key AND log.sequence'

/** What rows say of others that must be there; each answers the addresses of worlds. */
const MISSING: readonly (readonly [what: string, statement: string])[] = [
  [
    'its last changes are missing',
    `SELECT address FROM ${WORLDS} WHERE kind = 'scene' AND scene_last > 0 AND NOT EXISTS (${IN_LOG} = scene_last)`,
  ],
  [
    'changes that a summary of it has are missing',
    `SELECT DISTINCT address FROM ${WORLDS} JOIN row_summaries AS said ON said.document = documents.key
     WHERE kind = 'scene' AND NOT EXISTS (${IN_LOG} = said.sequence)`,
  ],
  [
    'changes that one of its versions is made of are missing',
    `SELECT DISTINCT address FROM ${WORLDS} JOIN pins ON pins.document = documents.key
     WHERE NOT EXISTS (${IN_LOG} = pins.sequence)`,
  ],
  [
    'changes that a copy of it has are missing',
    `SELECT address FROM ${WORLDS} JOIN snapshots ON snapshots.document = documents.key
     WHERE kind IN ('scene', 'live') AND NOT EXISTS (${IN_LOG} >= snapshots.sequence)`,
  ],
  [
    'a part of it is missing',
    `SELECT address FROM worlds WHERE address IS NOT NULL
     AND (SELECT count(*) FROM documents WHERE world = worlds.key AND kind IN ('scene', 'live')) < 2`,
  ],
]

const UNKNOWN = `
  SELECT count(*) AS rows FROM log WHERE NOT EXISTS (SELECT 1 FROM documents WHERE documents.key = log.document)
    AND NOT EXISTS (SELECT 1 FROM dropped WHERE dropped.document = log.document)`

/** Whether what rows say of others is there. */
async function* examineMissing(sql: Sql): AsyncGenerator<FolderFinding> {
  let isWhole = true
  for (const [what, statement] of MISSING) {
    for (const { address } of await sql.rows<{ address: string | null }>(statement)) {
      isWhole = false
      yield trouble(`${nameOf(address)}: ${what}. ${RESTORE}`)
    }
  }
  const [unknown] = await sql.rows<{ rows: number }>(UNKNOWN)
  if (unknown !== undefined && unknown.rows > 0) {
    yield note(`${unknown.rows} changes belong to no world any more. They take room, and do no harm.`)
  }
  if (isWhole) yield well('No change is missing that others rest on.')
}

/** Whether the records of accounts and rights can be read, and the pictures are there that they name. */
async function* examineRecords(sql: Sql, data: string): AsyncGenerator<FolderFinding> {
  const pictures: string[] = []
  let unreadable = 0
  for await (const page of contentsOf(sql).pages('records')) {
    for (const { kind, id, value } of page) {
      if (kind === 'asset') pictures.push(String(id))
      if (!isJson(String(value))) unreadable += 1
    }
  }
  if (unreadable > 0)
    yield trouble(`${unreadable} of the records of accounts and rights cannot be read. ${RESTORE}`)
  yield* examinePictures(sql, data, pictures)
}

/**
 * Whether pictures are in the database as they were written. One may still wait in the folder for the next
 * start.
 */
async function* examinePictures(
  sql: Sql,
  data: string,
  held: readonly string[],
): AsyncGenerator<FolderFinding> {
  const there = new Set<string>()
  let whole = 0
  for await (const { id, bytes } of pictureRows(sql)) {
    there.add(id)
    if (createHash('sha256').update(bytes).digest('hex') === id) whole += 1
    else yield trouble(`The picture ${id} in the database is damaged. ${RESTORE}`)
  }
  if (there.size > 0) yield well(`${whole} pictures in the database are in order.`)
  const [place] = await recordsBy(sql, [PICTURE_PLACE])
  if (place !== undefined && placeOf(place.value).bucket !== null) return
  yield* examineHeld(
    data,
    held.filter((id) => !there.has(id)),
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const ASIDE = `
  SELECT address, count(*) AS rows FROM ${WORLDS} JOIN log ON log.document = documents.key
  WHERE quarantined AND address IS NOT NULL GROUP BY address ORDER BY address`

async function* examineWorlds(sql: Sql, whyUnreadable: WhyUnreadable): AsyncGenerator<FolderFinding> {
  const worlds = [...(await listWorlds(sql, 'here')), ...(await listWorlds(sql, 'binned'))]
  let readable = 0
  for (const world of worlds) {
    if (yield* examineWorld(world.address, documentsOf(sql, world), whyUnreadable, RESTORE)) readable += 1
  }
  for (const { address, rows } of await sql.rows<{ address: string; rows: number }>(ASIDE)) {
    yield note(`${address}: ${rows} changes could not be read and were put aside. The rest is there.`)
  }
  yield well(`${readable} of ${worlds.length} worlds can be opened.`)
}

async function* documentsOf(sql: Sql, { key }: WorldRecord): AsyncGenerator<Stored> {
  for (const kind of ['scene', 'live'] as const) yield await openDocument(sql, { world: key, kind })
}
